"""A judge that lets nothing else run, and somebody who presses Ctrl-C: the judge is broken into.

Law: only a judge's own code is broken into, which makes its question unscored and ends nothing.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from society.cli.signals import PATIENCE, Drain, draining
from society.domain.errors import Exit, JudgeError

AGAIN = 1.0
"""Seconds until a judge that went on all the same is broken into once more."""

NUMBERS = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}


class Stop:
    """Whether to stop, known also while the loop that tells the drain stands still."""

    def __init__(self, drain: Drain, patience: float) -> None:
        self._drain, self._patience = drain, patience
        self._codes: list[Exit] = []

    @property
    def asked(self) -> bool:
        """Whether somebody asked to stop."""
        return self.exit is not None

    @property
    def exit(self) -> Exit | None:
        """With which exit code."""
        return self._drain.exit or next(iter(self._codes), None)

    def pressed(self, number: int, _: FrameType | None) -> None:
        """Somebody asked; the loop hears of it by itself, where it runs."""
        self._codes.append(NUMBERS[signal.Signals(number)])
        if len(self._codes) > 2 and not self._drain.asked:
            os._exit(self._codes[0])
        wait = self._patience if len(self._codes) == 1 else 0.001
        signal.setitimer(signal.ITIMER_REAL, wait, AGAIN)

    def due(self, _: int, frame: FrameType | None) -> None:
        """The time is up: where the loop has not run since, a judge holds it."""
        if self._drain.asked:
            signal.setitimer(signal.ITIMER_REAL, 0)
        elif _judges(frame):
            raise JudgeError("it was still busy when somebody asked to stop")


@contextmanager
def stopping(
    told: Callable[[Exit], None] = lambda _: None, *, patience: float = PATIENCE
) -> Iterator[Stop]:
    """Within it signals ask the current task to stop, as `draining` says, whatever a judge does.

    The first gives what runs so many seconds, the second none, the third leaves at once. `told`
    hears the exit code of the first. For the main thread.
    """
    with draining(told) as drain:
        stop = Stop(drain, patience)
        before = {number: signal.signal(number, stop.pressed) for number in NUMBERS}
        before[signal.SIGALRM] = signal.signal(signal.SIGALRM, stop.due)
        try:
            yield stop
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            for number, handler in before.items():
                signal.signal(number, handler)


def _judges(frame: FrameType | None) -> bool:
    """Whether a judge's own code is what runs."""
    from society.play import asking

    while frame is not None:
        if frame.f_code is asking._call.__code__:
            return True
        frame = frame.f_back
    return False
