"""The end of what a detached batch wrote."""

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.dialogs.dialog import Dialog
from tui.text import safe

_READ = 40_000


class Tail(Dialog[None]):
    """Where the log is, and its end."""

    def __init__(self, log: Path, text: str) -> None:
        super().__init__()
        self._log, self._text = log, text

    def compose(self) -> ComposeResult:
        """The path and the text."""
        with VerticalScroll(classes="dialog -wide"):
            yield Static(safe(str(self._log), "bold"), classes="dialog--title")
            yield Static(safe(self._text or "nothing was written so far"))

    def on_mount(self) -> None:
        """Begin at the end."""
        scroll = self.query_one(VerticalScroll)
        scroll.focus()
        scroll.scroll_end(animate=False)


def ending(log: Path) -> str:
    """The last of the file; "" where there is none."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - _READ, 0))
        return file.read().decode(errors="replace").strip()
