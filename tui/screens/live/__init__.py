"""The second screen: a dialogue as it happens, or as it happened."""

from tui.screens.live.page import Live

__all__ = ["Live"]
