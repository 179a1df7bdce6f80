"""Which schema a file has, making it in a new file, and moving an older one forward.

Law: a file that is newer, damaged or not ours is refused before a byte of it changes; an older one
is copied first, then moved forward in one transaction, so a kill leaves the old or the new.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from society.domain.errors import StoreError
from society.store.connect import BUSY, beside, connect, log_ahead, readable
from society.store.faults import in_words
from society.store.tables import METADATA

QUICK = 16 << 20
"""Files up to this many bytes are checked whole when opened; larger ones by `society db check`."""


class Schema(NamedTuple):
    """The folder of migrations and their names in order; the last is what this program speaks."""

    folder: Path
    chain: tuple[str, ...]


SHIPPED = Schema(
    Path(__file__).with_name("migrations"),
    ("m001_dialogues", "m002_batches", "m003_trust", "m004_drafts", "m005_generations"),
)


class Found(NamedTuple):
    """What was found at a path: no migration at all where the file is new or empty."""

    migration: str | None
    damage: str = ""


def prepare(path: Path, *, busy: float = BUSY, schema: Schema = SHIPPED) -> None:
    """Leave the file with the schema of this program, or raise StoreError and leave it alone."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder", hint="name a file in it with --db")
    with in_words(path):
        found = look(path, busy=busy) if _holds_something(path) else Found(None)
        _refuse(path, found, schema)
        if found.migration is None:
            _make_folder(path.parent)
            _create(path, busy, schema)
        elif found.migration != schema.chain[-1]:
            _migrate(path, found.migration, busy, schema)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be made: {error.strerror}",
            hint="name another database with --db, or another folder with SOCIETY_HOME",
        ) from error


def look(path: Path, *, busy: float = BUSY) -> Found:
    """Read the schema of a file without changing it."""
    with closing(readable(path, busy=busy)) as connection:
        damage = ""
        if path.stat().st_size <= QUICK:
            damage = " ".join(connection.execute("PRAGMA quick_check(1)").fetchone()[0].split())
            damage = "" if damage == "ok" else damage
        return Found(_migration(connection, path), damage)


def _holds_something(path: Path) -> bool:
    return path.exists() and (path.stat().st_size > 0 or beside(path, "-wal").exists())


def _migration(connection: sqlite3.Connection, path: Path) -> str | None:
    listed = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    names = {name for kind, name in listed if kind == "table"}
    odd = [f"{kind} {name!r}" for kind, name in listed if kind in ("trigger", "view")]
    if odd:
        raise StoreError(
            f"{path.name} holds a {odd[0]} that society did not make",
            hint="it would act on what is read or written; choose another file with --db",
        )
    if not names:
        return None
    if not {"alembic_version", "episode"} <= names:
        raise StoreError(
            f"{path.name} is a database of another program", hint="choose another file with --db"
        )
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def _refuse(path: Path, found: Found, schema: Schema) -> None:
    if found.damage:
        raise StoreError(
            f"{path.name} is damaged: {found.damage}",
            hint=f"copy the file first, then `sqlite3 {path.name} .recover | sqlite3 mended.db` "
            "saves what can be",
        )
    if found.migration is not None and found.migration not in schema.chain:
        raise StoreError(
            f"{path.name} was made by a newer society: it has migration {found.migration!r}",
            hint="upgrade dialogue-society, or choose another file with --db",
        )


def probe(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.Error now where writing would fail later; nothing is changed."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM meta WHERE key = ''")
    connection.execute("COMMIT")


def _create(path: Path, busy: float, schema: Schema) -> None:
    with closing(connect(path, mode="rwc", busy=busy)) as connection:
        log_ahead(connection, busy=busy)
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in _tables():
                connection.execute(statement)
            connection.execute("INSERT INTO alembic_version VALUES (?)", schema.chain[-1:])
        connection.execute("COMMIT")


def _tables() -> Iterator[str]:
    """What makes every table and index, in an order that references allow."""
    dialect = sqlite.dialect()
    for table in METADATA.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))


def _migrate(path: Path, since: str, busy: float, schema: Schema) -> None:
    from society.store.migrate import forward

    with closing(connect(path, mode="rw", busy=busy)) as hold:
        hold.execute("BEGIN IMMEDIATE")
        hold.execute("DELETE FROM meta WHERE key = ''")
        if _migration(hold, path) == since:
            back_up(path, beside(path, f".{since}.bak"), busy=busy)
        hold.execute("ROLLBACK")
    forward(path, folder=schema.folder, busy=busy)


def back_up(path: Path, copy: Path, *, busy: float = BUSY) -> None:
    """Copy the database, log included, to `copy`: whole or not at all."""
    unfinished = beside(copy, f".{os.getpid()}.part")
    try:
        with (
            closing(connect(path, mode="rw", busy=busy)) as source,
            closing(sqlite3.connect(unfinished)) as target,
        ):
            source.backup(target)
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)
