"""`society curriculum`: what a policy should practise next, and whether practising so pays."""

import asyncio
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from cyclopts import App, Parameter

from society.cli.batch.command import WorkOptions
from society.cli.options import CastOptions

if TYPE_CHECKING:
    from society.scoring.annealing import Schedule

app = App(name="curriculum", help="What to practise next, at which level, paid for what.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ScheduleOptions:
    """How pay for trying gives way to pay for winning.

    Parameters
    ----------
    schedule
        linear, cosine, or success: by how often it wins.
    start
        The weight of exploration at the beginning, of 1.
    end
        The weight of exploration at the end.
    over
        The share of the games after which it has come to its end.
    low
        By success: the rate up to which exploration has its first weight.
    high
        By success: the rate from which it has its last.
    """

    schedule: Literal["linear", "cosine", "success"] = "cosine"
    start: float = 0.6
    end: float = 0.0
    over: float = 0.7
    low: float = 0.2
    high: float = 0.6


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class AblateOptions:
    """What is compared.

    Parameters
    ----------
    budget_games
        Games that each side may practise in each run.
    held_out
        Games of each task that both then meet in, every seat in each.
    tried
        Tactics that are tried beside each other in every seat.
    deal
        Games that a round deals to the tasks; all tactics play each, in every seat.
    runs
        How often all of it is done anew, from other seeds.
    seed
        Draws the games, the tactics that are tried, and the resamples of intervals.
    name
        The beginning of the names of its batches; from the scenarios without it.
    """

    budget_games: int = 768
    held_out: int = 30
    tried: int = 8
    deal: int = 6
    runs: int = 1
    seed: int = 7
    name: str = ""


PLAIN = ScheduleOptions()


@app.command
def show(
    *scenarios: str,
    policy: str = "",
    schedule: ScheduleOptions = PLAIN,
    where: str = "",
    json: bool = False,
    db: str | None = None,
) -> None:
    """Show every task: how often it was won, what there is to learn from it, which level is open.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    policy
        Whose games count: a policy, or a player's name; everybody's without.
    where
        Only dialogues like this query: batch:mine, after:2026-11-01.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.curriculum.showing import shown
    from society.cli.curriculum.told import as_document, tell

    found = shown(scenarios, policy, annealed(schedule), where, db)
    if json:
        as_document(found)
    else:
        tell(found)


@app.command
def ablate(
    *scenarios: str,
    options: AblateOptions | None = None,
    schedule: ScheduleOptions = PLAIN,
    cast: CastOptions | None = None,
    work: WorkOptions | None = None,
) -> int:
    """Practise with the curriculum and without it, as many games each; then let both meet.

    Tactics of the planner are tried against its plain ones, and those that are paid most are kept
    (the cross-entropy method). It is played as batches: the same command again goes on.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    """
    from society.batch.garbage import seldom_collected
    from society.cli.curriculum.ablating import told

    with seldom_collected():
        return asyncio.run(
            told(
                scenarios,
                options or AblateOptions(),
                annealed(schedule),
                cast or CastOptions(),
                work or WorkOptions(),
            )
        )


def annealed(options: ScheduleOptions) -> "Schedule":
    """The schedule that the words mean; SocietyError where they mean none."""
    from pydantic import ValidationError

    from society.domain.errors import SocietyError
    from society.scoring.annealing import Schedule

    told = {each.name: getattr(options, each.name) for each in fields(options)}
    try:
        return Schedule(course=told.pop("schedule"), **told)
    except ValidationError as wrong:
        error = wrong.errors()[0]
        name = "".join(f"--{each} " for each in error["loc"])
        said = error["msg"].removeprefix("Value error, ")
        raise SocietyError(f"{name}{said[:1].lower()}{said[1:]}") from wrong
