"""Whether a program may run here that a scenario names: asked of the person, never assumed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from society.domain.orders import Begin, Branch, Order, Reroll, Resume
from tui.dialogs.dialog import Dialog
from tui.text import safe


def permitted(order: Order) -> Order | None:
    """The same order with permission; None where no permission belongs to it, or it has one."""
    match order:
        case Begin() if not order.job.get("allow_code"):
            return order.model_copy(update={"job": {**order.job, "allow_code": True}})
        case Resume() | Branch() | Reroll() if not order.allow_code:
            return order.model_copy(update={"allow_code": True})
        case _:
            return None


class Allowing(Dialog[bool]):
    """True on `y` alone: an Enter too many must not run a program."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "allow", "Let it run"),
        Binding("n", "close", "No"),
    ]

    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program

    def compose(self) -> ComposeResult:
        """The program by its name, what it could do, and the keys."""
        with Vertical(classes="dialog"):
            yield Static(safe("A judge of this dialogue is a program that is not installed:"))
            yield Static(safe(f"\n  {self._program}\n", "bold"))
            yield Static(safe("It would run on this machine with all your rights: read it first."))
            yield Static(safe("\ny lets it run   esc does not", "dim"))

    def action_allow(self) -> None:
        """Let it run."""
        self.dismiss(True)
