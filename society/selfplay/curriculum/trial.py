"""One round of practice: so many tactics for every seat, tried in the same games."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from society.batch.plan import Plan, sized
from society.casting import Cast
from society.domain.policy import Habit, Policy
from society.domain.scenario import Scenario
from society.selfplay.curriculum.rewards import overrides
from society.selfplay.curriculum.tasks import Task, Try
from society.selfplay.curriculum.tuning import Belief, candidates, moved
from society.selfplay.field import Field
from society.selfplay.meeting import batch_name, ends

Seat = tuple[str, str]
"""A scenario's id and a role."""

Tactics = Mapping[Seat, Sequence[Mapping[str, float]]]


class Trial(NamedTuple):
    """What one round plays: the games of each task, and how much of the pay is for trying.

    `tried` tactics are tried beside each other in every seat. `scenarios` are by how they were
    named, which is how they are found again.
    """

    name: str
    scenarios: Mapping[str, Scenario]
    counts: Mapping[Task, int]
    exploration: float
    tried: int
    seed: int
    rival: Policy
    base: Cast

    @property
    def games(self) -> int:
        """All that it plays: every tactics in every seat of every game."""
        return sum(
            n * self.tried * len(self.scenario(task)[1].roles) for task, n in self.counts.items()
        )

    def scenario(self, task: Task) -> tuple[str, Scenario]:
        """The scenario of a task, and how it was named."""
        return next(each for each in self.scenarios.items() if each[1].id == task.scenario)


class Heard(NamedTuple):
    """What the tactics of that number were paid for one game in one seat."""

    tried: Try
    number: int
    paid: float


def drawn(beliefs: Mapping[Seat, Belief], n: int, seed: int) -> Tactics:
    """So many tactics to try in every seat, those of the belief itself first."""
    return {
        seat: candidates(belief, n, seed * 100 + at)
        for at, (seat, belief) in enumerate(beliefs.items())
    }


async def heard(grounds: Field, trial: Trial, tried: Tactics) -> list[Heard]:
    """Play what is not played yet of a round; what everybody was paid."""
    found: list[Heard] = []
    for at, (task, n) in enumerate(trial.counts.items()):
        ref, scenario = trial.scenario(task)
        seats = [(number, role) for role in scenario.roles for number in range(trial.tried)]
        plan = Plan(
            name=batch_name(f"{trial.name}-{at}", ref),
            scenarios=(ref,),
            levels=(task.level,),
            seeds=(trial.seed,),
            casts=tuple(_cast(trial, scenario, tried, *seat) for seat in seats),
            overrides=overrides(trial.exploration),
        )
        places = await grounds.play(sized(plan, n * len(seats)))
        ended = ends(grounds, plan.name)
        for place in places:
            number, role = seats[place.cell]
            if (game := ended.get(place.episode)) and role in game.returns:
                what = Try(task, role, game.utilities[role], role in game.winners)
                found.append(Heard(what, number, game.returns[role]))
    return found


def learned(
    beliefs: Mapping[Seat, Belief], tried: Tactics, told: Sequence[Heard]
) -> dict[Seat, Belief]:
    """The beliefs after a round; that of a seat that nobody sat in stays."""
    after = dict(beliefs)
    for seat, belief in beliefs.items():
        paid: list[list[float]] = [[] for _ in tried[seat]]
        for each in told:
            if (each.tried.task.scenario, each.tried.role) == seat:
                paid[each.number].append(each.paid)
        if all(paid):
            after[seat] = moved(belief, tried[seat], [fmean(each) for each in paid])
    return after


def _cast(trial: Trial, scenario: Scenario, tried: Tactics, number: int, role: str) -> Cast:
    """Those tactics in one seat, the rival in all others."""
    tactics = dict(tried[scenario.id, role][number])
    own = Policy(
        name=f"try{number}",
        player=trial.rival.player,
        habits=(Habit(scenario=scenario.id, role=role, tactics=tactics),),
        origin="grid",
    )
    seats = {**dict.fromkeys(scenario.roles, trial.rival), role: own}
    return trial.base.model_copy(update={"policies": seats})
