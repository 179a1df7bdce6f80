"""Connections: where the file is, and what every connection is told first."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from society.domain.errors import StoreError

BUSY = 30.0
"""Seconds to wait for another program's lock."""


def located(target: Path | str) -> Path:
    """The database file that a path or an `sqlite:///` URL names."""
    text = str(target)
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///")).absolute()
    if "://" in text:
        kind = text.partition("://")[0]
        raise StoreError(
            f"a database of kind {kind!r} cannot be opened",
            hint="give a path, or sqlite:///path",
        )
    return Path(text).expanduser().absolute()


def connect(path: Path, *, mode: str, busy: float = BUSY) -> sqlite3.Connection:
    """A bare connection in autocommit; `mode` is rw, rwc, or immutable."""
    ask = "immutable=1" if mode == "immutable" else f"mode={mode}"
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?{ask}",
        uri=True,
        timeout=busy,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute(f"PRAGMA busy_timeout={int(busy * 1000)}")
    return connection


def for_writing(path: Path, *, busy: float = BUSY) -> sqlite3.Connection:
    """A connection that may write: waits for locks, logs ahead, syncs, keeps references whole."""
    connection = connect(path, mode="rwc", busy=busy)
    try:
        if log_ahead(connection, busy=busy) != "wal":
            raise StoreError(
                f"{path.name} cannot keep a write-ahead log where it lies",
                hint="a network folder cannot; choose a file on a local disk with --db",
            )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def log_ahead(connection: sqlite3.Connection, *, busy: float) -> str:
    """Have the file log ahead from now on; which mode it is in then.

    Of several that change it at once SQLite lets one wait and refuses the others without asking
    them to be patient, since they would wait for each other; so they ask again.
    """
    for attempt in Retrying(
        retry=retry_if_exception(_is_busy),
        wait=wait_random(0.002, 0.02),
        stop=stop_after_delay(busy),
        reraise=True,
    ):
        with attempt:
            return str(connection.execute("PRAGMA journal_mode=WAL").fetchone()[0])
    raise AssertionError("an attempt returns or raises")


def _is_busy(fault: BaseException) -> bool:
    return isinstance(fault, sqlite3.OperationalError) and fault.sqlite_errorname == "SQLITE_BUSY"


def for_reading(path: Path, *, busy: float = BUSY) -> sqlite3.Connection:
    """A connection that cannot write; works on a read-only file in a read-only folder as well."""
    connection = readable(path, busy=busy)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA query_only=ON")
    return connection


def readable(path: Path, *, busy: float = BUSY) -> sqlite3.Connection:
    """A bare connection that can read, and write as far as the permissions go.

    A log-ahead file needs its index beside it; where the folder forbids that and no log waits to
    be read, the file cannot change under us and is read as it is.
    """
    connection = connect(path, mode="rw", busy=busy)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as fault:
        connection.close()
        if not fault.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            raise
        if not path.is_file() or log_waits(path):
            raise
        return connect(path, mode="immutable", busy=busy)
    except BaseException:
        connection.close()
        raise
    return connection


def log_waits(path: Path) -> bool:
    """Whether the write-ahead log beside the file holds anything."""
    log = beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def beside(path: Path, ending: str) -> Path:
    """The file next to the database whose name is the database's and `ending`."""
    return path.with_name(path.name + ending)


def reader(path: Path, *, busy: float = BUSY) -> Engine:
    """An engine of reading connections; each `with engine.begin()` sees one moment."""
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: for_reading(path, busy=busy),
        poolclass=QueuePool,
        pool_size=4,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
