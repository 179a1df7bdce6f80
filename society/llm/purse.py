"""What may still be spent, by reservation: a request that could break the budget is never sent.

Law: what was spent plus `OVERRUN` times what is in flight stays within the allowance, so that even
a provider that reports ten times what a request can cost does not break it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from society.domain.calls import Wait
from society.domain.errors import LimitReached
from society.llm.model import Tell, nobody

OVERRUN = 10.0
"""How many times its worst case a request may be billed; one that reports more stops the run."""


class Allowance(NamedTuple):
    """Dollars and requests that may be spent; None where there is no limit."""

    dollars: float | None = None
    calls: int | None = None


UNLIMITED = Allowance()

Refill = Callable[[Allowance], Awaitable[Allowance]]
"""Asks for more, and gets as much as there is: perhaps nothing."""


class Hold:
    """What is reserved for one request, until it is known what the request cost."""

    def __init__(self, purse: "Purse", worst: float) -> None:
        self._purse = purse
        self._worst: float | None = worst

    def settle(self, cost: float | None) -> None:
        """The request cost so much; None where nobody knows, and its worst case stays spent."""
        self._close(self.worst if cost is None else cost)

    def free(self) -> None:
        """The request was refused before any work was done for it."""
        self._close(0.0)

    @property
    def worst(self) -> float:
        """What is reserved; 0 once it is settled."""
        return self._worst or 0.0

    def _close(self, cost: float) -> None:
        if self._worst is not None:
            worst, self._worst = self._worst, None
            self._purse.close(worst, cost)


class Purse:
    """The allowance of one process, and what became of it. Without limits it only counts.

    `allowance` is what there is at first; `refill` asks whoever shares a budget among processes for
    more. `spent` is an upper bound in dollars, `calls` counts requests, `in_flight` is reserved.
    """

    def __init__(
        self,
        allowance: Allowance = UNLIMITED,
        *,
        refill: Refill | None = None,
    ) -> None:
        self.allowance = allowance
        self.spent = 0.0
        self.calls = 0
        self.in_flight = 0.0
        self.open = 0
        self.largest = 0.0
        self._refill = refill
        self._first = asyncio.Lock()
        self._changed = asyncio.Event()
        self._empty = ""

    @property
    def limited(self) -> bool:
        """Whether dollars are limited, so that every price must be known."""
        return self.allowance.dollars is not None

    async def reserve(self, worst: float | None, tell: Tell = nobody) -> Hold:
        """Room for one request of at most `worst` dollars, in the order of asking.

        Waits while requests in flight may still leave room; LimitReached where nothing will, and
        from then on for everyone. `worst` None is a price that nobody knows.
        """
        if self.allowance == UNLIMITED:
            return self._take(worst or 0.0)
        if worst is None and self.limited:
            raise LimitReached("a request whose price nobody knows cannot be made on a budget")
        async with self._first:
            await self._room(worst or 0.0, tell)
            return self._take(worst or 0.0)

    def close(self, worst: float, cost: float) -> None:
        """Hold's own: a reservation of `worst` came to `cost`."""
        self.in_flight -= worst
        self.open -= 1
        self.spent += cost
        self._changed.set()

    async def _room(self, worst: float, tell: Tell) -> None:
        told = False
        while not self._fits(worst):
            if not self._empty and (await self._more(worst) or self._fits(worst)):
                continue
            if self._empty or not self.open:
                self._empty = self._empty or self._why(worst)
                raise LimitReached(self._empty, hint="give more with --budget or --max-calls")
            if not told:
                tell(Wait(seconds=0.0, why="the rest of the budget is reserved by calls in flight"))
                told = True
            self._changed.clear()
            await self._changed.wait()

    def _fits(self, worst: float) -> bool:
        dollars, calls = self.allowance
        if calls is not None and self.calls >= calls:
            return False
        return dollars is None or self.spent + OVERRUN * (self.in_flight + worst) <= dollars

    def _take(self, worst: float) -> Hold:
        self.in_flight += worst
        self.open += 1
        self.calls += 1
        self.largest = max(self.largest, worst)
        return Hold(self, worst)

    async def _more(self, worst: float) -> bool:
        """Ask for what is missing and some to spare; whether there was anything."""
        if self._refill is None:
            return False
        dollars, calls = self.allowance
        got = await self._refill(
            Allowance(
                None if dollars is None else self._lacking(worst, dollars),
                None if calls is None else max(self.calls + 1 - calls, 0),
            )
        )
        self.allowance = Allowance(
            None if dollars is None else dollars + (got.dollars or 0.0),
            None if calls is None else calls + (got.calls or 0),
        )
        return bool(got.dollars or got.calls)

    def _lacking(self, worst: float, dollars: float) -> float:
        return max(self.spent + OVERRUN * (self.in_flight + worst) - dollars, 0.0)

    def _why(self, worst: float) -> str:
        dollars, calls = self.allowance
        if calls is not None and self.calls >= calls:
            return "all the calls that were allowed have been made"
        left = max((dollars or 0.0) - self.spent, 0.0)
        return (
            f"the budget is used up: ${left:.4f} is left, and the next call could be billed "
            f"${OVERRUN * worst:.4f} at the very worst"
        )
