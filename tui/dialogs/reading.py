"""A text to be read and closed."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.dialogs.dialog import Dialog
from tui.text import safe


class Reading(Dialog[None]):
    """What a command said, or any other text; `at_end` shows its last lines first."""

    def __init__(self, title: str, text: str, *, at_end: bool = False) -> None:
        super().__init__()
        self._title, self._text, self._at_end = title, text, at_end

    def compose(self) -> ComposeResult:
        """The title over the text."""
        with VerticalScroll(classes="dialog -wide"):
            yield Static(safe(self._title, "bold"), classes="dialog--title")
            yield Static(safe(self._text.strip() or "It said nothing."))

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        scroll = self.query_one(VerticalScroll)
        scroll.focus()
        if self._at_end:
            scroll.scroll_end(animate=False)
