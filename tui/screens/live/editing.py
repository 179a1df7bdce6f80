"""A turn said anew by a person; the dialogue goes on from there as a branch."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from society.domain.dialogue import Option, Turn
from society.domain.errors import SocietyError
from tui.dialogs.dialog import Dialog
from tui.screens.live.line import Line, typed
from tui.text import flat, safe


class Editing(Dialog[str]):
    """Gives the line to be said in place of a turn; None where it stays."""

    DEFAULT_CSS = "Editing Line { max-height: 14; min-height: 5; }"

    def __init__(self, turn: Turn, options: Sequence[Option]) -> None:
        super().__init__()
        self._turn, self._options = turn, options

    def compose(self) -> ComposeResult:
        """The words as they were said, to be changed."""
        with Vertical(classes="dialog -wide"):
            yield Static(f"Turn {self._turn.index + 1}, said anew", classes="dialog--title")
            yield Line(typed(self._turn.text, self._turn.action))
            yield Static(id="live-edit-wrong")
            yield Static(flat("enter goes on from here as a branch · esc leaves it", "dim"))

    def on_line_sent(self, sent: Line.Sent) -> None:
        """Go on from there, where it can be read."""
        from society.players.human import parse_line

        try:
            parse_line(sent.text, self._options)
        except SocietyError as error:
            wrong = safe(str(error), "$text-error")
            self.query_one("#live-edit-wrong", Static).update(wrong)
        else:
            self.dismiss(sent.text)
