"""Being built."""

from tui.screens.page import Page


class SettingsPage(Page):
    """Being built."""

    NAME = "SettingsPage"
