"""Batches: all that are in the store, whoever plays them, and what can be asked of them."""

from tui.screens.batches.batches import Batches

__all__ = ["Batches"]
