"""From names to live players and judges: the same for the command line, a screen or a batch."""

from society.casting.job import Cast, Job
from society.casting.seats import NOTES, SMALL, SMALL_JUDGE, engine
from society.casting.table import Table, assemble, versions

__all__ = [
    "NOTES",
    "SMALL",
    "SMALL_JUDGE",
    "Cast",
    "Job",
    "Table",
    "assemble",
    "engine",
    "versions",
]
