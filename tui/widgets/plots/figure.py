"""What a plot shows, as a value: shapes over two axes, and the words under them.

Law: pure; nothing here knows a terminal, and every shape has a sign of its own beside its colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

Point = tuple[float, float]

SIGNS = "●○◆◇▲△■□"
"""Signs for series in their order; beyond the last they begin anew."""

FAINT, ZONE = -1, -2
"""Tones that belong to no series: what is only there to compare with, and a good region."""

_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Dots:
    """Points under one sign, joined in their order where `joined`; `tone` is a place in COLOURS."""

    points: tuple[Point, ...]
    sign: str
    tone: int = FAINT
    label: str = ""
    joined: bool = False


@dataclass(frozen=True)
class Level:
    """A value of y from end to end."""

    y: float
    sign: str = "╌"
    tone: int = FAINT
    label: str = ""


@dataclass(frozen=True)
class Band:
    """A region between two values of y; each edge is (x, low, high), in the order of x."""

    edges: tuple[tuple[float, float, float], ...]
    sign: str = "░"
    tone: int = ZONE
    label: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars from 0 up to each point, `width` wide in units of x."""

    points: tuple[Point, ...]
    width: float
    tone: int = 0
    label: str = ""
    sign: str = "█"


Shape = Dots | Level | Band | Bars


@dataclass(frozen=True)
class Axis:
    """What is to be seen of a quantity, from `low` to `high`; `whole` if only integers mean it."""

    low: float
    high: float
    whole: bool = False

    def wider(self) -> "Axis":
        """The same with room, where it has none."""
        if self.high > self.low:
            return self
        room = max(abs(self.low) * 0.1, 1.0 if self.whole else 0.1)
        return Axis(self.low - room, self.low + room, self.whole)

    def ticks(self, most: int) -> tuple[float, ...]:
        """Round values to name along it, as many as there are up to `most` of them."""
        axis = self.wider()
        least = 1.0 if axis.whole else 0.0
        power = floor(log10((axis.high - axis.low) / max(most, 1))) - 1
        steps = (each * 10.0**more for more in range(power, power + 5) for each in _STEPS)
        found = (axis._along(step) for step in steps if step >= least)
        return next(each for each in found if len(each) <= most)

    def _along(self, step: float) -> tuple[float, ...]:
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return tuple(round(place * step, 9) for place in range(first, last + 1))


@dataclass(frozen=True)
class Figure:
    """A plot: `title` says what is drawn over what; `note` stands there where nothing can be."""

    title: str
    x: Axis = Axis(0.0, 1.0)
    y: Axis = Axis(0.0, 1.0)
    shapes: tuple[Shape, ...] = ()
    note: str = ""


def around(values: Sequence[float], *, share: float = 0.05, whole: bool = False) -> Axis:
    """The axis that holds all of these with a little room at both ends; 0..1 for none."""
    if not values:
        return Axis(0.0, 1.0, whole)
    low, high = min(values), max(values)
    room = (high - low) * share
    return Axis(low - room, high + room, whole).wider()
