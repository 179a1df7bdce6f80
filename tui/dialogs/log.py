"""The end of the log, newest last."""

from pathlib import Path

import orjson
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.dialogs.dialog import Dialog
from tui.text import safe

LAST = 50
"""Entries that are shown."""

_READ = 200_000


class LogDrawer(Dialog[None]):
    """What went wrong lately, with its traceback."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def compose(self) -> ComposeResult:
        """Where the file is, and its last entries."""
        with VerticalScroll(classes="dialog -wide"):
            yield Static(safe(str(self._log), "bold"), classes="dialog--title")
            yield Static(safe("\n\n".join(_entries(self._log)) or "nothing went wrong so far"))

    def on_mount(self) -> None:
        """Begin at the end."""
        scroll = self.query_one(VerticalScroll)
        scroll.focus()
        scroll.scroll_end(animate=False)


def _entries(log: Path) -> list[str]:
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - _READ, 0))
        lines = file.read().splitlines()[-LAST:]
    return [_entry(line) for line in lines if line.startswith(b"{") and line.endswith(b"}")]


def _entry(line: bytes) -> str:
    told = orjson.loads(line)
    return f"{told['time']}  {told['error']}: {told['message']}\n{told['traceback']}"
