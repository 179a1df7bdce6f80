"""Ctrl-C and friends: the first finishes what is running, the second cancels, the third leaves."""

import asyncio
import os
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from society.cli.output import note
from society.domain.errors import Exit

PATIENCE = 10.0
"""Seconds that what is running may take after somebody asked to stop."""


class Drain:
    """Whether to stop, and with which exit code."""

    def __init__(self, told: Callable[[Exit], None] = lambda _: None) -> None:
        self.exit: Exit | None = None
        self._count = 0
        self._told = told

    @property
    def asked(self) -> bool:
        """Whether somebody asked to stop."""
        return self.exit is not None

    def ask(self, code: Exit, task: "asyncio.Task[object] | None") -> None:
        """Ask once more: stop soon, cancel now, leave at once."""
        self.exit = code
        self._count += 1
        if self._count == 1:
            self._told(code)
        if self._count == 1 and task:
            asyncio.get_running_loop().call_later(PATIENCE, task.cancel)
        if self._count == 1:
            note("finishing this turn; once more stops at once")
        if self._count == 2 and task:
            task.cancel()
        if self._count > 2:
            os._exit(code)


@contextmanager
def draining(told: Callable[[Exit], None] = lambda _: None) -> Iterator[Drain]:
    """Within it SIGINT, SIGTERM and SIGHUP ask the current task to stop after what is running.

    `told` hears the exit code of the first of them.
    """
    loop, task, drain = asyncio.get_running_loop(), asyncio.current_task(), Drain(told)
    codes = {
        signal.SIGINT: Exit.INTERRUPTED,
        signal.SIGTERM: Exit.TERMINATED,
        signal.SIGHUP: Exit.TERMINATED,
    }

    def heard(number: signal.Signals) -> None:
        if number is signal.SIGHUP:
            let_go_of_the_terminal()
        drain.ask(codes[number], task)

    for number in codes:
        loop.add_signal_handler(number, heard, number)
    try:
        yield drain
    finally:
        for number in codes:
            loop.remove_signal_handler(number)


def let_go_of_the_terminal() -> bool:
    """Print to nowhere from now on where it was to a terminal: that is gone, and writing fails.

    Whether anything was printed to a terminal.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    gone = [number for number in (1, 2) if stat.S_ISCHR(os.fstat(number).st_mode)]
    for number in gone:
        os.dup2(nowhere, number)
    os.close(nowhere)
    return bool(gone)
