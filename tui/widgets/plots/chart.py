"""A figure with its caption: the widget under every plot of the house."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.cast import COLOURS
from tui.text import flat, safe
from tui.widgets.plots.figure import FAINT, ZONE, Figure, Shape

LEAST = (16, 5)
"""Cells below which nothing can be read from a plot."""

LOW, MIDDLING = 10, 14
"""Lines below which a caption has one line, or two."""


class Chart(Vertical):
    """Shows a figure: its title and signs on top, or its note where nothing can be drawn."""

    DEFAULT_CSS = """
    Chart { height: 12; min-height: 6; }
    Chart > .chart--caption { height: auto; max-height: 3; }
    Chart.-low > .chart--caption { max-height: 1; }
    Chart.-middling > .chart--caption { max-height: 2; }
    Chart.-bare > Plot { display: none; }
    """

    def __init__(
        self,
        figure: Figure | None = None,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.figure = figure or Figure("")

    def compose(self) -> ComposeResult:
        """The caption over the plot."""
        from tui.widgets.plots.plotting import Plot

        yield Static(classes="chart--caption")
        yield Plot(self.figure)

    def on_mount(self) -> None:
        """Show what was given."""
        self._put()

    def on_resize(self) -> None:
        """Draw nothing where nothing could be read; spare lines where there are few."""
        self.set_class(self.size.height < LOW and not self.figure.note, "-low")
        self.set_class(LOW <= self.size.height < MIDDLING, "-middling")
        self.query_one(".chart--caption", Static).update(self._caption())
        self._bare()

    def draw(self, figure: Figure) -> None:
        """Show this figure; before it is mounted it is kept until then."""
        self.figure = figure
        if self.is_mounted:
            self._put()

    def _put(self) -> None:
        from tui.widgets.plots.plotting import Plot

        self.query_one(".chart--caption", Static).update(self._caption())
        self.query_one(Plot).draw(self.figure)
        self._bare()

    def _caption(self) -> Content:
        low = self.size.height < LOW
        return caption(self.figure, self.size.width if low else 0)

    def _bare(self) -> None:
        small = self.size.width < LEAST[0] or self.size.height < LEAST[1]
        self.set_class(small or bool(self.figure.note), "-bare")


def caption(figure: Figure, width: int = 0) -> Content:
    """The title, then each sign with what it stands for; or why there is nothing to see.

    On one line of `width` cells where that is given: what does not fit whole is left out.
    """
    title = flat(figure.title, "bold")
    if figure.note:
        gap = Content("\n" if figure.title else "")
        return Content.assemble(title, gap, safe(figure.note, "dim"))
    signed = [shape for shape in figure.shapes if shape.label]
    named = [_sign(shape) for shape in sorted(signed, key=lambda shape: shape.tone < 0)]
    parts = [title, *named] if figure.title else named
    while width and len(parts) > 1 and Content("  ").join(parts).cell_length > width:
        parts.pop()
    return Content("  ").join(parts)


def _sign(shape: Shape) -> Content:
    tones = {FAINT: "$text-muted", ZONE: "$text-success"}
    colour = tones.get(shape.tone, COLOURS[shape.tone % len(COLOURS)])
    return Content.assemble((f"{shape.sign} ", colour), flat(shape.label))
