"""A box over a screen that `esc` closes."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.ending import Ending, Result


class Dialog(ModalScreen[Result], Ending[Result]):
    """Closed by `esc` and `q` without a result."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", key_display="esc")
    ]

    def action_close(self) -> None:
        """Close it, nothing chosen."""
        self.dismiss(None)
