"""Export: dialogues as training data, seen before they are written."""

from tui.screens.export.dialog import Export

__all__ = ["Export"]
