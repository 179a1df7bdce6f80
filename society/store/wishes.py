"""What a person wishes of a batch that plays: a row of the store, heard between two dialogues.

Law: whoever plays hears it, on whatever machine; a batch that is begun anew is begun without.
"""

from pydantic import Field
from sqlalchemy import select

from society.domain.value import Value
from society.store.statements import write
from society.store.store import Store
from society.store.tables import METADATA

_META = METADATA.tables["meta"]


class Wishes(Value):
    """Begin nothing while `paused`, end after what is being said, play at most so many at once.

    `at_once` counts the dialogues of one process and never raises what it was begun with. `budget`
    is in dollars, for all runs together, in place of the one that a run was begun with.
    """

    paused: bool = False
    stop: bool = False
    at_once: int | None = Field(default=None, ge=1)
    budget: float | None = Field(default=None, gt=0, allow_inf_nan=False)


NONE = Wishes()


def wishes(store: Store, name: str) -> Wishes:
    """What is wished of the batch called `name` now."""
    chosen = select(_META.c.value).where(_META.c.key == _key(name))
    with store.reading() as db:
        told = db.scalar(chosen)
    return Wishes.model_validate_json(told) if told else NONE


async def wish(store: Store, name: str, wished: Wishes) -> None:
    """Wish this from now on, in place of what was wished before."""
    row = {"key": _key(name), "value": wished.model_dump_json(exclude_defaults=True)}
    await store.write(write("put meta", row))


def _key(name: str) -> str:
    return f"wishes:{name}"
