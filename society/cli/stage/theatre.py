"""The window's end of `society perform`: starts it, gives it orders, reads what it shows.

Law: nothing heavy is imported here, and what happens there cannot hold up the window.
"""

import asyncio
import os
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, NamedTuple, Self

from society.domain.cues import Shown, Standing, read_shown
from society.domain.display import one_line
from society.domain.errors import SocietyError
from society.domain.events import Failed
from society.domain.orders import Leave, Order, write_order
from society.llm.scrub import Scrubber

LONGEST = 2**28
"""Bytes of one line: a dialogue that goes on is shown with all its turns."""

PATIENCE = 2.0
"""Seconds that closing waits for the other process, which may have a turn to finish."""

TAIL = 40
"""Lines of narration that are kept, to say what a process died of."""

LOOK = 0.02
"""Seconds between two looks at whether it has ended."""

SENTENCE = "society: "
"""How the sentence begins that a command ends with where a user can mend it."""

GONE = "gone"
"""The code of the failure that stands for a process which died."""


class Theatre:
    """A process that plays; it lives in a session of its own, where no key of ours reaches it."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        orders: asyncio.StreamWriter,
        shown: "Pipe",
        narrated: "Pipe",
        scrub: Scrubber,
    ) -> None:
        self._process, self._orders = process, orders
        self._shown, self._narrated, self._scrub = shown, narrated, scrub
        self._narration: deque[str] = deque(maxlen=TAIL)
        self._listening = asyncio.create_task(self._listen())
        self._playing = ""
        self._closing = False

    @classmethod
    async def open(cls, words: Sequence[str], environ: Mapping[str, str] | None = None) -> Self:
        """Start `society WORDS…` at once; it says `ready` when it has everything in hand."""
        env = dict(os.environ if environ is None else environ)
        process = _started([sys.executable, "-m", "society", *words], env)
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise AssertionError("it was started with three pipes")
        orders = await _writing(process.stdin)
        shown, narrated = await _reading(process.stdout), await _reading(process.stderr)
        return cls(process, orders, shown, narrated, Scrubber(env))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    async def send(self, order: Order) -> None:
        """Give an order; SocietyError where nobody is there to follow it."""
        try:
            self._orders.write(write_order(order))
            await self._orders.drain()
        except ConnectionError as error:
            raise SocietyError(
                "the process that plays has ended", hint="what was said is kept; begin anew"
            ) from error

    async def shown(self) -> AsyncIterator[Shown]:
        """Everything that happens; where the process dies, a last `Failed` says of what."""
        while line := await self._shown.lines.readline():
            shown = read_shown(line)
            if isinstance(shown, Standing):
                self._playing = "" if shown.state == "idle" else shown.episode
            yield shown
        code = 0 if self._closing else await self._ended()
        if code:
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            yield Failed(
                episode=self._playing,
                code=GONE,
                error=f"the process that plays ended with {how}: {self._last_words()}",
                hint="what was said is kept; enter goes on",
            )

    def end(self) -> None:
        """Kill the process, also one that hears nothing; what it has said is stored already."""
        self._process.kill()

    async def close(self, *, keep: bool) -> None:
        """Leave it: what is played goes on to its end where `keep`, else stops after its turn.

        It may still be at that when this returns.
        """
        if self._closing:
            return
        self._closing = True
        with suppress(SocietyError):
            if keep:
                await self.send(Leave())
        self._orders.close()
        with suppress(ConnectionError):
            await self._orders.wait_closed()
        with suppress(TimeoutError):
            async with asyncio.timeout(0 if keep and self._playing else PATIENCE):
                await self._ended()
        self._listening.cancel()
        await asyncio.wait([self._listening])
        for pipe in (self._shown, self._narrated):
            pipe.transport.close()

    async def _ended(self) -> int:
        """Its exit code, once it has ended and its last words are read."""
        await asyncio.wait([self._listening])
        # A thread that waits would keep the window's process from ending before this one.
        while (code := self._process.poll()) is None:
            await asyncio.sleep(LOOK)
        return code

    async def _listen(self) -> None:
        while line := await self._narrated.lines.readline():
            self._narration.append(line.decode("utf-8", "replace"))

    def _last_words(self) -> str:
        """The sentence that it ended with, or the last line of what it wrote."""
        lines = [one_line(self._scrub(line), 200).strip(" |+-") for line in self._narration]
        said = [line for line in lines if line] or ["it said nothing"]
        return next((line for line in reversed(said) if line.startswith(SENTENCE)), said[-1])


def _started(words: Sequence[str], environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Not asyncio's own way: that kills the process when the window's loop is gone."""
    return subprocess.Popen(  # noqa: S603 - our own program
        words,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


class Pipe(NamedTuple):
    """What the process writes, line by line."""

    transport: asyncio.ReadTransport
    lines: asyncio.StreamReader


async def _reading(pipe: IO[bytes]) -> Pipe:
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(limit=LONGEST)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return Pipe(transport, reader)


async def _writing(pipe: IO[bytes]) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.connect_write_pipe(
        lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), pipe
    )
    return asyncio.StreamWriter(transport, protocol, None, loop)
