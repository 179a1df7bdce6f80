"""One question that is answered by yes or no."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.dialogs.dialog import Dialog
from tui.text import safe


class Confirm(Dialog[bool]):
    """True on `enter` or `y`; None where it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "agree", "Yes", key_display="⏎"),
        Binding("n", "close", "No"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and the two keys."""
        with Vertical(classes="dialog"):
            yield Static(safe(self._question))
            yield Static(safe("\n⏎ yes   esc no", "dim"))

    def action_agree(self) -> None:
        """Yes."""
        self.dismiss(True)
