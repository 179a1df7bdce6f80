"""Being built."""

from tui.screens.page import Page


class Live(Page):
    """Being built."""

    NAME = "Live"
