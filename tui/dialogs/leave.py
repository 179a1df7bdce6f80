"""What becomes of the dialogue that plays when the window is closed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog

WAYS = {
    "keep": "keep running in the background",
    "stop": "stop after this turn",
    "cancel": "cancel now",
}


class Leave(Dialog[str]):
    """Gives one of `keep`, `stop`, `cancel`; None where one stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Stay", key_display="esc"),
        # A dialog hears no key of the window's own: the second ctrl+c is its to hear.
        Binding("ctrl+c", "cancel", "Cancel now", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The question and its three answers."""
        with Vertical(classes="dialog"):
            yield Static("A dialogue is being played.", classes="dialog--title")
            yield OptionList(*(Option(told, id=way) for way, told in WAYS.items()))

    def action_cancel(self) -> None:
        """Leave now."""
        self.dismiss("cancel")

    def on_option_list_option_selected(self, chosen: OptionList.OptionSelected) -> None:
        """Leave that way."""
        self.dismiss(chosen.option.id)
