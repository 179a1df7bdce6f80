"""The spill: what was paid for but could not be committed waits in a file beside the database.

A provider's bill does not care that the disk was full. One file holds the jobs of one failed
commit, written whole or not at all; the next opening takes them in, each exactly once. What
no longer fits, because the dialogue was played on meanwhile, stays beside as `.unplaced`.
"""

import base64
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from society.domain.errors import StoreError
from society.store.statements import Row, Write, apply, bill, write

Job = Sequence[Write]

_TURN = {"searched": None}
_DRAFT = {"prior": None, "above": None, "role": "", "calls": "[]"}
_STRATEGY = {"tactics": "{}", "origin": "win", "against": "", "trials": 0, "screened": ""}
_SINCE: Mapping[str, Row] = MappingProxyType(
    {
        "add judgement": {"credits": "{}", "facts": "{}"},
        **{"add turn": _TURN, "keep turn": _TURN},
        **{"add draft": _DRAFT, "keep draft": _DRAFT},
        "keep strategy": _STRATEGY,
    }
)
"""Columns that a file written by an earlier release does not name, by statement."""


def save(database: Path, jobs: Iterable[Job]) -> Path:
    """Keep the jobs in a new file beside the database; OSError where that cannot be either."""
    path = database.with_name(f"{database.name}-spill-{uuid4().hex}.json")
    unfinished = path.with_suffix(".part")
    told = [[[one.name, one.rows, one.missing] for one in job] for job in jobs]
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(told, file, default=_packed)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def waiting(database: Path) -> list[Path]:
    """The spill files of a database."""
    return sorted(database.parent.glob(f"{database.name}-spill-*.json"))


def absorb(connection: sqlite3.Connection, database: Path) -> int:
    """Take in what waits beside the database; how many jobs were written whole."""
    return sum(_take_in(connection, path) for path in waiting(database))


def _take_in(connection: sqlite3.Connection, path: Path) -> int:
    jobs = _load(path)
    strays = 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        known = "SELECT 1 FROM meta WHERE key = ?"
        if not connection.execute(known, (path.name,)).fetchone():
            apply(connection, [write("add meta", {"key": path.name, "value": str(len(jobs))})])
            strays = sum(not _placed(connection, job) for job in jobs)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    if strays:
        path.replace(path.with_suffix(".unplaced"))
    else:
        path.unlink(missing_ok=True)
    return len(jobs) - strays


def _placed(connection: sqlite3.Connection, job: Job) -> bool:
    """Whether the job could be written whole; if not, what it cost is put on the bill alone."""
    if _tried(connection, job):
        return True
    _tried(connection, bill(job))
    return False


def _tried(connection: sqlite3.Connection, job: Job) -> bool:
    connection.execute("SAVEPOINT job")
    try:
        apply(connection, job)
    except (sqlite3.IntegrityError, StoreError):
        connection.execute("ROLLBACK TO job")
        return False
    finally:
        connection.execute("RELEASE job")
    return True


def _load(path: Path) -> list[Job]:
    told = json.loads(path.read_text(encoding="utf-8"), object_hook=_unpacked)
    return [
        [_grown(write(name, *rows, missing=missing)) for name, rows, missing in job] for job in told
    ]


def _grown(one: Write) -> Write:
    """The write with the columns that its statement has had since the file was written."""
    since = _SINCE.get(one.name)
    return one if since is None else one._replace(rows=tuple({**since, **row} for row in one.rows))


def _packed(value: object) -> object:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    raise TypeError(f"a row holds a {type(value).__name__}")


def _unpacked(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["base64"]) if value.keys() == {"base64"} else value
