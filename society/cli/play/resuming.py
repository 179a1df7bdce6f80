"""What is left to resume, and whether it would still be the same dialogue."""

from typing import TYPE_CHECKING

from society.casting import Table
from society.cli.output import note
from society.domain.episode import Episode
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.store.store import Store

CAST = ("players", "models", "judge_models", "judges", "weights")


def interrupted(store: "Store", episode: str | None) -> Episode | None:
    """The dialogue to go on with, the latest where none is named; None where all is done."""
    waiting = store.unfinished(idle=episode is None)
    if episode is None and not waiting:
        note("nothing to resume: every dialogue is finished")
        return None
    so_far = store.episode(episode or waiting[0])
    if so_far.status == "done":
        note(f"{so_far.id} is finished; society show {so_far.id}")
        return None
    return so_far


def same(table: Table, so_far: Episode) -> None:
    """SocietyError where the game or those who take part are not what they were."""
    changed = [*_cast(table, so_far), *_game(table, so_far)]
    if changed:
        raise SocietyError(
            f"{table.game.scenario.id} has changed since {so_far.id} was begun: "
            + "; ".join(changed),
            hint="restore what changed to go on, or begin anew with society run",
        )


def _cast(table: Table, so_far: Episode) -> list[str]:
    before, now = so_far.provenance, table.provenance
    return [
        f"{name} of {who}: {old.get(who, 'none')} was, {new.get(who, 'none')} is"
        for name in CAST
        for old, new in [(getattr(before, name), getattr(now, name))]
        for who in sorted({*old, *new})
        if old.get(who) != new.get(who)
    ]


def _game(table: Table, so_far: Episode) -> list[str]:
    before, now = so_far.dialogue.game.model_dump(), table.game.model_dump()
    fields = [name for name in now if name != "scenario" and before[name] != now[name]]
    rules = [
        name for name in now["scenario"] if before["scenario"].get(name) != now["scenario"][name]
    ]
    return [f"its {name}" for name in dict.fromkeys([*fields, *rules])]
