"""From a query to the list on the screen: what is read of the store, and when."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.message import Message

from society.domain.errors import SocietyError
from tui.messages import OpenDialogues
from tui.screens.dialogues.asking import Order
from tui.screens.dialogues.bar import Bar, wrong
from tui.screens.dialogues.grid import Grid
from tui.screens.dialogues.reading import Opened, fetched, opened, ready
from tui.screens.dialogues.window import Window
from tui.screens.page import Page
from tui.text import flat
from tui.widgets.panel import Panel

if TYPE_CHECKING:
    from society.store.browsing import Line, Look, Mark

NOTHING = "No dialogues yet. Press 1, then Enter, to run a scenario."
UNLIKE = "No dialogue is like that. Press / for another query."
SORTS = ("time", "reward", "turns", "cost", "seconds")


class Held(Panel):
    """The list, or why there is none."""

    DEFAULT_CSS = "Held { height: 1fr; }"

    def content(self) -> ComposeResult:
        """The list."""
        yield Grid(id="grid")

    def empty(self, sentence: str, *, focus: bool = True) -> None:
        """Say why there is nothing; the keys stay here, and do not fall to the query."""
        super().empty(sentence)
        self.can_focus = True
        if focus:
            self.focus()


class Listing(Page):
    """A query over the list of what it means."""

    AUTO_FOCUS = "Grid"

    def __init__(self) -> None:
        super().__init__()
        self.asked = ""
        self.marked: dict[str, Line] = {}
        self._sort, self._falling = "time", True
        self.past: list[str] = []
        self._under_way: set[int] = set()

    def body(self) -> ComposeResult:
        """The query over the list."""
        yield Bar()
        yield Held(id="held")

    def on_mount(self) -> None:
        """Take up where one was."""
        self.bar.query_line.past = self.past
        self.bar.put(self.asked)

    def on_screen_resume(self) -> None:
        """Show what was played meanwhile as well."""
        super().on_screen_resume()
        self.open(stay=True)

    def remember(self) -> Mapping[str, Any]:
        """The query, the order, the queries before."""
        order = {"sort": self._sort, "falling": self._falling}
        return {"query": self.asked, "past": self.past, **order}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """The same again; what a file holds that cannot be is passed over."""
        asked, past = remembered.get("query"), remembered.get("past")
        if asked and isinstance(asked, str) and wrong(asked) is None:
            self.asked = asked
        if isinstance(past, list):
            self.past = [each for each in past if isinstance(each, str)]
        if remembered.get("sort") in SORTS:
            self._sort = str(remembered["sort"])
        self._falling = remembered.get("falling") is not False

    async def take(self, message: Message) -> None:
        """List what another screen's query means."""
        if isinstance(message, OpenDialogues):
            self.bar.query_line.value = message.where
            if wrong(message.where) is None:
                self.bar.query_line.remember(message.where)
                self.ask_for(message.where)

    @property
    def query_text(self) -> str:
        """What is marked, else the query."""
        from society.store.browsing import of_ids

        try:
            return of_ids(list(self.marked)) if self.marked else self.asked
        except SocietyError:
            return self.asked

    @property
    def bar(self) -> Bar:
        """The query."""
        return self.query_one(Bar)

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one(Grid)

    @property
    def held(self) -> Held:
        """Where the list is, or why there is none."""
        return self.query_one(Held)

    @property
    def look(self) -> "Look":
        """What is listed, in which order."""
        from society.store.browsing import Look
        from society.store.where import Where

        return Look(where=Where.parse(self.asked), sort=self._sort, falling=self._falling)

    # From the store to the list.

    def ask_for(self, where: str) -> None:
        """List what a query means, from the first."""
        self.asked = where
        self.bar.put(where)
        self.open()

    def open(self, *, stay: bool = False) -> None:
        """Read the list anew; `stay` keeps the cursor on its dialogue."""
        line = self.grid.line if stay else None
        at = self.grid.cursor if stay else 0
        mark = line.mark if line else None
        self._open(mark, at)

    @work(group="open", exclusive=True)
    async def _open(self, mark: "Mark | None", at: int) -> None:
        await asyncio.to_thread(ready)
        look = self.look
        try:
            found = await self.backstage.desk.ask(partial(opened, look=look, mark=mark, at=at))
        except SocietyError as error:
            self._trouble(error)
            return
        self._under_way.clear()
        self.bar.query_line.names.tags = found.tags
        self._become(found)
        self.grid.sort, self.grid.falling = look.sort, look.falling
        self.grid.show(found.window, found.place)
        self.refresh_top()

    def _trouble(self, error: SocietyError) -> None:
        self.studio.write_down(error)
        self.held.trouble(error, again=lambda: self.open(stay=True))

    def _become(self, found: Opened) -> None:
        """The list, or why there is none; who types a query goes on typing."""
        typing = self.focused is self.bar.query_line
        if not found.window.total:
            self.held.empty(UNLIKE if found.there else NOTHING, focus=not typing)
        elif self.held.said:
            self.held.ready()
            if not typing:
                self.call_after_refresh(self.grid.focus)

    def on_grid_lacks(self, message: Grid.Lacks) -> None:
        """Read the pages that are to be seen, each once."""
        for page in message.pages:
            if page not in self._under_way:
                self._under_way.add(page)
                self._page(self.grid.window, page)

    @work(group="page")
    async def _page(self, window: Window, page: int) -> None:
        wanted = window.request(page)
        try:
            lines = await self.backstage.desk.ask(partial(fetched, look=self.look, wanted=wanted))
        except SocietyError as error:
            self._trouble(error)
            return
        window.put(page, lines)
        if window is self.grid.window:
            self._under_way.discard(page)
            self.grid.redraw()

    def on_grid_moved(self, _message: Grid.Moved) -> None:
        """Say where one is."""
        self._summarise()

    def _summarise(self) -> None:
        """Say at the right of the query where in which list one is."""
        total = self.grid.window.total
        at = f"{self.grid.cursor + 1:,} of {total:,}" if total else "none"
        parts = [at, f"{self._sort} {'▾' if self._falling else '▴'}"]
        if self.marked:
            parts.insert(0, f"● {len(self.marked)} marked")
        self.bar.summarise(flat(" · ".join(parts), "$text-muted"))

    # The query.

    def action_filter(self) -> None:
        """Write a query."""
        self.bar.query_line.focus()

    def on_bar_asked(self, message: Bar.Asked) -> None:
        """List what it means."""
        self.set_focus(self.grid)
        self.ask_for(message.text)

    def on_bar_closed(self) -> None:
        """The query stays as it was."""
        self.bar.put(self.asked)
        self.set_focus(self.grid if self.grid.window.total else self.held)

    def action_reload(self) -> None:
        """Read the list anew."""
        self.open(stay=True)

    def action_sort(self) -> None:
        """Ask for an order."""
        self.app.push_screen(Order(SORTS, self._sort), self._sorted)

    def _sorted(self, sort: str | None) -> None:
        if sort:
            self._falling = not self._falling if sort == self._sort else True
            self._sort = sort
            self.open()

    def unmark(self) -> None:
        """Let go of all marks."""
        if self.marked:
            self.marked.clear()
            self.marks_changed()

    def marks_changed(self) -> None:
        """Draw the marks as they are."""
        self.grid.marked = self.marked
        self.grid.refresh()
        self._summarise()
