"""The one layer that tries again: bounded in tries and in time, and never over a cancellation."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from society.domain.calls import Wait
from society.llm.faults import Retryable
from society.llm.model import Tell

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Patience:
    """How often and how long a reply is tried for."""

    tries: int = 8
    tries_when_empty: int = 3
    seconds: float = 900.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    """Spreads the waits, so that many dialogues do not all come back at once."""


async def patiently(
    once: Callable[[], Awaitable[Result]], patience: Patience, tell: Tell
) -> Result:
    """Run `once` until it succeeds, fails for good, or patience is at its end."""
    begun = time.monotonic()
    try:
        return await once()
    except Retryable as failure:
        first = failure
    return await _again(first, once, patience, tell, time.monotonic() - begun)


async def _again(
    first: Retryable,
    once: Callable[[], Awaitable[Result]],
    patience: Patience,
    tell: Tell,
    took: float,
) -> Result:
    """Go on after a first try that failed; tenacity costs as much as the call, so it comes late."""
    failed = [first]

    async def again() -> Result:
        if failed:
            raise failed.pop()
        return await once()

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(Retryable),
        stop=lambda state: _enough(state, patience, took),
        wait=lambda state: _wait(state, patience),
        before_sleep=lambda state: tell(_told(state, patience)),
        sleep=patience.sleep,
        reraise=True,
    )
    return await retrying(again)


def _wait(state: RetryCallState, patience: Patience) -> float:
    """What the provider asked for, or twice as long each time; never less than asked."""
    doubled = min(patience.first_wait * 2 ** (state.attempt_number - 1), patience.longest_wait)
    jittered = doubled * (0.5 + patience.chance() / 2)
    after = _failure(state).after
    return jittered if after is None else after + patience.first_wait * patience.chance()


def _enough(state: RetryCallState, patience: Patience, took: float) -> bool:
    spent = took + max(state.idle_for, state.seconds_since_start or 0.0)
    tries = _tries(_failure(state), patience)
    return state.attempt_number >= tries or spent + state.upcoming_sleep > patience.seconds


def _tries(failure: Retryable, patience: Patience) -> int:
    usual = patience.tries_when_empty if failure.kind == "empty" else patience.tries
    return usual if failure.tries is None else min(usual, failure.tries)


def _told(state: RetryCallState, patience: Patience) -> Wait:
    failure = _failure(state)
    why = f"{failure.kind}: try {state.attempt_number + 1} of {_tries(failure, patience)}"
    return Wait(seconds=state.upcoming_sleep, why=why)


def _failure(state: RetryCallState) -> Retryable:
    failure = state.outcome.exception() if state.outcome else None
    if not isinstance(failure, Retryable):
        raise TypeError(f"only a Retryable is tried again, not {failure!r}")
    return failure
