"""A person's own score of a turn, blind: nothing that a judge said is on the screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from society.domain.trust import ASKED, marked
from tui.dialogs.dialog import Dialog
from tui.screens.judging.sample import Row
from tui.text import safe


class OwnScore(Dialog[tuple[float, str]]):
    """Gives the score in [0, 1] and the note; None where it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", priority=True)]

    def __init__(self, row: Row) -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        """What was said before, the turn, and one line to type in."""
        row = self._row
        with Vertical(classes="dialog -wide"):
            with VerticalScroll(classes="score--talk"):
                yield Static(safe(row.context, "dim"))
                yield Static(safe(f"{row.name}: {row.text}", "bold"))
            yield Static(safe(f"How well does {row.name} do? {ASKED}"))
            yield Input(placeholder="4 holds the anchor")
            yield Static("", classes="score--wrong")

    def on_mount(self) -> None:
        """The turn in sight, the line ready."""
        self.query_one(VerticalScroll).scroll_end(animate=False)
        self.query_one(Input).focus()

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """Take the score, or say what is wrong with it."""
        said = marked(typed.value)
        if said is not None:
            self.dismiss(said)
        else:
            mark = typed.value.strip().partition(" ")[0]
            wrong = self.query_one(".score--wrong", Static)
            wrong.update(safe(f"{mark!r} is no score: {ASKED}", "$text-error"))
