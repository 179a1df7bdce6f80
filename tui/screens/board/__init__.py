"""Being built."""

from tui.screens.page import Page


class Board(Page):
    """Being built."""

    NAME = "Board"
