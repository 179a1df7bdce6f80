"""Settings: which models there are and who answers, keys, budget, display, keymap, paths."""

from tui.screens.settings.settings import SettingsPage

__all__ = ["SettingsPage"]
