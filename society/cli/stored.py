"""Which database a reading command means: a path that leads nowhere is a slip, not an empty one."""

from pathlib import Path

from society.domain.errors import StoreError


def readable(db: str | None) -> str | None:
    """The database to read; None where the usual one has not been made yet.

    `db` is what `--db` said: StoreError where it names a database that is not there.
    """
    from society.settings import database
    from society.store.connect import located
    from society.store.store import exists

    target = database(db)
    if exists(target):
        return target
    if db:
        raise missing(located(target))
    return None


def missing(path: Path) -> StoreError:
    """What is said of a database that was named and is not there."""
    return StoreError(
        f"there is no database at {path}",
        hint="look at the path that --db names; `society db path` prints the usual one",
    )
