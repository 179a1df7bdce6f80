"""The steps of an export: which format, which rows, how, what they look like, and written.

Law: whatever reads many dialogues is a `society export` of its own; the window only waits.
"""

import asyncio
import secrets
import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

import orjson
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Checkbox, ContentSwitcher, DataTable, Footer, Input, Static, Tab, Tabs
from textual.worker import Worker

from society.domain.display import bar
from society.domain.errors import SocietyError
from tui.backstage import Backstage, document
from tui.dialogs.dialog import Dialog
from tui.screens.export import drawing, words
from tui.screens.export.fields import Fields
from tui.text import flat, safe, trouble
from tui.widgets.table import Table

if TYPE_CHECKING:
    from tui.app import Studio

STEPS = {"format": "1 Format", "rows": "2 Selection", "options": "3 Options", "shown": "4 Preview"}
FIRST = 3
"""Records of a preview."""

_BESIDE = 40
"""Columns of the table of formats beside what each is for."""

_EVERY = 0.3
_BAR = 30


class Export(Dialog[None]):
    """S7: opened over a screen with the query that it shows."""

    DEFAULT_CSS = """
    Export ContentSwitcher { height: 1fr; }
    Export #export-command { height: auto; max-height: 4; color: $text-accent; }
    Export #export-doing { height: auto; max-height: 6; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", key_display="esc", id="export.close"),
        Binding("ctrl+c", "cancel", "Cancel", show=False, id="export.cancel"),
        Binding("ctrl+n", "step(1)", "Next", id="export.next"),
        Binding("ctrl+r", "step(-1)", "Step back", id="export.before"),
        Binding("p", "preview", "Preview", id="export.preview"),
        Binding("ctrl+s", "write", "Write", id="export.write"),
        Binding("y", "copy", "Copy command", id="export.copy"),
    ]

    def __init__(self, where: str = "") -> None:
        super().__init__()
        self._where = where
        self._form = ""
        self._titles: dict[str, str] = {}
        self._work: Worker[None] | None = None
        self._seen: list[str] = []

    def compose(self) -> ComposeResult:
        """A tab for every step, what is being done, the command."""
        with Vertical(classes="dialog -wide", id="export"):
            yield Tabs(*(Tab(title, id=f"step-{name}") for name, title in STEPS.items()))
            with ContentSwitcher(initial="format"):
                yield Table(id="format")
                yield Fields(words.SELECTION, {"where": self._where}, id="rows")
                yield Fields(words.OPTIONS, {}, id="options")
                with VerticalScroll(id="shown"):
                    yield Static(id="export-shown")
            yield Static(id="export-doing")
            yield Static(id="export-command")
        yield Footer()

    def on_mount(self) -> None:
        """Ask which formats there are."""
        self.query_one(Table).add_columns("format", "for", "file")
        self.run_worker(self._list(), group="formats")

    async def _list(self) -> None:
        table = self.query_one(Table)
        for name, title, kind in await asyncio.to_thread(formats):
            self._titles[name] = title
            room = max(self.app.size.width - _BESIDE, 20)
            table.add(name, flat(name, "bold"), flat(title, width=room), flat(kind))
        table.focus()

    # Steps.

    def on_tabs_tab_activated(self, activated: Tabs.TabActivated) -> None:
        """Show that step."""
        self._show((activated.tab.id or "").removeprefix("step-"))

    def _show(self, step: str) -> None:
        switcher = self.query_one(ContentSwitcher)
        if switcher.current == step:
            return
        switcher.current = step
        if step == "shown":
            self._preview_shown()
        else:
            self._focus(step)

    def _focus(self, step: str) -> None:
        inside = self.query_one(f"#{step}")
        inside.focus() if inside.can_focus else inside.query("Input").first(Input).focus()

    def action_step(self, by: int) -> None:
        """Go on, or back."""
        steps, now = [*STEPS], self.query_one(ContentSwitcher).current or "format"
        to = min(max(steps.index(now) + by, 0), len(steps) - 1)
        self.query_one(Tabs).active = f"step-{steps[to]}"

    def on_data_table_row_highlighted(self, chosen: DataTable.RowHighlighted) -> None:
        """The format under the cursor is meant."""
        self._form = chosen.row_key.value or ""
        self._say(flat(self._titles.get(self._form, ""), "dim"))
        self._tell_command()

    def on_data_table_row_selected(self) -> None:
        """`enter`: this format."""
        self.action_step(1)

    def on_input_submitted(self) -> None:
        """`enter` in a line: the next step."""
        self.action_step(1)

    def on_input_changed(self) -> None:
        """Show the command."""
        self._tell_command()

    def on_checkbox_changed(self, ticked: Checkbox.Changed) -> None:
        """Show the command."""
        self._tell_command()

    # The command.

    def values(self) -> dict[str, str | bool]:
        """What the fields say."""
        return {name: value for each in self.query(Fields) for name, value in each.values().items()}

    def command(self) -> list[str]:
        """The words after `society`; SocietyError where they cannot be told apart."""
        return words.export(self._form, self.values(), self._backstage.desk.target)

    def _tell_command(self) -> None:
        try:
            told = safe(f"$ {shlex.join(['society', *self.command()])}")
        except SocietyError as error:
            told = trouble(error)
        self.query_one("#export-command", Static).update(told)

    def action_copy(self) -> None:
        """Copy the command that does the same."""
        try:
            self.app.copy_to_clipboard(shlex.join(["society", *self.command()]))
        except SocietyError as error:
            self._say(trouble(error))
            return
        self.notify("copied the command", markup=False)

    # What is done.

    def action_preview(self) -> None:
        """Show the first records and what becomes of all."""
        self._seen = []
        self.query_one(Tabs).active = "step-shown"
        self.query_one(ContentSwitcher).current = "shown"
        self._preview_shown()

    def _preview_shown(self) -> None:
        self.query_one("#shown").focus()
        self._do(self._preview)

    def action_write(self) -> None:
        """Write it."""
        self._do(self._write)

    def _do(self, work: Callable[[], Any]) -> None:
        if self._form:
            self._work = self.run_worker(partial(self._tried, work), group="work", exclusive=True)

    async def _tried(self, work: Callable[[], Any]) -> None:
        try:
            await work()
        except SocietyError as error:
            self._studio.write_down(error)
            self._say(trouble(error))

    async def _preview(self) -> None:
        told = words.preview(self._form, self.values(), self._backstage.desk.target, FIRST)
        if told == self._seen:
            return
        self._seen = []
        self.query_one("#export-shown", Static).update("")
        self._say(Content("reading the dialogues … esc cancels"))
        found = document(await self._backstage.command(told))
        shown = drawing.previewed(found["previews"][0])
        self.query_one("#export-shown", Static).update(shown)
        self._say(Content("ctrl+s writes it"))
        self._seen = told

    async def _write(self) -> None:
        told, state = self.command(), self._backstage.state
        state.mkdir(parents=True, exist_ok=True)
        far = state / f"export-{secrets.token_hex(4)}.json"
        timer = self.set_interval(_EVERY, lambda: self._tell_far(far))
        self._say(Content("writing … esc cancels, and leaves nothing behind"))
        try:
            more = ["--json", "--progress", str(far)]
            self._say(drawing.written(document(await self._backstage.command([*told, *more]))))
        finally:
            timer.stop()
            far.unlink(missing_ok=True)

    def _tell_far(self, far: Path) -> None:
        """How far it is; the file is replaced whole, so it is never half written."""
        try:
            told = orjson.loads(far.read_bytes())
        except FileNotFoundError:
            return
        read, of = int(told["read"]), max(int(told["of"]), 1)
        self._say(Content(f"writing … {bar(read / of, _BAR)} {read:,} of {of:,} dialogues read"))

    def action_cancel(self) -> None:
        """End what is being done; nothing half written is left."""
        if self._work is not None and self._work.is_running:
            self._work.cancel()
            self._say(Content("cancelled; nothing was written"))

    def action_close(self) -> None:
        """Cancel what is being done, else close."""
        if self._work is not None and self._work.is_running:
            self.action_cancel()
        else:
            self.dismiss(None)

    def _say(self, what: Content) -> None:
        self.query_one("#export-doing", Static).update(what)

    @property
    def _studio(self) -> "Studio":
        return cast("Studio", self.app)

    @property
    def _backstage(self) -> Backstage:
        return self._studio.backstage


def formats() -> list[tuple[str, str, str]]:
    """Every format: its name, what it is for, its kind of file."""
    from society.export.formats import FORMATS

    return [(each.name, each.title, each.kind) for each in FORMATS.values()]
