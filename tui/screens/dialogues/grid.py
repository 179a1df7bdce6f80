"""The list of dialogues: as many lines as the screen has, of a list of any length."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.screens.dialogues.columns import drawn, heading, layout
from tui.screens.dialogues.window import Window

if TYPE_CHECKING:
    from society.store.browsing import Line

_WHEEL = 3


class Grid(Widget, can_focus=True):
    """Draws the lines of a window around a cursor, and says which pages it lacks."""

    DEFAULT_CSS = "Grid { height: 1fr; text-wrap: nowrap; text-overflow: clip; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("ctrl+d,pagedown", "page(1)", "Page down", show=False),
        Binding("ctrl+u,pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "top", "First", show=False),
        Binding("G,end", "bottom", "Last", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Lacks(Message):
        """These pages are to be seen and are not here."""

        pages: list[int]

    @dataclass
    class Moved(Message):
        """The cursor is somewhere else."""

        at: int

    class Chosen(Message):
        """The line under the cursor was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.window = Window()
        self.marked: Collection[str] = ()
        self.sort, self.falling = "time", True
        self._first = 0

    @property
    def line(self) -> "Line | None":
        """The dialogue under the cursor, None where there is none or it is not here yet."""
        return self.window.line(self.cursor)

    @property
    def rows(self) -> int:
        """Lines that there is room for."""
        return max(self.size.height - 1, 1)

    def show(self, window: Window, cursor: int) -> None:
        """Show another list, the cursor at that place."""
        self.window = window
        self.set_reactive(Grid.cursor, self._held(cursor))
        self.redraw()
        self.post_message(self.Moved(self.cursor))

    def redraw(self) -> None:
        """Draw what is here now; ask for what is not, and for what comes next."""
        self._first = min(max(self._first, self.cursor - self.rows + 1), self.cursor)
        self._first = max(min(self._first, self.window.total - self.rows), 0)
        lacking = self.window.lacking(self._first - self.rows, 3 * self.rows)
        if lacking:
            self.post_message(self.Lacks(lacking))
        self.refresh()

    def validate_cursor(self, cursor: int) -> int:
        """It stays in the list."""
        return self._held(cursor)

    def watch_cursor(self) -> None:
        """Bring the line into sight."""
        self.redraw()
        self.post_message(self.Moved(self.cursor))

    def on_resize(self, _event: Resize) -> None:
        """More room may mean more lines."""
        self.redraw()

    def render(self) -> Content:
        """The names of the columns and the lines under them, a bar at the right for the place."""
        width = max(self.size.width - 1, 1)
        columns = layout(width)
        lines = [heading(columns, self.sort, falling=self.falling) + " "]
        for row in range(min(self.rows, self.window.total - self._first)):
            at = self._first + row
            line, here = self.window.line(at), at == self.cursor
            told = (
                Content.styled("   …".ljust(width), "dim")
                if line is None
                else drawn(line, columns, cursor=here, marked=self.marked)
            )
            if here:
                told = told.stylize("bold on $surface-lighten-1")
            lines.append(told + self._bar(row))
        return Content("\n").join(lines)

    def _bar(self, row: int) -> Content:
        """The cell of that row of the bar that says where in the list one is."""
        if self.window.total <= self.rows:
            return Content(" ")
        size = max(self.rows * self.rows // self.window.total, 1)
        start = self._first * (self.rows - size) // max(self.window.total - self.rows, 1)
        return Content.styled("┃" if start <= row < start + size else "│", "$text-muted")

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Half a screen up or down."""
        self.cursor += by * max(self.rows // 2, 1)

    def action_top(self) -> None:
        """To the first."""
        self.cursor = 0

    def action_bottom(self) -> None:
        """To the last."""
        self.cursor = self.window.total - 1

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the list, and the cursor with it."""
        event.stop()
        self._roll(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the list, and the cursor with it."""
        event.stop()
        self._roll(-_WHEEL)

    def on_click(self, event: Click) -> None:
        """A click puts the cursor there, a second one opens; the bar at the right leads far."""
        row = event.y - 1
        if event.x >= self.size.width - 1:
            self.cursor = row * self.window.total // self.rows
        elif 0 <= row < self.window.total - self._first:
            self.cursor = self._first + row
            if event.chain == 2:
                self.post_message(self.Chosen())

    def _roll(self, by: int) -> None:
        self._first = max(min(self._first + by, self.window.total - self.rows), 0)
        self.cursor = min(max(self.cursor, self._first), self._first + self.rows - 1)
        self.redraw()

    def _held(self, cursor: int) -> int:
        return max(min(cursor, self.window.total - 1), 0)
