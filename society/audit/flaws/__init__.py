"""Flaws planted at a known turn of a dialogue, the same for the same seed, English and Chinese."""

from society.audit.flaws.planting import FLAWS, KINDS, Flaw, Flawed, planted

__all__ = ["FLAWS", "KINDS", "Flaw", "Flawed", "planted"]
