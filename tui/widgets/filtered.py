"""Rows under a line to type in: what is typed narrows them, esc lists all of them again."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.widgets.panel import Panel
from tui.widgets.table import Table


class Filtered(Panel):
    """The line is hidden while nothing is typed, so that nobody misses what is filtered away.

    Whoever is one says which `table` has the keys and how its rows are filled, by `filter`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave_filter", "Close filter", show=False)
    ]

    filter = ""

    @property
    def table(self) -> Table:
        """The rows."""
        raise AssertionError("said by whoever is one")

    def fill(self) -> None:
        """List the rows that match `filter`."""

    def line(self, hint: str, *, id: str) -> Input:  # noqa: A002
        """The line, for the panel's content."""
        return Input(self.filter, placeholder=hint, id=id, compact=True)

    def narrow_to(self, words: str) -> None:
        """Put these words on the line; `fill` then lists what matches."""
        line = self.query_one(Input)
        self.filter, line.value, line.display = words, words, bool(words)

    def open_filter(self) -> None:
        """Let one type."""
        line = self.query_one(Input)
        line.display = True
        line.focus()

    def action_leave_filter(self) -> None:
        """Everything again."""
        self.narrow_to("")
        self.fill()
        self.table.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc is the line's only while it is open."""
        if action == "leave_filter":
            return self.query_one(Input).display
        return super().check_action(action, parameters)

    def on_input_changed(self, typed: Input.Changed) -> None:
        """Narrow while one types."""
        typed.stop()
        if typed.value != self.filter:
            self.filter = typed.value
            self.fill()

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """Walk through what was found."""
        typed.stop()
        self.query_one(Input).display = bool(self.filter)
        self.table.focus()
