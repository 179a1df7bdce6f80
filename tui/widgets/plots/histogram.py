"""How often values come: counts in bins of one width, and where their mean lies."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from tui.widgets.plots.chart import Chart
from tui.widgets.plots.figure import Axis, Bars, Dots, Figure


@dataclass(frozen=True)
class Bins:
    """Counts from `low` to `high` in bins of one width; `outside` counts what lies beyond."""

    counts: tuple[int, ...]
    low: float
    high: float
    mean: float | None = None
    outside: int = 0

    @property
    def width(self) -> float:
        """How wide a bin is."""
        return (self.high - self.low) / len(self.counts)

    @property
    def total(self) -> int:
        """How many values there are, those beyond the ends too."""
        return sum(self.counts) + self.outside


def binned(values: Iterable[float], *, bins: int = 10, low: float = 0.0, high: float = 1.0) -> Bins:
    """The values in that many bins; a value on an edge is in the bin above, `high` in the last.

    >>> binned([0.05, 0.1, 1.0]).counts
    (1, 1, 0, 0, 0, 0, 0, 0, 0, 1)
    """
    if bins < 1 or not low < high:
        raise ValueError("a histogram needs a bin and a range")
    counts, seen = [0] * bins, list(values)
    for value in seen:
        if low <= value <= high:
            # A float such as 0.3 / 0.1 falls a hair short of the edge that it stands for.
            place = int((value - low) / (high - low) * bins + 1e-9)
            counts[min(place, bins - 1)] += 1
    mean = fmean(seen) if seen else None
    return Bins(tuple(counts), low, high, mean, len(seen) - sum(counts))


def figure(found: Bins, title: str) -> Figure:
    """Bars, and a mark under the mean."""
    told = title if found.mean is None else f"{title}  mean {found.mean:.2f}  n {found.total}"
    if found.outside:
        told += f"  {found.outside} outside"
    if not sum(found.counts):
        return Figure(told, note="No value yet.")
    middles = tuple(
        (found.low + (at + 0.5) * found.width, float(count))
        for at, count in enumerate(found.counts)
        if count
    )
    shapes: list[Bars | Dots] = [Bars(middles, found.width * 0.8)]
    if found.mean is not None and found.low <= found.mean <= found.high:
        shapes.append(Dots(((found.mean, 0.0),), "▲", 2))
    high = Axis(0.0, float(max(found.counts)), whole=True)
    return Figure(told, Axis(found.low, found.high), high, tuple(shapes))


class Histogram(Chart):
    """A histogram; `show(binned(values), "rewards")`."""

    def show(self, found: Bins, title: str) -> None:
        """Draw these bins in place of the last."""
        self.draw(figure(found, title))
