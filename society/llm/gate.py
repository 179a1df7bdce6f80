"""A provider that asks one caller to wait has asked them all."""

import asyncio
import time
from collections.abc import Callable

from society.domain.calls import Wait
from society.llm.model import Tell
from society.llm.retry import Sleep


class Gate:
    """Shut while a provider wants a pause; every dialogue that asks it waits here."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._opens = 0.0

    def shut(self, seconds: float) -> None:
        """Let nobody through for so long; a longer pause that was asked for before stays."""
        self._opens = max(self._opens, self._clock() + seconds)

    async def passed(self, tell: Tell) -> None:
        """Wait until the gate is open."""
        left = self._opens - self._clock()
        while left > 0:
            tell(Wait(seconds=left, why="the provider asked all callers to wait"))
            await self._sleep(left)
            left = self._opens - self._clock()
