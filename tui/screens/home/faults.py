"""What is wrong with a scenario file, listed; Enter goes to the place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog
from tui.screens.home.sheet import line
from tui.text import flat, safe

if TYPE_CHECKING:
    from society.scenario.problems import Problem


class Faults(Dialog[tuple[int, int]]):
    """Gives the line and column that was chosen, counted from 1."""

    def __init__(self, name: str, problems: "Sequence[Problem]", unread: Sequence[str]) -> None:
        super().__init__()
        self._called = name
        self._problems = problems
        self._unread = unread

    def compose(self) -> ComposeResult:
        """The verdict, and every problem."""
        with Vertical(classes="dialog -wide"):
            yield Static(
                flat(f"{self._called}: {self._verdict()}", "bold"), classes="dialog--title"
            )
            for why in self._unread:
                yield Static(safe(f"✗ {why}", "$text-error"))
            if self._problems:
                yield OptionList(*(Option(line(each)) for each in self._problems))

    def on_option_list_option_selected(self, picked: OptionList.OptionSelected) -> None:
        """Go there."""
        problem = self._problems[picked.option_index]
        self.dismiss((problem.line, problem.col))

    def _verdict(self) -> str:
        errors = sum(each.level == "error" for each in self._problems) + len(self._unread)
        warnings = len(self._problems) + len(self._unread) - errors
        if not errors and not warnings:
            return "● valid, nothing to say"
        said = [(errors, "error"), (warnings, "warning")]
        return ", ".join(f"{n} {what}{'s' * (n != 1)}" for n, what in said if n)
