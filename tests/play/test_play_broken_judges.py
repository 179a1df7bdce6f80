"""A judge that breaks, hangs, blocks or leaves is unscored, and never the end of the dialogue."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from society import JudgeError, Judgement, Turn, judge
from society.play.asking import Case, ask
from society.plugins import seat
from society.testing import sample_dialogue

DIALOGUE = sample_dialogue()
HERE = Case(dialogue=DIALOGUE, turn=1)


async def said(function: Callable[..., Any], case: Case = HERE, **more: Any) -> Judgement:
    return await ask(seat(function, "here"), case, **more)


def divides(turn: Turn) -> float:
    return 1 / 0


async def divides_later(turn: Turn) -> float:
    return 1 / 0


def leaves() -> None:
    sys.exit(3)


async def leaves_later() -> None:
    sys.exit(3)


def stops() -> object:
    return next(iter(()))


def interrupts() -> None:
    raise KeyboardInterrupt


def gives_up() -> None:
    raise JudgeError("neither yes nor no", hint="ask again")


@pytest.mark.parametrize(
    ("function", "critique"),
    [
        (divides, "judge 'divides' on turn 1: ZeroDivisionError: division by zero (test_play_bro"),
        (divides_later, "judge 'divides_later' on turn 1: ZeroDivisionError: division by zero"),
        (leaves, "judge 'leaves' on turn 1: SystemExit: 3"),
        (leaves_later, "judge 'leaves_later' on turn 1: SystemExit: 3"),
        (stops, "judge 'stops' on turn 1: StopIteration"),
        (interrupts, "judge 'interrupts' on turn 1: KeyboardInterrupt"),
        (gives_up, "judge 'gives_up' on turn 1: neither yes nor no; ask again"),
    ],
)
async def test_a_judge_that_breaks_is_unscored(function: Callable[..., Any], critique: str) -> None:
    heard = await said(function)

    assert (heard.score, heard.unscored) == (None, "judge_error")
    assert heard.critique.startswith(critique)


async def test_a_forgotten_await_is_told() -> None:
    async def later() -> float:
        return 1.0

    @judge()
    def forgets() -> object:
        return later()

    heard = await said(forgets)

    assert heard.critique == "judge 'forgets' returned a coroutine; write `async def`, or await it"


async def test_a_judge_that_prints_still_scores(capsys: pytest.CaptureFixture[str]) -> None:
    @judge()
    def chatty() -> float:
        print("thinking aloud")
        return 0.5

    assert (await said(chatty)).score == 0.5


async def test_an_async_judge_that_hangs_is_cancelled() -> None:
    ended: list[str] = []

    @judge()
    async def hangs() -> float:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")
        return 1.0

    heard = await said(hangs, timeout=0.05)

    assert (heard.unscored, ended) == ("timeout", ["cancelled"])
    assert heard.critique == "judge 'hangs' on turn 1: no answer within 0.05 s"


async def test_a_sync_judge_that_hangs_is_left_behind() -> None:
    released = threading.Event()

    @judge()
    def hangs() -> float:
        released.wait(10)
        return 1.0

    heard = await said(hangs, timeout=0.05)
    released.set()

    assert heard.unscored == "timeout"


async def test_a_judges_own_timeout_error_is_its_bug_not_ours() -> None:
    @judge()
    async def late() -> float:
        raise TimeoutError("the archive is slow")

    assert (await said(late)).unscored == "judge_error"


async def test_a_sync_judge_that_blocks_leaves_the_loop_ticking() -> None:
    @judge()
    def blocks() -> float:
        time.sleep(1)
        return 1.0

    ticks: list[float] = []

    async def tick() -> None:
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    heard = await said(blocks)
    ticking.cancel()

    assert heard.score == 1.0
    assert max(later - sooner for sooner, later in pairwise(ticks)) < 0.25


async def test_cancelling_the_dialogue_is_not_the_judges_failure() -> None:
    @judge()
    async def hangs() -> None:
        await asyncio.Event().wait()

    asking = asyncio.create_task(said(hangs))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
