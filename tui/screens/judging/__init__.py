"""S5, the judge lab: what judges say of the same turns, and how far each can be believed."""

from tui.screens.judging.lab import Judging

__all__ = ["Judging"]
