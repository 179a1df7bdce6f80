"""Find a judge by reference and make it ready to be asked; none is imported before it is named."""

from society.plugins.description import Description, describe
from society.plugins.juror import Juror, seat
from society.plugins.offers import Installed, installed
from society.plugins.params import Written
from society.plugins.references import find, in_full, names_file, resolve

__all__ = [
    "Description",
    "Installed",
    "Juror",
    "Written",
    "describe",
    "find",
    "in_full",
    "installed",
    "names_file",
    "resolve",
    "seat",
]
