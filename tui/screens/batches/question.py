"""A question before something is done, and a line to type one figure in."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from society.domain.errors import SocietyError
from tui.dialogs.dialog import Dialog
from tui.text import safe, trouble


class Question(Dialog[bool]):
    """Yes or no, with what it means; `y` copies the command that is asked about."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy the command")]

    def __init__(self, question: str, lines: Sequence[str], *, yes: str, command: str = "") -> None:
        super().__init__()
        self._question, self._lines, self._yes, self._command = question, lines, yes, command

    def compose(self) -> ComposeResult:
        """The question, what it means, the command, two answers."""
        with Vertical(classes="dialog"):
            yield Static(safe(self._question, "bold"), classes="dialog--title")
            for line in self._lines:
                yield Static(safe(line))
            if self._command:
                yield Static(safe(f"\n$ {self._command}\n", "$text-accent"))
            yield OptionList(Option(self._yes, id="yes"), Option("no", id="no"))

    def on_mount(self) -> None:
        """The answers have the keys."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, chosen: OptionList.OptionSelected) -> None:
        """Answer."""
        self.dismiss(chosen.option.id == "yes")

    def action_copy(self) -> None:
        """Copy the command."""
        self.app.copy_to_clipboard(self._command)
        self.notify("copied", markup=False)


class Figure(Dialog[float]):
    """One figure; `read` makes it of what is typed, or says what is wrong with it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close")]

    def __init__(self, title: str, now: str, read: Callable[[str], float]) -> None:
        super().__init__()
        self._title, self._now, self._read = title, now, read

    def compose(self) -> ComposeResult:
        """A line to type in."""
        with Vertical(classes="dialog"):
            yield Static(safe(self._title), classes="dialog--title")
            yield Input(self._now)
            yield Static(id="figure-wrong")

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """Take it, where it is one."""
        try:
            self.dismiss(self._read(typed.value.strip()))
        except SocietyError as error:
            self.query_one("#figure-wrong", Static).update(trouble(error))


def slots(text: str) -> float:
    """How many at once; SocietyError where it is no whole number from 1 on."""
    if not text.isdecimal() or not int(text):
        raise SocietyError(f"{text!r} is not a number of dialogues", hint="write 1, 2, 3 …")
    return int(text)


def dollars(text: str) -> float:
    """A sum of money; SocietyError where it is none."""
    try:
        value = float(text.removeprefix("$"))
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise SocietyError(f"{text!r} is not a budget", hint="write dollars above 0, such as 2.50")
    return value
