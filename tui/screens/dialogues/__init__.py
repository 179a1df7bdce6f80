"""Mode 4: the browser of dialogues."""

from tui.screens.dialogues.browser import Dialogues

__all__ = ["Dialogues"]
