"""Lines over one axis, each with a band of doubt where there is one: generations, learning."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.widgets.plots.chart import Chart
from tui.widgets.plots.figure import SIGNS, Axis, Band, Dots, Figure, Point, Shape, around


@dataclass(frozen=True)
class Line:
    """A named line in the order of x; `band` is (x, low, high) along it, or nothing."""

    name: str
    points: tuple[Point, ...]
    band: tuple[tuple[float, float, float], ...] = ()


def figure(
    lines: Sequence[Line], title: str, *, whole: bool = True, y: Axis | None = None
) -> Figure:
    """Every line with a sign of its own; `whole` if x counts something, `y` fixes its range."""
    shown = [line for line in lines if line.points]
    if not shown:
        return Figure(title, note="Nothing to draw yet.")
    xs = [x for line in shown for x, _ in line.points]
    ys = [value for line in shown for _, value in line.points]
    ys += [edge for line in shown for _, *edges in line.band for edge in edges]
    shapes: list[Shape] = [
        Band(line.band, sign="░▒"[at % 2], tone=at) for at, line in enumerate(shown) if line.band
    ]
    shapes += [
        Dots(line.points, SIGNS[at % len(SIGNS)], at, line.name, joined=True)
        for at, line in enumerate(shown)
    ]
    return Figure(title, around(xs, share=0.02, whole=whole), y or around(ys), tuple(shapes))


class Lines(Chart):
    """Lines with bands; `show([Line(…), …], "mean utility by generation")`."""

    def show(
        self, lines: Sequence[Line], title: str, *, whole: bool = True, y: Axis | None = None
    ) -> None:
        """Draw these lines in place of the last."""
        self.draw(figure(lines, title, whole=whole, y=y))
