"""Which database a reading command means: a path that leads nowhere is a slip, not an empty one."""

from pathlib import Path
from typing import TYPE_CHECKING

from society.domain.errors import SocietyError, StoreError

if TYPE_CHECKING:
    from society.store.store import Store

PLAY = "`society run market/used_bike` plays one, `society batch` many"
"""What to do where nothing has been played."""


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


def reading(db: str | None, lacking: str, *, hint: str = PLAY) -> "Store":
    """The store to read; `lacking` says what there is none of where none has been made yet.

    StoreError where `db` names a database that is not there.
    """
    from society.store.store import Store

    return Store.open(made(db, lacking, hint=hint), create=False, write=False)


def changing(db: str | None, lacking: str, *, hint: str = PLAY) -> "Store":
    """The store to read and to add to, of which there must be one already: as `reading` says."""
    from society.store.store import Store

    return Store.open(made(db, lacking, hint=hint), create=False)


def made(db: str | None, lacking: str, *, hint: str = PLAY) -> str:
    """The database that must be there already: as `reading` says."""
    path = readable(db)
    if path is None:
        raise SocietyError(lacking, hint=hint)
    return path


def missing(path: Path) -> StoreError:
    """What is said of a database that was named and is not there."""
    return StoreError(
        f"there is no database at {path}",
        hint="look at the path that --db names; `society db path` prints the usual one",
    )
