"""Being built."""

from tui.screens.page import Page


class Home(Page):
    """Being built."""

    NAME = "Home"
