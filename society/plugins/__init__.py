"""Find a judge by reference and make it ready to be asked; none is imported before it is named."""

from society.plugins.juror import Description, Juror, describe, seat
from society.plugins.references import Installed, find, installed, resolve

__all__ = ["Description", "Installed", "Juror", "describe", "find", "installed", "resolve", "seat"]
