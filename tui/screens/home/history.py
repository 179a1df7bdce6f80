"""The last dialogues of one scenario; Enter reads one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from society.domain.display import money
from tui.messages import OpenDialogue
from tui.text import flat
from tui.widgets.panel import Panel
from tui.widgets.table import Table, drawn

if TYPE_CHECKING:
    from society.store.values import EpisodeRow

LAST = 30
"""Dialogues that are listed."""

_COLUMNS = {"dialogue": 12, "begun": 11, "level": 6, "turns": 5, "outcome": 11, "cost": 7}


class History(Panel):
    """The latest dialogues of the scenario that is shown."""

    def content(self) -> ComposeResult:
        """One row each."""
        yield Table(id="history")

    def on_mount(self) -> None:
        """The columns stay as they are."""
        table = self.query_one(Table)
        for name, width in _COLUMNS.items():
            table.add_column(drawn(flat(name)), key=name, width=width)

    def put(self, rows: "Sequence[EpisodeRow]") -> None:
        """Show these, the latest first."""
        table = self.query_one(Table)
        table.clear()
        for row in rows:
            table.add(row.id, *_cells(row))
        if not rows:
            self.empty("Never played. R plays it at once with what was chosen last.")

    def on_data_table_row_selected(self, picked: Table.RowSelected) -> None:
        """Read it on Live."""
        picked.stop()
        self.post_message(OpenDialogue(picked.row_key.value or ""))


def _cells(row: "EpisodeRow") -> list[Content]:
    ended = row.ended or row.status
    winner = f" {row.winner}" if row.winner else ""
    return [
        flat(row.id, width=_COLUMNS["dialogue"]),
        flat(row.started[5:16].replace("T", " ")),
        flat(row.level, width=_COLUMNS["level"]),
        flat(f"{row.turns:>5}"),
        flat(f"{ended}{winner}"),
        flat(money(row.cost, row.unpriced)),
    ]
