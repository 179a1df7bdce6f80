"""Go to a scenario or a dialogue by its name."""

import re
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.dialogs.dialog import Dialog
from tui.messages import OpenDialogue, OpenDialogues, OpenScenario

if TYPE_CHECKING:
    from tui.app import Studio

_ID = re.compile(r"[0-9a-f]{4,}")


class Jump(Dialog[None]):
    """A dialogue's id, a scenario's name, or a query."""

    def compose(self) -> ComposeResult:
        """One line to type in."""
        with Vertical(classes="dialog"):
            yield Static("Jump to", classes="dialog--title")
            yield Input(placeholder="a dialogue's id, a scenario (market/used_bike) or a query")

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """Go there."""
        text = typed.value.strip()
        self.dismiss(None)
        if not text:
            return
        studio = cast("Studio", self.app)
        if _ID.fullmatch(text):
            studio.post_message(OpenDialogue(text))
        elif "/" in text and ":" not in text:
            studio.post_message(OpenScenario(text))
        else:
            studio.post_message(OpenDialogues(text))
