"""The line before an endpoint: every call of every dialogue stands in it, first come first served.

Law: a call that leaves, however it does, gives its place to the next one.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable

from society.domain.calls import Wait
from society.domain.errors import ModelError
from society.domain.value import Value
from society.llm.breaker import Breaker
from society.llm.faults import Retryable
from society.llm.limits import UNKNOWN, Bucket, Limits, Pace
from society.llm.model import Tell
from society.llm.retry import Sleep

QUIET = 0.5
"""Seconds that a call waits before it says so."""

PAUSED = "the provider asked all callers to wait"
BUSY = "the endpoint is busy"
DOWN = "the endpoint does not answer; trying again in {seconds:.0f} s"
TRYING = "the endpoint does not answer; one call is trying again"
_UNANSWERED = {"connection", "server", "timeout"}


class EndpointState(Value):
    """An endpoint as a display shows it; `paused` in seconds, `model` where it has its own line."""

    provider: str
    host: str
    model: str = ""
    in_flight: int = 0
    allowed: int = 0
    waiting: int = 0
    paused: float = 0.0
    down: bool = False


class Slot:
    """One call's leave to send, until it says how it went."""

    __slots__ = ("_limiter", "began", "probe", "tokens")

    def __init__(self, limiter: "Limiter", tokens: int, began: float, probe: bool) -> None:
        self._limiter: Limiter | None = limiter
        self.tokens, self.began, self.probe = tokens, began, probe

    def well(self, tokens: int) -> None:
        """It was answered, and took so many tokens."""
        if self._limiter is not None:
            self._limiter.went_well(self, tokens)
            self._limiter = None

    def failed(self, failure: ModelError, status: int | None) -> None:
        """It was not answered, or not as it should be."""
        if self._limiter is not None:
            self._limiter.went_wrong(self, failure, status)
            self._limiter = None

    def close(self) -> None:
        """It was given up, if it has not said how it went."""
        if self._limiter is not None:
            self._limiter.given_up(self)
            self._limiter = None


class _Place:
    """Where a call stands in line; `turned` is set when something has changed for it."""

    __slots__ = ("entered", "tell", "tokens", "told", "turned")

    def __init__(self, tokens: int, tell: Tell, now: float) -> None:
        self.tokens, self.tell, self.entered = tokens, tell, now
        self.told = ""
        self.turned = asyncio.get_running_loop().create_future()


class Limiter:
    """One endpoint's line: rate limits, calls at once, pauses, and whether anybody answers."""

    def __init__(
        self,
        limits: Limits = UNKNOWN,
        *,
        provider: str = "",
        host: str = "",
        model: str = "",
        patience: float = 900.0,
        quiet: float = QUIET,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.limits = limits
        self._names = {"provider": provider, "host": host, "model": model}
        self._patience, self._quiet = patience, quiet
        self._clock, self._sleep = clock, sleep
        self._pace = Pace(limits.concurrency)
        self._breaker = Breaker(clock)
        self._requests = Bucket(limits.rpm, clock) if limits.rpm else None
        self._tokens = Bucket(limits.tpm, clock) if limits.tpm else None
        self._opens = 0.0
        self._in_flight = 0
        self._line: deque[_Place] = deque()

    @property
    def state(self) -> EndpointState:
        """What goes on at the endpoint now."""
        return EndpointState(
            **self._names,
            in_flight=self._in_flight,
            allowed=self._pace.allowed,
            waiting=len(self._line),
            paused=max(self._opens - self._clock(), 0.0),
            down=self._breaker.opened is not None,
        )

    async def enter(self, tokens: int, tell: Tell) -> Slot:
        """Leave to send about so many tokens, when it is this call's turn.

        Raises ModelError where the endpoint has not answered anybody for too long.
        """
        if self._line or self._held(tokens)[0] > 0:
            await self._stand(_Place(tokens, tell, self._clock()))
        self._in_flight += 1
        self._pace.reached = self._pace.reached or self._in_flight >= self._pace.allowed
        if self._requests:
            self._requests.take(1)
        if self._tokens:
            self._tokens.take(tokens)
        return Slot(self, tokens, self._clock(), self._breaker.admit())

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long; a longer pause that was asked for before stays."""
        self._opens = max(self._opens, self._clock() + seconds)

    def went_well(self, slot: Slot, tokens: int) -> None:
        """Slot's own: the call was answered."""
        self._pace.well(self._clock() - slot.began)
        self._breaker.answered()
        if self._tokens:
            self._tokens.take(tokens - slot.tokens)
        self._leave()

    def went_wrong(self, slot: Slot, failure: ModelError, status: int | None) -> None:
        """Slot's own: the call failed."""
        if failure.kind in {"rate_limited", "timeout"} or status == 503:
            self._pace.refused(slot.began, self._clock(), self._in_flight)
        if failure.kind in _UNANSWERED:
            self._breaker.failed(slot.probe)
        else:
            self._breaker.answered()
        if isinstance(failure, Retryable) and failure.after is not None:
            self.pause(failure.after)
        self._leave()

    def given_up(self, slot: Slot) -> None:
        """Slot's own: the call was cancelled, or never sent."""
        self._breaker.dropped(slot.probe)
        self._leave()

    def _leave(self) -> None:
        self._in_flight -= 1
        self._wake()

    def _wake(self) -> None:
        """Let the first in line look again."""
        if self._line and not self._line[0].turned.done():
            self._line[0].turned.set_result(None)

    async def _stand(self, place: _Place) -> None:
        """Stand in line until it is this place's turn."""
        self._line.append(place)
        late = asyncio.get_running_loop().call_later(self._quiet, self._say_late, place)
        try:
            while (wait := self._wait(place)) > 0:
                await self._rest(place, wait)
        finally:
            late.cancel()
            self._line.remove(place)
            self._wake()

    def _wait(self, place: _Place) -> float:
        """Seconds that the place still has to wait, told where they are many."""
        if self._line[0] is not place:
            return math.inf
        wait, why = self._held(place.tokens)
        if self._breaker.opened is not None:
            left = self._left(place)
            wait = wait if wait == math.inf else min(wait, left)
        if self._quiet < wait < math.inf and why != place.told:
            place.told = why
            place.tell(Wait(seconds=wait, why=why))
        return wait

    def _left(self, place: _Place) -> float:
        """Seconds of patience with an endpoint that is down; ModelError when there are none."""
        since = max(place.entered, self._breaker.opened or 0.0)
        left = since + self._patience - self._clock()
        if left <= 0:
            raise ModelError(
                f"{self._names['host'] or self._names['provider']} has not answered anybody for "
                f"{self._patience:.0f} s",
                kind="connection",
                hint="is the server up? `society resume` goes on where this stopped",
            )
        return left

    async def _rest(self, place: _Place, wait: float) -> None:
        """Wait so long, or until something changes for the first in line."""
        if wait == math.inf:
            await place.turned
        else:
            nap = asyncio.ensure_future(self._sleep(wait))
            try:
                await asyncio.wait({nap, place.turned}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                nap.cancel()
        if place.turned.done():
            place.turned = asyncio.get_running_loop().create_future()

    def _held(self, tokens: int) -> tuple[float, str]:
        """Seconds until the first in line may go (without end: when another is back), and why."""
        if self._opens and (left := self._opens - self._clock()) > 0:
            return left, PAUSED
        if down := self._breaker.wait():
            return down, TRYING if down == math.inf else DOWN.format(seconds=down)
        if self._in_flight >= self._pace.allowed:
            return math.inf, BUSY
        if self._requests and (wait := self._requests.wait(1)):
            return wait, f"rate limit: {self.limits.rpm:,} requests a minute"
        if self._tokens and (wait := self._tokens.wait(tokens)):
            return wait, f"rate limit: {self.limits.tpm:,} tokens a minute"
        return 0.0, ""

    def _say_late(self, place: _Place) -> None:
        """Tell a place that stands for some time already, and guess how long it will."""
        if place.told:
            return
        wait, why = self._held(place.tokens)
        place.tell(Wait(seconds=self._guess(place, wait), why=why or BUSY))

    def _guess(self, place: _Place, wait: float) -> float:
        """Seconds that a place may have to wait, by how many stand before it."""
        ahead = self._line.index(place)
        if wait == math.inf:
            return self._pace.typical * (1 + ahead // self._pace.allowed)
        return wait + (ahead * 60 / self.limits.rpm if self.limits.rpm else 0.0)
