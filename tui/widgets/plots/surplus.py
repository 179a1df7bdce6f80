"""Who got how much of what there was to share: agreements as points between two roles.

On the diagonal the whole surplus was shared; below it some was left lying there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from society.domain.episode import Outcome
from tui.widgets.plots.chart import Chart
from tui.widgets.plots.figure import Dots, Figure, Point, around

_MEAN = "✚"


@dataclass(frozen=True)
class Split:
    """The utilities of two roles at the end of each dialogue; 1 is the whole surplus."""

    roles: tuple[str, str]
    points: tuple[Point, ...]

    @property
    def mean(self) -> Point | None:
        """What each had on average; None for none."""
        if not self.points:
            return None
        return fmean(x for x, _ in self.points), fmean(y for _, y in self.points)


def split(outcomes: Iterable[Outcome], roles: tuple[str, str]) -> Split:
    """The split of each verifiable outcome that is worth something to both of these roles."""
    one, other = roles
    points = tuple(
        (each.utilities[one], each.utilities[other])
        for each in outcomes
        if each.verifiable and one in each.utilities and other in each.utilities
    )
    return Split(roles, points)


def figure(found: Split) -> Figure:
    """The points, their mean, and the line on which the whole surplus is shared."""
    title = f"{found.roles[1]} ↑ over {found.roles[0]} →"
    mean = found.mean
    if mean is None:
        return Figure(title, note="No outcome here is worth something to both.")
    left = 1.0 - sum(mean)
    told = f"mean {mean[0]:.2f} / {mean[1]:.2f}, {left:.2f} left, n {len(found.points)}"
    x = around([0.0, 1.0, *(point[0] for point in found.points)])
    y = around([0.0, 1.0, *(point[1] for point in found.points)])
    whole = tuple((at / 20, 1 - at / 20) for at in range(21))
    return Figure(
        title,
        x,
        y,
        (
            Dots(whole, "·", label="whole surplus"),
            Dots(found.points, "○", 0),
            Dots((mean,), _MEAN, 2, told),
        ),
    )


class Surplus(Chart):
    """The split of the surplus; `show(split(outcomes, (role, role)))`."""

    def show(self, found: Split) -> None:
        """Draw this split in place of the last."""
        self.draw(figure(found))
