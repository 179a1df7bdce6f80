"""What a curriculum brings: two who practised as many games, one with it and one without, meet.

Law: they meet in games that neither has practised in, the same for both, each in every seat.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from statistics import fmean
from typing import NamedTuple

from society.casting import Cast
from society.domain.policy import Policy
from society.domain.scenario import Scenario
from society.scoring.annealing import Schedule
from society.scoring.few import mean_of_few
from society.scoring.intervals import Estimate, mean
from society.selfplay.curriculum.practice import Drill, Practised, Round, practised
from society.selfplay.curriculum.tasks import Task, levels
from society.selfplay.field import Field
from society.selfplay.meeting import Match, meet, paired
from society.store import policies

WITH, WITHOUT = "with", "without"


class Setup(NamedTuple):
    """What is compared: `games` for each side to practise, `held_out` of each task to meet in.

    `tried` and `dealt` are those of a `Drill`.
    """

    name: str
    scenarios: Mapping[str, Scenario]
    games: int
    held_out: int
    runs: int
    seed: int
    rival: Policy
    schedule: Schedule
    tried: int = 8
    dealt: int = 6
    base: Cast = Cast()


class Side(NamedTuple):
    """One side of a run: what it came to, and what it gains on the rival it practised against."""

    practised: Practised
    gain: Estimate


class Run(NamedTuple):
    """One run. `apart` is what the one with a curriculum takes more than the other, in utility.

    `by_task` are the same differences, task by task, in the mean.
    """

    number: int
    sides: Mapping[str, Side]
    apart: Estimate
    by_task: Mapping[Task, float]


class Ablation(NamedTuple):
    """All runs. `apart` is over all their games; `spread` over the means of the runs.

    A run's interval is of two policies; only several runs can say something of curricula, and their
    means are as many observations as there are runs. None of a single run.
    """

    runs: tuple[Run, ...]
    apart: Estimate
    spread: Estimate | None


Tell = Callable[[int, str, Round], None]
"""Hears every round: the number of the run, which side it is, and the round."""


async def ablated(grounds: Field, setup: Setup, tell: Tell) -> Ablation:
    """Let both sides practise and meet, run by run; what is played already is not played again."""
    await policies.keep(grounds.store, setup.rival)
    runs, found = [], list[float]()
    for number in range(setup.runs):
        sides = {side: await _practise(grounds, setup, number, side, tell) for side in _SIDES}
        gains = await _met(grounds, setup, number, sides)
        runs.append(_run(number, sides, gains))
        found += [value for values in gains[WITH, WITHOUT].values() for value in values]
    means = [each.apart.value for each in runs]
    spread = mean_of_few(means) if len(means) > 1 else None
    return Ablation(tuple(runs), mean(found, seed=setup.seed), spread)


_SIDES = (WITH, WITHOUT)
Gains = Mapping[tuple[str, str], Mapping[Task, Sequence[float]]]
"""By who met whom, and by task: what the one took more than the other, game by game."""


async def _practise(grounds: Field, setup: Setup, number: int, side: str, tell: Tell) -> Practised:
    drill = Drill(
        name=f"{setup.name}-{number}-{side}",
        scenarios=setup.scenarios,
        games=setup.games,
        seed=Random(f"{setup.seed}:practice:{number}").getrandbits(20),
        rival=setup.rival,
        schedule=setup.schedule if side == WITH else None,
        tried=setup.tried,
        dealt=setup.dealt,
        base=setup.base,
    )
    found = await practised(grounds, drill, lambda each: tell(number, side, each))
    await policies.keep(grounds.store, found.policy)
    return found


async def _met(grounds: Field, setup: Setup, number: int, sides: Mapping[str, Practised]) -> Gains:
    one, other = sides[WITH].policy, sides[WITHOUT].policy
    pairs = {
        (WITH, WITHOUT): (one, other),
        (WITH, ""): (one, setup.rival),
        (WITHOUT, ""): (other, setup.rival),
    }
    return {
        names: {
            task: await _gains(grounds, setup, f"{number}{at}", *pair, ref, task)
            for ref, each in setup.scenarios.items()
            for task in (Task(each.id, level) for level in levels(each))
        }
        for at, (names, pair) in enumerate(pairs.items())
    }


async def _gains(
    grounds: Field,
    setup: Setup,
    mark: str,
    one: Policy,
    other: Policy,
    ref: str,
    task: Task,
) -> list[float]:
    match = Match(
        name=f"{setup.name}-met{mark}-{task.level}",
        first=one,
        second=other,
        scenarios=(ref,),
        n=setup.held_out,
        seed=Random(f"{setup.seed}:held out:{mark[:-1]}").getrandbits(31),
        level=task.level,
        # Nobody is paid in these games: what the end is worth says all.
        base=setup.base.model_copy(update={"judges": ()}),
    )
    return [*paired(await meet(grounds, match)).values()]


def _run(number: int, sides: Mapping[str, Practised], gains: Gains) -> Run:
    apart = gains[WITH, WITHOUT]
    return Run(
        number=number,
        sides={name: Side(each, _over(gains[name, ""])) for name, each in sides.items()},
        apart=_over(apart),
        by_task={task: fmean(values) for task, values in apart.items() if values},
    )


def _over(by_task: Mapping[Task, Sequence[float]]) -> Estimate:
    return mean([value for values in by_task.values() for value in values])
