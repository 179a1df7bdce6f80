"""An endpoint that is down is left alone, but for one call now and then that finds out."""

import math
from collections.abc import Callable

FAILURES = 20
"""So many failures in a row, and nobody's success between them, mean that nobody answers there."""

FIRST, LONGEST = 5.0, 60.0
"""Seconds between the calls that find out; twice as long each time."""


class Breaker:
    """Opens after `failures` in a row; any answer closes it again."""

    def __init__(self, clock: Callable[[], float], failures: int = FAILURES) -> None:
        self.opened: float | None = None
        self._clock = clock
        self._enough = failures
        self._failures = 0
        self._pause = FIRST
        self._next = 0.0
        self._probing = False

    def wait(self) -> float:
        """Seconds until a call may try; without end while one is trying."""
        if self.opened is None:
            return 0.0
        return math.inf if self._probing else max(self._next - self._clock(), 0.0)

    def admit(self) -> bool:
        """Let a call through; whether it is the one that finds out."""
        self._probing = self.opened is not None
        return self._probing

    def answered(self) -> None:
        """The endpoint answered, whatever it said."""
        self._failures, self._pause = 0, FIRST
        self.opened, self._probing = None, False

    def failed(self, probe: bool) -> None:
        """The endpoint did not answer; `probe` says whether that was the call that finds out."""
        self._failures += 1
        if self.opened is None and self._failures >= self._enough:
            self.opened = self._clock()
            self._next = self.opened + self._pause
        elif probe and self.opened is not None:
            self._pause = min(self._pause * 2, LONGEST)
            self._next = self._clock() + self._pause
            self._probing = False

    def dropped(self, probe: bool) -> None:
        """A call was given up before anything was found out."""
        self._probing = self._probing and not probe
