"""How a scenario is to be played: level, language, seed, models, judges, who is a person."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select, Static

from society.settings import Settings
from tui.dialogs.dialog import Dialog
from tui.screens.home.choice import Choice
from tui.screens.home.shelf import Card
from tui.text import flat


class RunDialog(Dialog[Choice]):
    """Gives a Choice; None where nothing is to be played."""

    DEFAULT_CSS = """
    RunDialog .row { height: 1; }
    RunDialog .row Label { width: 16; }
    RunDialog .row Input, RunDialog .row Select { width: 1fr; }
    RunDialog #buttons { height: 1; margin-top: 1; }
    RunDialog #buttons Button { margin-right: 2; }
    RunDialog #wrong { color: $text-error; height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "accept", "Run", id="home.begin")]

    def __init__(self, card: Card, choice: Choice, settings: Settings) -> None:
        super().__init__()
        self._card = card
        self._choice = choice
        self._settings = settings

    def compose(self) -> ComposeResult:
        """A line for each matter; Enter in any of them runs."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(flat(f"Run {self._card.id}", "bold"), classes="dialog--title")
            for label, widget in self._rows():
                with Horizontal(classes="row"):
                    yield Label(flat(label))
                    yield widget
            yield Static(id="wrong")
            with Horizontal(id="buttons"):
                yield Button("Run", variant="primary", id="run", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Enter runs at once; tab goes to what is to be changed."""
        self.query_one("#run").focus()

    def on_input_submitted(self) -> None:
        """Enter in a line is as the button."""
        self.action_accept()

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        """Run it, or not."""
        if pressed.button.id == "run":
            self.action_accept()
        else:
            self.dismiss(None)

    def action_accept(self) -> None:
        """Give what was chosen, where it can be read."""
        seed = self._typed("seed")
        if seed and not (seed.isascii() and seed.isdigit() and len(seed) <= 18):
            self.query_one("#wrong", Static).update(flat(f"a seed is a whole number, not {seed!r}"))
            self.query_one("#seed").focus()
            return
        named = {role: self._typed(f"model-{role}") for role in self._card.roles}
        self.dismiss(
            Choice(
                scenario=self._card.id,
                level=self._picked("level"),
                locale=self._picked("locale"),
                seed=int(seed) if seed else None,
                model=self._typed("model"),
                models={role: name for role, name in named.items() if name},
                judge_model=self._typed("judge-model"),
                judges=self._typed("judges"),
                human=self._picked("human"),
                paused=bool(self._picked("paused")),
            )
        )

    def _rows(self) -> Iterator[tuple[str, Widget]]:
        card, choice, settings = self._card, self._choice, self._settings
        if card.levels:
            yield "level", _select("level", card.levels, choice.level, "as it is written")
        if len(card.locales) > 1:
            yield "language", _select("locale", card.locales, choice.locale, card.locales[0])
        seed = "" if choice.seed is None else str(choice.seed)
        yield "seed", _input("seed", seed, "a new one each time")
        usual = settings.model or "what the scenario says, else embedded"
        yield "model", _input("model", choice.model, usual)
        for role in card.roles:
            own = settings.models.get(role) or "as above"
            yield f"· {role}", _input(f"model-{role}", choice.models.get(role, ""), own)
        asked = settings.judge_model or "what the scenario says, else the model"
        yield "judge model", _input("judge-model", choice.judge_model, asked)
        seats = card.scenario.judges if card.scenario else ()
        own_judges = ", ".join(seat.use for seat in seats) or "none"
        yield "judges", _input("judges", choice.judges, own_judges)
        yield "a person plays", _select("human", card.roles, choice.human, "nobody")
        waits = "paused" if choice.paused else ""
        yield "start", _select("paused", ("paused",), waits, "at once")

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _picked(self, name: str) -> str:
        found = self.query(f"#{name}").results(Select)
        value = next((select.value for select in found), "")
        return value if isinstance(value, str) else ""


def _input(name: str, value: str, instead: str) -> Input:
    return Input(value, placeholder=flat(instead).plain, id=name, compact=True)


def _select(name: str, values: tuple[str, ...], chosen: str, nothing: str) -> Select[str]:
    options = [(flat(nothing).plain, ""), *((flat(each).plain, each) for each in values)]
    return Select(options, allow_blank=False, value=chosen, id=name, compact=True)
