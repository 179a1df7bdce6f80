"""A new judge: its name, and what it is asked of."""

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog
from tui.text import safe

KINDS: dict[str, tuple[str, ...]] = {
    "each turn, by a program": ("--scope", "turn"),
    "each turn, by asking a model": ("--scope", "turn", "--model"),
    "each role at the end, by a program": ("--scope", "outcome"),
    "each role at the end, by asking a model": ("--scope", "outcome", "--model"),
    "which of two dialogues is better, by a program": ("--scope", "pair"),
    "which of two dialogues is better, by asking a model": ("--scope", "pair", "--model"),
}


class NewJudge(Dialog[tuple[str, ...]]):
    """Gives the words after `society judge new`; None where it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", priority=True)]

    def compose(self) -> ComposeResult:
        """A line for the name, and the kinds."""
        with Vertical(classes="dialog"):
            yield Static("New judge", classes="dialog--title")
            yield Input(placeholder="its name: small letters, digits, _", compact=True)
            yield Static(safe("It judges", "dim"))
            yield OptionList(*map(Option, KINDS))
            yield Static("", classes="fresh--wrong")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one(Input).focus()

    def on_input_submitted(self) -> None:
        """`enter` in the line: on to the kinds."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, chosen: OptionList.OptionSelected) -> None:
        """This kind, where it has a name."""
        name = self.query_one(Input).value.strip()
        if name:
            self.dismiss((name.lstrip("-"), *KINDS[_told(chosen)]))
        else:
            self.query_one(".fresh--wrong", Static).update(safe("It needs a name", "$text-error"))
            self.query_one(Input).focus()


def _told(chosen: OptionList.OptionSelected) -> str:
    return cast("str", chosen.option.prompt)
