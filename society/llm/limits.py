"""How much an endpoint allows: requests and tokens a minute, and calls at once."""

import math
from collections.abc import Callable, Mapping

from pydantic import Field

from society.domain.value import Value

START = 16
MOST = 1024
"""Calls at once that an endpoint is found out to bear: where the search begins and ends."""

TOLERANCE = 3.0
"""How many times slower than at its best an endpoint may get before it is asked for no more."""


class Limits(Value):
    """What is known of an endpoint's limits; None where it must be found out."""

    rpm: int | None = Field(default=None, ge=1)
    tpm: int | None = Field(default=None, ge=1)
    concurrency: int | None = Field(default=None, ge=1)


UNKNOWN = Limits()


def limits_of(
    given: Mapping[str, Limits], model: str, provider: str, host: str
) -> tuple[Limits, str]:
    """The limits that hold for a model, and its name where they are its own and not shared."""
    if model in given:
        return given[model], model
    return given.get(provider) or given.get(host) or UNKNOWN, ""


class Bucket:
    """Room that fills up evenly: of single units, no minute sees more than was allowed.

    What is more than fits into a second may be taken at once, and is waited for afterwards.
    """

    def __init__(self, a_minute: float, clock: Callable[[], float]) -> None:
        self._most = max(1.0, a_minute / 60)
        self._a_second = (a_minute - self._most + 1) / 60
        self._room = self._most
        self._clock = clock
        self._seen = clock()

    def wait(self, amount: float) -> float:
        """Seconds until so much may be taken."""
        now = self._clock()
        self._room = min(self._most, self._room + (now - self._seen) * self._a_second)
        self._seen = now
        lacking = min(amount, self._most) - self._room
        return lacking / self._a_second if lacking > 1e-9 else 0.0

    def take(self, amount: float) -> None:
        """Use so much; less than nothing gives back what was taken too much."""
        self._room -= amount


class Pace:
    """How many calls an endpoint bears at once: given, or found out.

    Twice as many after each window of successes until the first refusal, from then on one more;
    half as many when it refuses, once a round trip; no more while replies get slow.
    """

    def __init__(self, given: int | None) -> None:
        self.allowed = given or START
        self.typical = 0.0
        self.reached = False
        self._fixed = given is not None
        self._doubling = True
        self._cut = -math.inf
        self._best = math.inf
        self._well, self._took = 0, 0.0

    def well(self, seconds: float) -> None:
        """A call took so long and went well."""
        self._well += 1
        self._took += seconds
        if self._well >= self.allowed:
            self._grow(self._took / self._well)

    def refused(self, began: float, now: float, in_flight: int) -> None:
        """A call begun then was turned away, or was too slow to be answered."""
        if self._fixed or began < self._cut:
            return
        self.allowed = max(1, min(self.allowed, in_flight) // 2)
        self._doubling, self._cut = False, now
        self._well, self._took = 0, 0.0

    def _grow(self, mean: float) -> None:
        """At the end of a window: more, where as many as allowed were in flight, and fast."""
        self.typical, self._best = mean, min(mean, self._best * 1.1)
        if self.reached and not self._fixed and mean <= TOLERANCE * self._best:
            more = self.allowed if self._doubling else 1
            self.allowed = min(self.allowed + more, MOST)
        self.reached, self._well, self._took = False, 0, 0.0
