"""What the browser asks before it does something: an order, tags, which of two is better."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from society.domain.dialogue import Turn
from society.domain.display import chip
from tui.dialogs.dialog import Dialog
from tui.text import flat, safe

_SHOWN = 400


class Order(Dialog[str]):
    """Gives one of the orders; None where it stays."""

    def __init__(self, sorts: Iterable[str], now: str) -> None:
        super().__init__()
        self._sorts, self._now = tuple(sorts), now

    def compose(self) -> ComposeResult:
        """The orders, the present one first in sight."""
        with Vertical(classes="dialog"):
            yield Static("Sort by (the present one again turns it round)", classes="dialog--title")
            yield OptionList(*(Option(name, id=name) for name in self._sorts))

    def on_mount(self) -> None:
        """Begin at the present one."""
        self.query_one(OptionList).highlighted = self._sorts.index(self._now)

    def on_option_list_option_selected(self, chosen: OptionList.OptionSelected) -> None:
        """Sort by that."""
        self.dismiss(chosen.option.id)


class Tagging(Dialog[str]):
    """Gives words to put on dialogues and, with a minus in front, to take off."""

    def __init__(self, count: int, known: Iterable[str]) -> None:
        super().__init__()
        self._count, self._known = count, tuple(known)

    def compose(self) -> ComposeResult:
        """One line to type in, the tags there are above it."""
        many = f"{self._count} dialogues" if self._count != 1 else "this dialogue"
        with Vertical(classes="dialog"):
            yield Static(f"Tag {many}", classes="dialog--title")
            told = "  ".join(self._known) or "no tags yet"
            yield Static(flat(told, "dim"))
            yield Input(placeholder="good  -bad   (a minus takes a tag off)")

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Input).focus()

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """These words."""
        self.dismiss(typed.value.strip() or None)


class Prefer(Dialog[str]):
    """Gives `left` or `right`: the reply that is better; the other becomes its worse side."""

    def __init__(self, left: Turn, right: Turn) -> None:
        super().__init__()
        self._turns = {"left": left, "right": right}

    def compose(self) -> ComposeResult:
        """Both replies, to choose from."""
        with Vertical(classes="dialog -wide"):
            yield Static("Which reply is better? It is chosen, the other rejected.")
            yield OptionList(*(Option(_told(turn), id=side) for side, turn in self._turns.items()))

    def on_option_list_option_selected(self, chosen: OptionList.OptionSelected) -> None:
        """That one."""
        self.dismiss(chosen.option.id)


def _told(turn: Turn) -> Content:
    words = turn.text if len(turn.text) <= _SHOWN else turn.text[:_SHOWN] + "…"
    taken = safe(f"\n{chip(turn.action)}", "dim") if turn.action else Content("")
    return Content.assemble(safe(words or "(nothing)"), taken, "\n")
