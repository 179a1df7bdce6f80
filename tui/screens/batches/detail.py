"""The batch under the cursor: who plays it now, what went wrong, and its figures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.batches import drawing
from tui.widgets.table import Table, drawn

if TYPE_CHECKING:
    from society.store.sightings import Seen, Worker
    from society.store.troubles import Trouble

_ASIDE = 46
"""Columns of the pane of figures."""


class Rows(Table):
    """A table that is told its rows again and again, and draws what changed."""

    def __init__(self, head: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._head = tuple(head)
        self._told: dict[str, list[Content]] = {}

    def on_mount(self) -> None:
        """The columns."""
        self.add_columns(*self._head)

    def head(self, names: Sequence[str]) -> None:
        """Other columns; the rows are to be told anew."""
        if tuple(names) != self._head:
            self._head, self._told = tuple(names), {}
            self.clear(columns=True)
            self.add_columns(*names)

    def tell(self, rows: dict[str, list[Content]]) -> None:
        """These are the rows; the cursor stays with its own."""
        if [*rows] != [*self._told]:
            self._draw(rows)
        else:
            for key, cells in rows.items():
                self._change(key, cells)
        self._told = rows

    def _draw(self, rows: dict[str, list[Content]]) -> None:
        at, chosen = self.cursor_row, self.chosen
        self.clear()
        for key, cells in rows.items():
            self.add(key, *cells)
        keys = [*rows]
        there = keys.index(chosen) if chosen in rows else min(at, len(keys) - 1)
        self.move_cursor(row=max(there, 0), animate=False)

    def _change(self, key: str, cells: list[Content]) -> None:
        for column, old, new in zip(self.columns, self._told[key], cells, strict=True):
            if not old.is_same(new):
                self.update_cell(key, column, drawn(new), update_width=True)


class Detail(Horizontal):
    """Two tables and the figures beside them."""

    DEFAULT_CSS = f"""
    Detail {{ height: 21; }}
    Detail #batches-tables {{ width: 1fr; }}
    Detail #batches-figures {{ width: {_ASIDE}; }}
    Detail .title {{ height: 1; text-style: bold; color: $text-muted; }}
    """

    def compose(self) -> ComposeResult:
        """Who plays and what went wrong on the left, figures on the right."""
        with Vertical(id="batches-tables"):
            with Vertical(classes="pane", id="batches-who"):
                yield Rows(drawing.WORKERS, id="batches-workers")
            with Vertical(classes="pane", id="batches-wrong"):
                yield Rows(drawing.TROUBLES, id="batches-troubles")
        with VerticalScroll(classes="pane", id="batches-figures"):
            yield Static()

    def on_mount(self) -> None:
        """Name the panes."""
        self.query_one("#batches-who").border_title = "playing now"
        self.query_one("#batches-wrong").border_title = "what went wrong"
        self.query_one("#batches-figures").border_title = "so far"

    def show(
        self, seen: "Seen", workers: "Sequence[Worker]", troubles: "Sequence[Trouble]"
    ) -> None:
        """Draw this batch."""
        told = {each.episode: drawing.worker(each) for each in workers}
        self.query_one("#batches-workers", Rows).tell(told)
        wrong = {each.cause: drawing.trouble(each) for each in troubles}
        self.query_one("#batches-troubles", Rows).tell(wrong)
        self.query_one(Static).update(drawing.figures(seen, _ASIDE - 4))
