"""Which models there are: providers beside their models, found by typing, assigned and tried."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static
from textual.worker import Worker

from society.domain.errors import SocietyError
from tui.backstage import refuse_failure
from tui.screens.settings.catalogue import ALL, HERE, Catalogue, Known, read
from tui.text import flat, padded
from tui.widgets.filtered import Filtered
from tui.widgets.table import Table, drawn

if TYPE_CHECKING:
    from tui.screens.settings.settings import SettingsPage

MOST = 200
"""Models that are listed at once; typing finds the others."""

WORDS = ("models", "list", "--all", "--json")


class Names(Table):
    """The models; `k` tries the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Assign", key_display="⏎", id="settings.assign"),
        Binding("k", "screen.try_model", "Test call", id="settings.try"),
    ]


class Models(Filtered):
    """Asked of a child process, which knows the price list and who answers on this machine."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/", id="settings.filter"),
    ]

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.catalogue = Catalogue()
        self._provider = ALL

    def content(self) -> ComposeResult:
        """A line to type in, providers and models, and a line about them."""
        yield self.line("/ name or provider", id="model-filter")
        with Horizontal():
            yield Table(id="providers", classes="-wide-only")
            yield Names(id="models")
        yield Static(id="model-note")

    def on_mount(self) -> None:
        """Ask the child."""
        self.narrow_to("")
        self.load()

    @property
    def page(self) -> "SettingsPage":
        """The screen."""
        return cast("SettingsPage", self.screen)

    @property
    def table(self) -> Names:
        """The models."""
        return self.query_one(Names)

    @property
    def chosen(self) -> str:
        """The model under the cursor, '' where there is none."""
        return self.table.chosen or ""

    def load(self) -> None:
        """Ask anew."""
        self.waiting()
        _: Worker[None] = self.run_worker(self._load, group="models", exclusive=True)

    async def _load(self) -> None:
        try:
            done = await self.page.backstage.command(WORDS)
            refuse_failure(done, otherwise="the models cannot be listed")
            self.catalogue = await asyncio.to_thread(read, done.out)
        except SocietyError as error:
            self.page.studio.write_down(error)
            self.trouble(error, again=self.load)
            return
        self.ready()
        if not self.query(Names):
            return  # The window is being closed.
        self._list_providers()
        self.fill()

    def action_filter(self) -> None:
        """Let one type."""
        self.open_filter()

    def on_data_table_row_highlighted(self, moved: Table.RowHighlighted) -> None:
        """Another provider: its models."""
        moved.stop()
        provider = moved.row_key.value or ALL
        if moved.data_table.id == "providers" and provider != self._provider:
            self._provider = provider
            self.fill()

    def on_data_table_row_selected(self, picked: Table.RowSelected) -> None:
        """A provider leads to its models, a model to whom it is to answer for."""
        picked.stop()
        if picked.data_table.id == "providers":
            self.table.focus()
        elif picked.row_key.value:
            self.page.assign(picked.row_key.value)

    def on_resize(self, _: Resize) -> None:
        """Use the room there is."""
        if self.catalogue.models:
            self.fill()

    def tell(self, what: str, style: str = "dim") -> None:
        """A line under the models."""
        self.query_one("#model-note", Static).update(flat(what, style))

    def fill(self) -> None:
        """The models of the provider that match, at most so many."""
        found = self.catalogue.matching(self.filter, self._provider)
        table = self.table
        wide = not self.page.narrow
        width = max((self.size.width - (28 if wide else 0)) - (52 if wide else 40), 20)
        given = self._given()
        with self.prevent(Table.RowHighlighted):
            table.clear(columns=True)
            for name, cells in _columns(width, wide=wide).items():
                table.add_column(drawn(flat(name)), key=name, width=cells)
            # A server of one's own may serve what the price list has too: the first is shown.
            shown: dict[str, Known] = {}
            for known in found[:MOST]:
                shown.setdefault(known.name, known)
            for known in shown.values():
                row = _row(known, width, given.get(known.name, ""), wide=wide)
                table.add(known.name, *row)
        self.tell(self._count(len(found)))

    def _count(self, found: int) -> str:
        silent = self.catalogue.silent
        more = f", the first {MOST} shown: / narrows" if found > MOST else ""
        rest = f" · {silent} more cannot talk" if silent else ""
        return f"{found} models{more}{rest}" if found else "no model matches — esc shows all"

    def _given(self) -> dict[str, str]:
        """Who a model answers for, by its name."""
        settings = self.page.backstage.settings
        given: dict[str, str] = {}
        asked: Mapping[str, str | None] = {
            "default": settings.model,
            "judges": settings.judge_model,
            **settings.models,
        }
        for who, name in asked.items():
            if name:
                given[name] = f"{given[name]} {who}" if name in given else who
        return given

    def _list_providers(self) -> None:
        table = self.query_one("#providers", Table)
        with self.prevent(Table.RowHighlighted):
            table.clear(columns=True)
            table.add_column("provider", width=18)
            table.add_column("n", width=4)
            table.add(ALL, flat("  all"), flat(f"{len(self.catalogue.models)}"))
            for name, count in self.catalogue.providers():
                table.add(name, self._provider_cell(name), flat(f"{count}"))

    def _provider_cell(self, name: str) -> Content:
        usable = name == HERE or name in self.catalogue.open
        mark = ("● ", "$text-success") if usable else ("○ ", "dim")
        return Content.assemble(mark, flat(name, width=16))


def _columns(width: int, *, wide: bool) -> dict[str, int]:
    columns = {"model": width, "context": 8, "$/1M in": 8, "out": 8, "form": 4}
    return {**columns, "for": 14} if wide else columns


def _row(known: Known, width: int, given: str, *, wide: bool) -> list[Content]:
    cells = [
        Content.assemble(("▸ " if given and not wide else ""), flat(known.name, width=width - 2)),
        Content(padded(_tokens(known.context).rjust(7), 8)),
        Content(_dollars(known.prompt).rjust(7)),
        Content(_dollars(known.completion).rjust(7)),
        flat("yes" if known.schema_ else "–", "" if known.schema_ else "dim"),
    ]
    return [*cells, flat(given, "bold $text-accent", width=14)] if wide else cells


def _tokens(context: int | None) -> str:
    if context is None:
        return "?"
    return f"{context / 1e6:.3g}M" if context >= 1_000_000 else f"{context / 1000:.3g}k"


def _dollars(price: float | None) -> str:
    return "?" if price is None else f"{price:.4g}"
