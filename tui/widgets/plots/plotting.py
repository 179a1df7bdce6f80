"""A figure on textual-plot's canvas, still: no key or wheel of its own, so that the pane scrolls.

Law: imported only once there is something to draw; it brings numpy.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import ClassVar, assert_never

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.events import MouseScrollDown, MouseScrollUp
from textual.strip import Strip
from textual_hires_canvas import Canvas
from textual_plot import AxisFormatter, HiResMode, PlotWidget
from textual_plot.plot_widget import Legend

from tui.cast import COLOURS
from tui.widgets.plots.figure import FAINT, ZONE, Axis, Band, Bars, Dots, Figure, Level, Point

_FRAME = 2
_LABEL_GAP = 3
_EDGE = 1e-6


class Plot(PlotWidget, can_focus=False):
    """Draws one figure at whatever size it has."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "plot--faint",
        "plot--zone",
        *(f"plot--tone-{at}" for at in range(len(COLOURS))),
    }
    DEFAULT_CSS = "Plot { height: 1fr; } Plot > .plot--axis { color: $border-blurred; }" + "".join(
        f"Plot > .{name} {{ color: {colour}; text-style: none; }}"
        for name, colour in (
            ("plot--faint", "$text-muted"),
            ("plot--zone", "$text-success 60%"),
            ("plot--tick", "$text-muted"),
            *((f"plot--tone-{at}", colour) for at, colour in enumerate(COLOURS)),
        )
    )

    def __init__(self, figure: Figure) -> None:
        super().__init__(allow_pan_and_zoom=False)
        self.figure = figure

    def compose(self) -> ComposeResult:
        """As textual-plot has it, on paper of ours."""
        with Grid():
            for name in ("margin-top", "margin-left", "plot", "margin-bottom"):
                yield Paper(1, 1, id=name)
        yield Legend(id="legend")

    def on_mount(self) -> None:
        """Draw what there is."""
        self.set_x_formatter(Plain())
        self.set_y_formatter(Plain())
        self.margin_top, self.margin_bottom = 0, 1
        self.draw(self.figure)

    def draw(self, figure: Figure) -> None:
        """Show this figure in place of the last."""
        self.figure = figure
        x, y = figure.x.wider(), figure.y.wider()
        rows = max(self.size.height - self.margin_bottom - _FRAME, 2)
        high = y.ticks(max(rows // 2, 2))
        self.margin_left = max((len(told(each)) for each in high), default=1) + _FRAME
        columns = max(self.size.width - self.margin_left - _FRAME, 2)
        # What lies on the upper end would be drawn over the frame.
        self.set_xlimits(x.low, x.high + (x.high - x.low) * _EDGE)
        self.set_ylimits(y.low, y.high + (y.high - y.low) * _EDGE)
        self.set_xticks(_fitting(x, columns))
        self.set_yticks(list(high))
        self.clear()
        for shape in figure.shapes:
            self._shape(shape, x, y, (columns, rows))

    def _shape(
        self, shape: Dots | Level | Band | Bars, x: Axis, y: Axis, cells: tuple[int, int]
    ) -> None:
        style = self._style(shape.tone)
        match shape:
            case Dots(points=points, sign=sign, joined=joined):
                if joined and len(points) > 1:
                    across, up = zip(*points, strict=True)
                    self.plot(across, up, style, hires_mode=HiResMode.BRAILLE)
                self._dots(points, sign, style)
            case Level(y=at, sign=sign):
                self._dots([(each, at) for each in middles(x, cells[0])], sign, style)
            case Band(edges=edges, sign=sign):
                self._dots(filling(edges, x, y, cells), sign, style)
            case Bars(points=points, width=width):
                across, up = zip(*points, strict=True) if points else ((), ())
                self.bar(across, up, width, style, hires_mode=HiResMode.HALFBLOCK)
            case _:
                assert_never(shape)

    def _dots(self, points: Sequence[Point], sign: str, style: str) -> None:
        if points:
            across, up = zip(*points, strict=True)
            self.scatter(across, up, marker=sign, marker_style=style)

    def _style(self, tone: int) -> str:
        named = {FAINT: "plot--faint", ZONE: "plot--zone"}
        name = named.get(tone, f"plot--tone-{tone % len(COLOURS)}")
        return str(self.get_component_rich_style(name))

    def notify_style_update(self) -> None:
        """Another theme: the same figure in its colours."""
        super().notify_style_update()
        if self.is_mounted:
            self.draw(self.figure)

    @on(Canvas.Resize)
    def fit(self, event: Canvas.Resize) -> None:
        """Draw it anew in the size that it has now."""
        event.stop()
        self.refresh(layout=True)
        self.draw(self.figure)

    def _on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.prevent_default()

    def _on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.prevent_default()


class Paper(Canvas):
    """A canvas that can be shown before it has its size, without colours too."""

    def render_line(self, y: int) -> Strip:
        """A line, empty where there is none yet."""
        # A canvas gives strips without a style there, which the filter of NO_COLOR breaks on.
        drawn = super().render_line(y)
        return drawn if drawn.cell_length else Strip.blank(self.size.width, self.rich_style)


class Plain(AxisFormatter):
    """Names a tick by its number."""

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        """Round values in that range."""
        return list(Axis(min_, max_).ticks(max_ticks))

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        """Their numbers."""
        return [told(each) for each in ticks]


def told(value: float) -> str:
    """A number as short as it is exact: `0.5`, `170`."""
    return f"{value:.6g}"


def middles(axis: Axis, cells: int) -> list[float]:
    """The value in the middle of each cell along an axis."""
    return [axis.low + (axis.high - axis.low) * (at + 0.5) / cells for at in range(cells)]


def filling(
    edges: Sequence[tuple[float, float, float]], x: Axis, y: Axis, cells: tuple[int, int]
) -> list[Point]:
    """A point in every cell that the band covers; in each column at least one."""
    found: list[Point] = []
    rows = middles(y, cells[1])
    for across in middles(x, cells[0]):
        at = _edge(edges, across)
        if at is None:
            continue
        low, high = at
        inside = [row for row in rows if low <= row <= high]
        found += [(across, row) for row in inside or [(low + high) / 2]]
    return found


def _edge(edges: Sequence[tuple[float, float, float]], x: float) -> tuple[float, float] | None:
    """The band's low and high there, between its corners; None beyond its ends."""
    at = bisect_right([each[0] for each in edges], x)
    if at == 0 or at == len(edges):
        return None
    (left, low, high), (right, next_low, next_high) = edges[at - 1], edges[at]
    share = (x - left) / (right - left) if right > left else 0.0
    return low + (next_low - low) * share, high + (next_high - high) * share


def _fitting(axis: Axis, columns: int) -> list[float]:
    """As many ticks as have room beside each other for their numbers."""
    for most in range(10, 1, -1):
        ticks = axis.ticks(most)
        widest = max((len(told(each)) for each in ticks), default=1)
        if len(ticks) * (widest + _LABEL_GAP) <= columns + _LABEL_GAP:
            return list(ticks)
    return list(axis.ticks(2))[:1]
