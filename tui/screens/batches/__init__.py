"""Being built."""

from tui.screens.page import Page


class Batches(Page):
    """Being built."""

    NAME = "Batches"
