"""What a window is shown, as lines of JSON down a pipe; tokens are gathered, nothing is reordered.

Law: who plays never fails because who watches is gone.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Protocol

from society.domain.cues import Shown, write_shown
from society.domain.events import Token

EVERY = 0.1
"""Seconds between two flushes of what a role says."""

PATIENCE = 10.0
"""Seconds that a window has to read the last of it."""

Later = Callable[[float, Callable[[], None]], object]
"""Has something done in so many seconds."""


class Gathered:
    """Tokens of one speaker at a time, put together so that few are written; all else at once."""

    def __init__(
        self,
        write: Callable[[Shown], None],
        *,
        later: Later,
        clock: Callable[[], float] = monotonic,
        every: float = EVERY,
    ) -> None:
        self._write, self._later, self._clock, self._every = write, later, clock, every
        self._held: Token | None = None
        self._last = float("-inf")

    def put(self, shown: Shown) -> None:
        """Write it, or keep it for a moment where it is a token."""
        if shown.kind != "token":
            self.flush()
            self._write(shown)
            return
        if self._held and (self._held.episode, self._held.role) != (shown.episode, shown.role):
            self.flush()
        if self._held is None:
            self._held = shown
            left = self._last + self._every - self._clock()
            if left <= 0:
                self.flush()
            else:
                self._later(left, self.flush)
        else:
            text = self._held.text + shown.text
            self._held = self._held.model_copy(update={"text": text})

    def flush(self) -> None:
        """Write the tokens that wait, if any do."""
        if self._held is not None:
            held, self._held = self._held, None
            self._last = self._clock()
            self._write(held)


class Pipe(Protocol):
    """Where the lines go: an asyncio StreamWriter is one."""

    def write(self, line: bytes, /) -> None:
        """Take a line; never waits."""

    async def drain(self) -> None:
        """Wait until there is room for more; ConnectionError where nobody reads any more."""

    def close(self) -> None:
        """Take no more lines."""

    async def wait_closed(self) -> None:
        """Wait until all is written; ConnectionError where nobody reads any more."""


class Display:
    """The window at the other end of a pipe."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe: Pipe | None = pipe
        self._gathered = Gathered(self._put, later=asyncio.get_running_loop().call_later)

    def show(self, shown: Shown) -> None:
        """Show it; never waits."""
        self._gathered.put(shown)

    def show_next(self, shown: Shown) -> None:
        """Show it after what is under way to be shown: for cues told beside the stream."""
        asyncio.get_running_loop().call_soon(self.show, shown)

    async def drained(self) -> None:
        """Wait until the window has room for more, or is gone."""
        if self._pipe is None:
            return
        try:
            await self._pipe.drain()
        except ConnectionError:
            self.leave()

    async def close(self) -> None:
        """Wait until the window has everything that was shown, as far as it still reads."""
        await asyncio.sleep(0)
        self._gathered.flush()
        pipe, self._pipe = self._pipe, None
        if pipe is None:
            return
        pipe.close()
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await pipe.wait_closed()

    def leave(self) -> None:
        """Nobody watches from now on."""
        self._pipe = None

    def _put(self, shown: Shown) -> None:
        if self._pipe is not None:
            self._pipe.write(write_shown(shown))
