"""A table of the settings page that only shows; asked for in a thread when it is first seen."""

import asyncio
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.widgets import Static
from textual.worker import Worker

from society.domain.errors import SocietyError
from tui.screens.settings.plain import Sheet, Source
from tui.text import flat
from tui.widgets.panel import Panel
from tui.widgets.table import Table, drawn

if TYPE_CHECKING:
    from tui.screens.page import Page


class Listed(Panel):
    """What `source` tells, row by row; `load` asks anew."""

    def __init__(self, source: Source, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._source = source

    def content(self) -> ComposeResult:
        """Rows, and a remark under them."""
        yield Table()
        yield Static(classes="remark")

    def load(self) -> None:
        """Ask the source."""
        self.waiting()
        _: Worker[None] = self.run_worker(self._load, exclusive=True, group=f"load {self.id}")

    async def _load(self) -> None:
        page = cast("Page", self.screen)
        try:
            sheet = await asyncio.to_thread(self._source, page.backstage)
        except SocietyError as error:
            page.studio.write_down(error)
            self.trouble(error, again=self.load)
            return
        self.ready()
        if self.query(Table):
            self._put(sheet)

    def _put(self, sheet: Sheet) -> None:
        table = self.query_one(Table)
        table.clear(columns=True)
        for at, name in enumerate(sheet.columns):
            widest = max([cell_len(name), *(cell_len(row[at]) for row in sheet.rows)])
            table.add_column(drawn(flat(name)), key=str(at), width=widest)
        for number, row in enumerate(sheet.rows):
            table.add(str(number), *map(flat, row))
        self.query_one(".remark", Static).update(flat(sheet.under, "dim"))
