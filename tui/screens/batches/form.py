"""A new batch, or an old one to go on with: what is played, and what it will take before it does.

Law: nothing is started that was not reckoned as it stands there.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, Label, Static

from society.domain.display import duration, money
from society.domain.errors import SocietyError
from tui.backstage import Backstage, document
from tui.dialogs.dialog import Dialog
from tui.screens.batches.command import FIELDS, typed, words
from tui.text import safe, trouble


@dataclass(frozen=True)
class Start:
    """A batch that is to be played: its name, and the words after `society`."""

    name: str
    words: tuple[str, ...]


class Form(Dialog[Start]):
    """Fields, what they come to, and the command that says the same."""

    DEFAULT_CSS = """
    Form .field { height: 1; }
    Form .field Label { width: 14; }
    Form .field Input { width: 1fr; }
    Form #form-reckoned { margin-top: 1; }
    Form #form-command { margin-top: 1; color: $text-accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="form.close"),
        Binding("ctrl+s", "start", "Start", id="form.start"),
        Binding("ctrl+y", "copy", "Copy command", id="form.copy"),
        Binding("enter", "reckon", "Reckon", id="form.reckon"),
    ]

    def __init__(self, backstage: Backstage, filled: Mapping[str, Any], *, again: bool = False):
        super().__init__()
        self._backstage, self._filled = backstage, typed(filled)
        self._again = again
        self._reckoned: tuple[tuple[str, ...], str] | None = None

    def compose(self) -> ComposeResult:
        """A line for every field, then what it comes to."""
        with VerticalScroll(classes="dialog -wide", id="form"):
            yield Static("New batch", classes="dialog--title")
            for field in FIELDS:
                with Horizontal(classes="field"):
                    yield Label(field.title)
                    shown = self._filled.get(field.name, "")
                    yield Input(
                        shown, placeholder=field.hint, id=f"field-{field.name}", compact=True
                    )
            yield Static("enter says what it will take", id="form-reckoned")
            yield Static(id="form-command")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query_one("#field-scenarios", Input).focus()
        self._tell_command()

    def on_input_changed(self) -> None:
        """Show the command; what was reckoned is no longer true."""
        self._tell_command()

    def on_input_submitted(self) -> None:
        """Reckon."""
        self.action_reckon()

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {field.name: self.query_one(f"#field-{field.name}", Input).value for field in FIELDS}

    def command(self) -> tuple[str, ...]:
        """The words after `society batch`; SocietyError where they cannot be told apart."""
        again = ["--again"] if self._again else []
        return (*words(self.values), *again, "--db", self._backstage.desk.target)

    def _tell_command(self) -> None:
        try:
            told = safe(f"$ {shlex.join(['society', 'batch', *self.command()])}")
        except SocietyError as error:
            told = trouble(error)
        self.query_one("#form-command", Static).update(told)

    def action_copy(self) -> None:
        """Copy the command."""
        try:
            self.app.copy_to_clipboard(shlex.join(["society", "batch", *self.command()]))
        except SocietyError as error:
            self._say(trouble(error))
            return
        self.notify("copied the command", markup=False)

    def action_reckon(self) -> None:
        """Say what it will take."""
        self._say(Content("reckoning …"))
        self.run_worker(self._reckon(), group="reckon", exclusive=True)

    def action_start(self) -> None:
        """Start what was reckoned; where that is not what stands here, reckon first."""
        try:
            now = self.command()
        except SocietyError as error:
            self._say(trouble(error))
            return
        if self._reckoned is not None and self._reckoned[0] == now:
            self.dismiss(Start(self._reckoned[1], ("batch", *now)))
        else:
            self.action_reckon()

    async def _reckon(self) -> None:
        try:
            told = self.command()
            self._reckoned = None
            found = await reckoned(self._backstage, told)
        except SocietyError as error:
            self._say(trouble(error))
            return
        self._reckoned = told, str(found["batch"])
        self._say(Content.assemble(reckoning(found), ("\nctrl+s starts it", "bold")))

    def _say(self, what: Content) -> None:
        said = self.query_one("#form-reckoned", Static)
        said.update(what)
        said.scroll_visible(animate=False)


async def reckoned(backstage: Backstage, told: tuple[str, ...]) -> dict[str, Any]:
    """What `society estimate` says of these words; SocietyError with its own where it refuses."""
    done = await backstage.command(["estimate", *told, "--json"])
    found: dict[str, Any] = document(done, otherwise="it cannot be reckoned")
    return found


def reckoning(found: Mapping[str, Any]) -> Content:
    """What it will take, in three lines."""
    expected, most = found["expected"], found["at_most"]
    left = found["dialogues"]
    begun = "" if left == found["planned"] else f" of {found['planned']:,} are left"
    rows = [
        f"{found['batch']}: {left:,} dialogues{begun}, about {duration(found['seconds'])}",
        f"expected  {_load(expected)} · {_dollars(expected['cost'])}",
        f"at most   {_load(most)} · {_dollars(most['cost'])}",
    ]
    if found["unpriced"]:
        rows.append(f"no price is known for {', '.join(map(str, found['unpriced']))}")
    if found.get("changed"):
        rows += ["it was begun with another configuration:", *map(str, found["changed"])]
        rows.append("name another batch, or add --accept-change to Further")
    return safe("\n".join(rows))


def _load(load: Mapping[str, Any]) -> str:
    return f"{load['calls']:,.0f} calls · {load['prompt'] + load['completion']:,.0f} tokens"


def _dollars(cost: float | None) -> str:
    return "price unknown" if cost is None else money(cost)
