"""The stage that this window keeps: opened by the first order, its scene, and how it is left."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from society.domain.cues import Shown
from society.domain.errors import SocietyError
from society.domain.events import Failed
from society.domain.orders import Order, Stop
from tui.backstage import Performance
from tui.screens.live.scene import Scene

SILENT = 20.0
"""Seconds without a word from a stage that has something to say, from which one is told of it."""

STIRS = ("begin", "resume", "branch", "go", "step", "reroll", "suggest")
"""Orders that something is always shown for."""

GONE = "gone"
"""The code of a failure that is not the dialogue's: whoever played it is no longer there."""


class Company:
    """Takes orders to the stage and folds what it shows into `scene`.

    `start` runs something beside the keys, `clock` gives seconds, `heard` is told everything that
    was shown, after the scene took it up. A stage that died is opened anew by the next order.
    """

    def __init__(
        self,
        perform: Callable[[], Awaitable[Performance]],
        *,
        start: Callable[[Coroutine[Any, Any, None]], object],
        clock: Callable[[], float],
        heard: Callable[[Shown], None],
    ) -> None:
        self.scene = Scene()
        self._perform, self._start, self._clock, self._heard = perform, start, clock, heard
        self._performance: Performance | None = None
        self._heard_at = self._stirred = 0.0
        self._opening = asyncio.Lock()

    async def send(self, order: Order) -> None:
        """Give an order; SocietyError where there is no stage that could take it."""
        async with self._opening:
            if self._performance is None:
                self._performance = await self._perform()
                self._start(self._follow(self._performance))
        if order.do in STIRS:
            self._stirred = self._clock()
        try:
            await self._performance.send(order)
        except OSError as error:
            raise SocietyError("the stage takes no orders any more", hint="try again") from error

    def silent_since(self) -> float | None:
        """The second of the clock since which nothing was heard of what should be, if for long."""
        scene = self.scene
        plays = scene.state in ("playing", "stopping") and scene.wanted is None
        asked = self._stirred > self._heard_at
        if self._performance is None or not (plays or asked) or self._holds():
            return None
        since = max(self._heard_at, self._stirred)
        return since if self._clock() - since >= SILENT else None

    def _holds(self) -> bool:
        """Whether somebody has said how long they wait, and that is not over."""
        last = self.scene.at(None)
        holds = (self.scene.holding, last.hold if last else None)
        return any(hold and self._clock() < hold.since + hold.seconds for hold in holds)

    def end(self) -> None:
        """Kill a stage that hears nothing any more."""
        if self._performance is not None:
            self._performance.end()

    async def leave(self, how: str) -> None:
        """Go away: what plays is kept playing (`keep`), stopped after its turn, or cancelled."""
        performance = self._performance
        if performance is None:
            return
        silent, self._performance = self.silent_since() is not None, None
        try:
            if how != "keep" and silent:
                performance.end()
            elif how != "keep" and self.scene.moving:
                await performance.send(Stop(now=how == "cancel"))
        finally:
            await performance.close(keep=how == "keep")

    async def _follow(self, performance: Performance) -> None:
        """Take up everything until the stage is closed, or dies: then that is the last event."""
        why = "the stage has closed"
        try:
            async for shown in performance.shown():
                self._take(shown)
        except (SocietyError, OSError, ValueError) as error:
            why = str(error).partition("\n")[0]
        if self._performance is not performance:
            return
        self._performance = None
        if self.scene.moving:
            hint = "what was said is kept; enter goes on where it stopped"
            self._take(Failed(episode=self.scene.episode, code=GONE, error=why, hint=hint))

    def _take(self, shown: Shown) -> None:
        self._heard_at = self._clock()
        self.scene.take(shown, self._clock())
        self._heard(shown)
