"""The page of batches: looked at twice a second, in a thread, as long as it is to be seen."""

import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import DataTable, Static

from society.domain.errors import SocietyError, StoreError
from tui.dialogs.reading import Reading
from tui.messages import OpenBatch, OpenDialogue, OpenDialogues
from tui.screens.batches import drawing
from tui.screens.batches.asking import Asking
from tui.screens.batches.detail import Detail, Rows
from tui.screens.batches.launches import Launches
from tui.screens.batches.orders import Orders, going_on
from tui.text import safe
from tui.widgets.panel import Panel

if TYPE_CHECKING:
    from society.store.sightings import Seen, Sight
    from society.store.store import Store
    from society.store.watching import Watch

EVERY = 0.5
"""Seconds between looks."""

PLAIN = re.compile(r"[A-Za-z0-9._-]+")

NOTHING = "No batches yet. n starts one."


class List(Panel):
    """The table of batches, or why there is none."""

    def content(self) -> ComposeResult:
        """The table."""
        yield Rows(drawing.HEAD, id="batches-table")


class Batches(Asking):
    """S3: the batches of the store and the one under the cursor."""

    NAME = "Batches"
    DEFAULT_CSS = """
    Batches #batches-list { height: 1fr; }
    Batches #batches-table { height: 1fr; }
    Batches #batches-line { display: none; height: auto; max-height: 3; padding: 0 1; }
    Batches #batches-banner { display: none; }
    Batches.-narrow Detail, Batches.-short Detail { display: none; }
    Batches.-narrow #batches-line, Batches.-short #batches-line { display: block; }
    Batches.-nothing Detail, Batches.-nothing #batches-line { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="batches.new"),
        Binding("space", "pause", "Pause", id="batches.pause"),
        Binding("x", "stop", "Stop", id="batches.stop"),
        Binding("r", "retry", "Retry", id="batches.retry"),
        Binding("w", "workers", "At once", id="batches.workers"),
        Binding("dollar_sign", "budget", "Budget", key_display="$", id="batches.budget"),
        Binding("l", "tail", "Log", id="batches.log"),
        Binding("y", "copy", "Copy command", show=False, id="batches.copy"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sight: Sight | None = None
        self._eye: Watch | None = None
        self._looking = False
        self._said = ""
        self._wanted, self._at = "", ""
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """The table, and the batch under the cursor in full or in one line."""
        yield Static(id="batches-banner", classes="banner")
        yield List(id="batches-list")
        with Vertical(id="batches-line"):
            yield Static(id="batches-short")
        yield Detail()

    def on_mount(self) -> None:
        """Look at once, then twice a second."""
        self.launches = Launches(self.backstage.state / "batches")
        self.orders = Orders(self.backstage)
        self.query_one(List).waiting()
        self.add_class("-nothing")
        self._timer = self.set_interval(EVERY, self.look)
        self.query_one("#batches-table", Rows).focus()
        self.look()

    def on_screen_suspend(self) -> None:
        """Nobody watches."""
        if self._timer:
            self._timer.pause()

    def on_screen_resume(self) -> None:
        """Somebody watches again."""
        super().on_screen_resume()
        if self._timer:
            self._timer.resume()
            self.look()

    def on_resize(self) -> None:
        """Other columns where there is less room."""
        super().on_resize()
        if self._sight is not None:
            self._draw(self._sight)

    def remember(self) -> Mapping[str, Any]:
        """The batch under the cursor."""
        return {"batch": self._wanted or self._at}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Go to that batch once it is seen."""
        self._wanted = str(remembered.get("batch", ""))

    async def take(self, message: Message) -> None:
        """Show a batch, or the form with these fields filled in."""
        if not isinstance(message, OpenBatch):
            return
        if message.form:
            self.open_form(message.form)
        elif message.name:
            self.go_to(message.name)

    @property
    def query_text(self) -> str:
        """The dialogues of the batch under the cursor."""
        return of(self.chosen.name) if self.chosen else ""

    @property
    def under(self) -> str:
        """The name under the cursor."""
        return self._at

    @property
    def chosen(self) -> "Seen | None":
        """The batch under the cursor."""
        return self._sight.named(self._at) if self._sight else None

    def on_data_table_row_selected(self, chosen: DataTable.RowSelected) -> None:
        """`enter`: read the dialogues of the batch."""
        if chosen.data_table.id == "batches-table" and self.chosen:
            self.post_message(OpenDialogues(of(self.chosen.name)))
        elif chosen.data_table.id == "batches-troubles":
            self._read_trouble(chosen.row_key.value)
        elif chosen.data_table.id == "batches-workers" and chosen.row_key.value:
            self.post_message(OpenDialogue(chosen.row_key.value))

    def _read_trouble(self, cause: str | None) -> None:
        """What went wrong, in full: a row has no room for it."""
        for each in self._sight.troubles if self._sight else ():
            if each.cause == cause:
                title = f"{each.count} × {each.cause}, the last of them"
                self.app.push_screen(Reading(title, each.last))

    def on_data_table_row_highlighted(self, chosen: DataTable.RowHighlighted) -> None:
        """Show the batch that the cursor has come to."""
        if chosen.data_table.id == "batches-table":
            self._show_chosen()
            self.look()

    # Looking.

    def look(self) -> None:
        """Look at the store, unless a look is under way."""
        if not self._looking:
            self._looking = True
            self.run_worker(self._look(self._wanted or self._at), group="look")

    async def _look(self, name: str) -> None:
        try:
            sight = await self.backstage.desk.ask(lambda store: self._watching(store).look(name))
            if self._open:
                self.refresh_top()
                self._calm()
                self._draw(sight)
        except StoreError as error:
            if self._open:
                self._trouble(error)
        finally:
            self._looking = False

    @property
    def _open(self) -> bool:
        """Whether there is anything to draw on: a look may end after the window was closed."""
        return bool(self.query("Top")) and bool(self.query("#batches-table"))

    def _watching(self, store: "Store") -> "Watch":
        from society.store.watching import Watch

        if self._eye is None or self._eye.store is not store:
            now = self.backstage.now
            self._eye = Watch(store, wall=lambda: now().timestamp())
        return self._eye

    def _calm(self) -> None:
        self._said = ""
        self.query_one("#batches-banner").display = False

    def _trouble(self, error: SocietyError) -> None:
        """What was seen stays to be seen; it is looked at again all the time."""
        if self._said != error.message:
            self._said = error.message
            self.studio.write_down(error)
        if self._sight is None:
            self.query_one(List).trouble(error, again=self.look)
        else:
            banner = self.query_one("#batches-banner", Static)
            banner.update(safe(f"{error.message} — looking again, this is how it was"))
            banner.display = True

    # Drawing.

    def _draw(self, sight: "Sight") -> None:
        self._sight = sight
        self.pause_due(sight)
        self.launches.settle(sight)
        unseen = self.launches.unseen(sight)
        nothing = not sight.batches and not unseen
        self.set_class(nothing, "-nothing")
        panel = self.query_one(List)
        if nothing:
            panel.empty(NOTHING)
            return
        panel.ready()
        table = self.query_one("#batches-table", Rows)
        table.head(drawing.NARROW if self.narrow else drawing.HEAD)
        rows = {name: drawing.unseen(name, at, narrow=self.narrow) for name, at in unseen.items()}
        rows |= {
            each.name: drawing.cells(each, self.launches.state(each), narrow=self.narrow)
            for each in sight.batches
        }
        table.tell(rows)
        self._go_to_wanted(table, rows)
        self._show_chosen()

    def _go_to_wanted(self, table: Rows, rows: Mapping[str, object]) -> None:
        if self._wanted in rows:
            table.move_cursor(row=[*rows].index(self._wanted), animate=False)
            self._wanted = ""

    def _show_chosen(self) -> None:
        self._at = self.query_one("#batches-table", Rows).chosen or ""
        seen, sight = self.chosen, self._sight
        if seen is None or sight is None:
            self.query_one("#batches-short", Static).update(Content(""))
            return
        # A look begun before the cursor moved tells of those who play another batch.
        workers = [each for each in sight.workers if each.batch == seen.name]
        troubles = sight.troubles if sight.chosen == seen.name else ()
        self.query_one(Detail).show(seen, workers, troubles)
        self.query_one("#batches-short", Static).update(drawing.line(seen, troubles))

    def go_to(self, name: str) -> None:
        """The cursor to that batch once it is seen."""
        self._wanted = name
        self.look()

    def action_copy(self) -> None:
        """Copy the command that goes on with the batch under the cursor."""
        if self.chosen is None:
            self.say("there is no batch under the cursor")
            return
        words = going_on(self.backstage, self.chosen)
        self.app.copy_to_clipboard(shlex.join(["society", *words]))
        self.say("copied the command that goes on with it")


def of(name: str) -> str:
    """The query for the dialogues of a batch; a hand-made database may call one anything."""
    plain = name.replace('"', "*")
    return f"batch:{name}" if PLAIN.fullmatch(name) else f'batch:"{plain}"'
