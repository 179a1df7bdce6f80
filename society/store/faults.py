"""What SQLite says went wrong, in words a user can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from society.domain.errors import StoreError

_RECOVER = (
    "copy the file first, then `sqlite3 {name} .recover | sqlite3 mended.db` saves what can be"
)
_WORDS = {
    "SQLITE_FULL": (
        "there is no room left on the disk of {name}",
        "make room, then `society resume` goes on; everything stored so far is kept",
    ),
    "SQLITE_IOERR": (
        "{name} could not be read or written: {fault}",
        "look at the disk and its quota; everything stored so far is kept",
    ),
    "SQLITE_READONLY": (
        "{name} may be read but not written",
        "change its permissions (and its folder's), or choose another file with --db",
    ),
    "SQLITE_CANTOPEN": (
        "{name} cannot be opened: {fault}",
        "look at the folder and its permissions, or choose another file with --db",
    ),
    "SQLITE_BUSY": (
        "{name} is locked by another program",
        "close what holds it, then `society resume` goes on",
    ),
    "SQLITE_NOTADB": ("{name} is not a database, or its beginning is damaged", _RECOVER),
    "SQLITE_CORRUPT": ("{name} is damaged: {fault}", _RECOVER),
    "SQLITE_CONSTRAINT": (
        "{name} refused a row: {fault}",
        "another process may be playing the same dialogue",
    ),
}


def translated(fault: sqlite3.Error, path: Path) -> StoreError | None:
    """The fault as a StoreError; None where it is a bug of ours and should stay one."""
    code = getattr(fault, "sqlite_errorname", "") or ""
    for prefix, (message, hint) in _WORDS.items():
        if code.startswith(prefix):
            told = {"name": path.name, "fault": fault}
            return StoreError(message.format(**told), hint=hint.format(**told))
    return None


def concerns_one(fault: Exception) -> bool:
    """Whether the fault lies in one job, so that others written with it may be tried again."""
    code = getattr(fault, "sqlite_errorname", "") or ""
    outside = tuple(prefix for prefix in _WORDS if prefix != "SQLITE_CONSTRAINT")
    return not code.startswith(outside)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into a StoreError that names the file."""
    try:
        yield
    except DBAPIError as wrapped:
        if isinstance(wrapped.orig, sqlite3.Error) and (said := translated(wrapped.orig, path)):
            raise said from wrapped
        raise
    except sqlite3.Error as fault:
        if said := translated(fault, path):
            raise said from fault
        raise
