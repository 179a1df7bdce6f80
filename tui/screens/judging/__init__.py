"""Being built."""

from tui.screens.page import Page


class Judging(Page):
    """Being built."""

    NAME = "Judging"
