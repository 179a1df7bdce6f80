"""The batch as it was begun: what its earlier runs used, and how it is another one now."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

from society.batch.agreement import changes, refusal
from society.batch.configs import configuration
from society.batch.expectation import Cell
from society.batch.plan import Plan
from society.cli.batch.command import WorkOptions
from society.cli.output import note
from society.domain.errors import SocietyError
from society.settings import database
from society.store.figures import figures
from society.store.store import Store, exists


class Begun(NamedTuple):
    """What earlier runs of the batch used of its limits, and how it differs from them now."""

    spent: float = 0.0
    calls: int = 0
    changed: tuple[str, ...] = ()


def opened(db: str | None) -> AbstractContextManager[Store | None]:
    """The store to learn from, where there is one; `db` may be one that is to be made."""
    path = database(db)
    if exists(path):
        return Store.open(path, create=False, write=False)
    if db:
        note(f"there is no database at {path} yet: nothing is known of earlier dialogues", "dim")
    return nullcontext()


def begun(plan: Plan, cells: Sequence[Cell], store: Store | None) -> Begun:
    """What the store knows of the batch."""
    if store is None:
        return Begun()
    now, configs = figures(store, plan.name), [configuration(cell.table) for cell in cells]
    return Begun(now.cost, now.calls, tuple(changes(store, plan.name, configs)))


def warn(plan: Plan, work: WorkOptions, changed: Sequence[str]) -> None:
    """Say that the batch itself would be refused; SocietyError where it is a dry run of that."""
    if not changed:
        return
    error = refusal(plan.name, changed)
    if work.accept_change:
        note(f"{error.message}\n  --accept-change goes on with this one as a further revision")
        return
    refused = f"`society batch` will refuse this: {error.message}"
    if work.dry_run:
        raise SocietyError(refused, hint=error.hint)
    note(f"{refused}\n  {error.hint}", "yellow")
