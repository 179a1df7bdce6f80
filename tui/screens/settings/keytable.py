"""The keymap as a table: Enter gives a binding another key, backspace its own one back."""

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker

from tui.screens.settings.asking import NewKey
from tui.screens.settings.keymap import Named, bindings, clashes
from tui.text import flat
from tui.widgets.panel import Panel
from tui.widgets.table import Table, drawn

if TYPE_CHECKING:
    from tui.screens.settings.settings import SettingsPage

_COLUMNS = {"where": 10, "key": 16, "what it does": 24, "name": 26}


class Keymap(Panel):
    """Each binding by its name; what is changed is written to `[keys]`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "reset", "Own key back", id="settings.reset")
    ]

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._known: list[Named] = []
        self._sure: tuple[str, str] = ("", "")

    def content(self) -> ComposeResult:
        """One row each."""
        yield Table(id="keymap-table")

    def load(self) -> None:
        """Find them, in a thread."""
        self.waiting()
        _: Worker[None] = self.run_worker(self._find, exclusive=True)

    @property
    def page(self) -> "SettingsPage":
        """The screen."""
        return cast("SettingsPage", self.screen)

    async def _find(self) -> None:
        self._known = await asyncio.to_thread(bindings)
        self.ready()
        if self.query(Table):
            self.fill()

    def fill(self) -> None:
        """Show them with the keys in force."""
        table, mapped = self.query_one(Table), self.page.backstage.settings.keys
        at = table.cursor_row
        table.clear(columns=True)
        for name, width in _COLUMNS.items():
            table.add_column(drawn(flat(name)), key=name, width=width)
        for each in self._known:
            own = each.id in mapped
            shown = " ".join(self.app.get_key_display(_bound(key)) for key in each.now(mapped))
            table.add(
                each.id,
                flat(each.screen or "everywhere"),
                flat(f"{shown}{' *' if own else ''}", "bold $text-accent" if own else ""),
                flat(each.what, width=_COLUMNS["what it does"]),
                flat(each.id, "dim", width=_COLUMNS["name"]),
            )
        table.move_cursor(row=at)

    def on_data_table_row_selected(self, picked: Table.RowSelected) -> None:
        """Ask for the key."""
        picked.stop()
        named = self._named(picked.row_key.value or "")
        self.app.push_screen(
            NewKey(named.what), lambda key: None if key is None else self._given(named, key)
        )

    def action_reset(self) -> None:
        """Its own key again."""
        chosen = self.query_one(Table).chosen
        if chosen and chosen in self.page.backstage.settings.keys:
            self.page.change("keys", {chosen: None}, then=self._changed)

    def _given(self, named: Named, key: str) -> None:
        mapped = self.page.backstage.settings.keys
        taken = clashes(named, key, self._known, mapped)
        if taken and self._sure != (named.id, key):
            self._sure = (named.id, key)
            others = ", ".join(f"{each.what} ({each.id})" for each in taken)
            told = f"{key} is already: {others}. Give it once more to use it for both."
            self.page.say(told, severity="warning")
            return
        self.page.change("keys", {named.id: key}, then=self._changed)

    def _changed(self) -> None:
        self.app.set_keymap(self.page.backstage.settings.keys)
        self.fill()

    def _named(self, wanted: str) -> Named:
        return next(each for each in self._known if each.id == wanted)


def _bound(key: str) -> Binding:
    return Binding(key, "")
