"""`society perform`: what a window plays in, a process of its own between two pipes.

Orders come as lines of JSON on stdin; events and cues go as lines of JSON to stdout, narration to
stderr. Law: stdin's end stops what is played after its turn, unless the window took its leave.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from society.domain.cues import Ready
from society.domain.errors import Exit, SocietyError

if TYPE_CHECKING:
    from society.cli.stage.performing import Stage

LONGEST = 2**24
"""Bytes of one order."""


def perform(*, db: str | None = None) -> int:
    """Play what a window asks for: orders on stdin, what happens on stdout, as lines of JSON.

    Parameters
    ----------
    db
        The database to keep dialogues in.
    """
    # Ctrl-C at the window's terminal is the window's to understand.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shown = _own_stdout()
    _prepare()
    asyncio.run(performed(db, sys.stdin.buffer, shown))
    return Exit.DONE


def _prepare() -> None:
    """Import what every dialogue needs before the first is asked for."""
    from importlib import import_module

    from society.play.graph import graph

    graph()
    for room in ("society.cli.stage.performing", "society.llm.connect", "society.store.archive"):
        import_module(room)


def _own_stdout() -> IO[bytes]:
    """Stdout for our lines alone: whatever else writes there, a library in C too, is narration."""
    own = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return own


async def performed(db: str | None, orders: IO[bytes], shown: IO[bytes]) -> None:
    """Follow the orders until they end and what is played then has ended too."""
    from society.cli.stage.performing import Stage
    from society.cli.stage.showing import Display
    from society.cli.stage.workshop import Workshop

    reader, display = await _reading(orders), Display(await _writing(shown))
    async with Workshop(db) as shop, asyncio.TaskGroup() as group:
        stage = Stage(shop, display, group)
        hearing = group.create_task(_hear(stage, reader))

        def asked_to_go() -> None:
            if hearing.done():
                stage.stop(now=True)
            hearing.cancel()

        with _told_to_go(asked_to_go):
            display.show(Ready())
            await asyncio.wait([hearing])
            _let_go_of_the_window()
            if not stage.left:
                stage.stop()
            await stage.over()
        await display.close()


async def _hear(stage: "Stage", reader: asyncio.StreamReader) -> None:
    while not stage.left and (line := await reader.readline()):
        await stage.hear(line)


@contextmanager
def _told_to_go(asked: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, asked)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def _let_go_of_the_window() -> None:
    """Narrate to nowhere: nobody may be left to read it, and writing to a closed pipe fails."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


async def _reading(orders: IO[bytes]) -> asyncio.StreamReader:
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(limit=LONGEST)
    try:
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), orders)
    except ValueError:
        raise SocietyError(
            "perform takes its orders through a pipe", hint="`society` opens the window behind it"
        ) from None
    return reader


async def _writing(shown: IO[bytes]) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    try:
        transport, protocol = await loop.connect_write_pipe(
            lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), shown
        )
    except ValueError:
        raise SocietyError(
            "perform shows what happens through a pipe", hint="`society` opens the window behind it"
        ) from None
    return asyncio.StreamWriter(transport, protocol, None, loop)
