"""Whether a database is sound: its schema, its pages, its references, what lies beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from society.domain.value import Value
from society.store.connect import BUSY, beside, for_writing, located, readable
from society.store.faults import in_words
from society.store.schema import SHIPPED, look, prepare
from society.store.spill import waiting

FIXED = (3, 51, 3)
"""The first SQLite without the race that can damage a log-ahead file under two writers."""

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})
_STRAYS = """
    SELECT count(*) FROM draft JOIN episode ON episode.id = draft.episode_id WHERE NOT EXISTS (
        SELECT 1 FROM turn WHERE turn.episode_id = draft.episode_id AND turn.seq = draft.seq
    ) AND (status = 'done' OR draft.seq <> (
        SELECT count(*) FROM turn WHERE turn.episode_id = draft.episode_id))
"""
"""Drafts of no turn: only the next turn of a dialogue that may go on has them before it is said."""

_COUNTED = ("episode", "turn", "judgement", "reward", "strategy", "call")


class Health(Value):
    """What `society db check` found; `problems` make it unsound, `notes` are worth knowing."""

    path: str
    bytes: int
    migration: str
    counts: dict[str, int]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def examine(target: Path | str, *, busy: float = BUSY) -> Health:
    """Read the whole file and say how it is; StoreError where it is no database of ours."""
    path = located(target)
    with in_words(path):
        found = look(path, busy=busy)
        with closing(readable(path, busy=busy)) as connection:
            return Health(
                path=str(path),
                bytes=path.stat().st_size,
                migration=found.migration or "none",
                counts=_counts(connection),
                problems=tuple(_problems(connection, found.migration)),
                notes=tuple(_notes(path)),
            )


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])  # noqa: S608
        for name in _COUNTED
        if name in there
    }


def _problems(connection: sqlite3.Connection, migration: str | None) -> list[str]:
    told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    problems = [] if told == ["ok"] else told
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        problems.append(f"row {row} of {table} refers to a {parent} that is not there")
    if migration and not problems and (strays := connection.execute(_STRAYS).fetchone()[0]):
        problems.append(f"{strays} drafts belong to a turn that is not there")
    if migration not in (None, *SHIPPED.chain):
        problems.append(f"it has migration {migration!r}, which only a newer society knows")
    return problems


def _notes(path: Path) -> list[str]:
    notes = []
    if sqlite3.sqlite_version_info < FIXED:
        notes.append(
            f"SQLite {sqlite3.sqlite_version} is older than {'.'.join(map(str, FIXED))}: "
            "let one process at a time write to this file"
        )
    kind = filesystem(path)
    if kind in _NETWORK:
        notes.append(f"it lies on a network folder ({kind}); keep it on a local disk")
    for spilled in waiting(path):
        notes.append(f"{spilled.name} waits to be taken in by the next command that writes")
    for stray in sorted(path.parent.glob(f"{path.name}-spill-*.unplaced")):
        notes.append(f"{stray.name} holds requests whose dialogue is not in this file")
    log = beside(path, "-wal")
    if log.exists() and log.stat().st_size > 64 << 20:
        notes.append(f"{log.name} has grown large; `society db vacuum` folds it in")
    return notes


def filesystem(path: Path, *, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The kind of file system that a path lies on, "" where the system does not say."""
    if not mounts.exists():
        return ""
    best: tuple[int, str] = (0, "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = line.split()
        where = Path(point.replace("\\040", " "))
        if path.is_relative_to(where) and len(where.parts) >= best[0]:
            best = (len(where.parts), kind)
    return best[1]


def vacuum(target: Path | str, *, busy: float = BUSY) -> tuple[int, int]:
    """Fold in the log and give unused pages back; the sizes in bytes before and after."""
    path = located(target)
    prepare(path, busy=busy)
    before = path.stat().st_size
    with in_words(path), closing(for_writing(path, busy=busy)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, path.stat().st_size
