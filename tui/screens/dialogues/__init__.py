"""Being built."""

from tui.screens.page import Page


class Dialogues(Page):
    """Being built."""

    NAME = "Dialogues"
