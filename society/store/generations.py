"""Generations as they are stored: one row for each step of an evolution."""

from sqlalchemy import select

from society.domain.generation import Generation
from society.store.rows import Read
from society.store.statements import write
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import from_json, to_json

_GENERATION = METADATA.tables["generation"]


async def put(store: Store, generation: Generation) -> Generation:
    """Store it; worked out again from the same games it is the same, and keeps its date."""
    before = listed(store, generation.evolution)
    dates = {each.number: each.created for each in before}
    created = generation.created or dates.get(generation.number) or store.now()
    told = generation.model_copy(update={"created": created})
    row = {**told.model_dump(), "report": to_json(told.report)}
    await store.write(write("put generation", row))
    return told


def listed(store: Store, evolution: str) -> list[Generation]:
    """The generations of an evolution, in order."""
    column = _GENERATION.c
    chosen = select(_GENERATION).where(column.evolution == evolution).order_by(column.number)
    with store.reading() as db:
        return [_of(row) for row in db.execute(chosen).mappings()]


def evolutions(store: Store) -> list[str]:
    """The names of all evolutions, the last begun first."""
    column = _GENERATION.c
    chosen = select(column.evolution).where(column.number == 0).order_by(column.created.desc())
    with store.reading() as db:
        return list(db.scalars(chosen))


def _of(row: Read) -> Generation:
    return Generation(**{**row, "report": from_json(row["report"])})
