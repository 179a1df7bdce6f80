"""Between a dialogue that runs and whoever listens: events in order, and one step at a time."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine

from society.domain.errors import SocietyError
from society.domain.events import Called, Event

Emit = Callable[[Event], None]


class Wire:
    """Carries the events of one dialogue. `overhear` is told each call at once, whoever listens."""

    def __init__(self, overhear: Callable[[Called], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._overhear = overhear
        self._told: deque[Event] = deque()
        self._listener: asyncio.Future[None] | None = None
        self._steps: list[asyncio.Future[None]] = []

    def tell(self, event: Event) -> None:
        """Tell an event, from any thread."""
        if event.kind == "called":
            self._overhear(event)
        if threading.get_ident() == self._thread:
            self._put(event)
        else:
            self._loop.call_soon_threadsafe(self._put, event)

    async def heard(self) -> None:
        """Wait until every event told was taken and the listener asks for more."""
        while self._told or self._listener is None:
            step = self._loop.create_future()
            self._steps.append(step)
            await step

    async def events(self, running: Coroutine[None, None, None]) -> AsyncGenerator[Event, None]:
        """What is told while the dialogue runs; how it failed is raised when all else was taken.

        Closing the stream cancels the dialogue, and waits until it has let go of its requests.
        """
        task = self._loop.create_task(running)
        task.add_done_callback(lambda _: self._wake())
        try:
            while self._told or not task.done():
                if self._told:
                    yield self._told.popleft()
                else:
                    await self._next()
            task.result()
        finally:
            await _stop(task)

    async def _next(self) -> None:
        self._listener = self._loop.create_future()
        steps, self._steps = self._steps, []
        for step in steps:
            if not step.done():
                step.set_result(None)
        try:
            await self._listener
        finally:
            self._listener = None

    def _put(self, event: Event) -> None:
        self._told.append(event)
        self._wake()

    def _wake(self) -> None:
        if self._listener is not None and not self._listener.done():
            self._listener.set_result(None)


async def _stop(task: asyncio.Task[None]) -> None:
    """End it, if it has not. A bug is raised; what a user could mend has nobody to hear it."""
    if not task.done():
        task.cancel()
        await asyncio.wait([task])
    bug = None if task.cancelled() else task.exception()
    if bug is not None and not isinstance(bug, SocietyError):
        raise bug
