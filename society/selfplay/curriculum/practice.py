"""Practice: rounds of games in which tactics are tried, with a curriculum or without one.

Law: a round follows from the rounds before it alone, so practice goes on where it was stopped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple

from society.casting import Cast
from society.domain.policy import Habit, Policy
from society.domain.scenario import Scenario
from society.scoring.annealing import Schedule
from society.scoring.learnability import dealt, shares
from society.selfplay.curriculum.ladder import DEFAULT, climbed
from society.selfplay.curriculum.tasks import Task, Try, levels, successes, tasks
from society.selfplay.curriculum.trial import Seat, Trial, drawn, heard, learned
from society.selfplay.curriculum.tuning import Belief, begin
from society.selfplay.field import Field

RECENT = 96
"""Tries that a success rate is taken from: those before tell of other tactics."""


class Drill(NamedTuple):
    """What is practised: `games` are all that may be played. Without a schedule, no curriculum.

    A round deals so many games to the tasks; each is played by all tactics `tried`, in every seat.
    """

    name: str
    scenarios: Mapping[str, Scenario]
    games: int
    seed: int
    rival: Policy
    schedule: Schedule | None
    tried: int = 8
    dealt: int = 6
    base: Cast = Cast()


class Round(NamedTuple):
    """One round: how much of the pay was for trying, what was played, and what came of it.

    `levels` are where the curriculum stood in each scenario before it; `rate` and `utility` are how
    often and how well all tactics of the round did.
    """

    number: int
    exploration: float
    counts: Mapping[Task, int]
    levels: Mapping[str, str]
    rate: float
    utility: float
    games: int


class Practised(NamedTuple):
    """What came of it: a policy, and every round."""

    policy: Policy
    rounds: tuple[Round, ...]


Tell = Callable[[Round], None]


async def practised(grounds: Field, drill: Drill, tell: Tell) -> Practised:
    """Try tactics round by round until the games are used up; the policy that is believed best."""
    run = _Run(drill, {seat: begin() for seat in _seats(drill)})
    while run.played + (trial := run.trial()).games <= drill.games:
        tried = drawn(run.beliefs, trial.tried, trial.seed)
        told = await heard(grounds, trial, tried)
        before = run.levels
        run.beliefs = learned(run.beliefs, tried, told)
        run.made += [each.tried for each in told]
        run.played += trial.games
        run.rounds.append(_round(len(run.rounds), trial, before, [each.tried for each in told]))
        tell(run.rounds[-1])
    return Practised(_policy(drill, run.beliefs), tuple(run.rounds))


@dataclass
class _Run:
    """A practice under way: where good tactics are thought to be in every seat, and all tries."""

    drill: Drill
    beliefs: dict[Seat, Belief]
    made: list[Try] = field(default_factory=list)
    played: int = 0
    rounds: list[Round] = field(default_factory=list)

    def trial(self) -> Trial:
        """The next round."""
        drill, number = self.drill, len(self.rounds)
        seed = drill.seed * 1000 + number
        return Trial(
            name=f"{drill.name}-{number}",
            scenarios=drill.scenarios,
            counts=dealt(self._chances(), drill.dealt, seed),
            exploration=self._exploration(),
            tried=drill.tried,
            seed=seed,
            rival=drill.rival,
            base=drill.base,
        )

    @property
    def levels(self) -> dict[str, str]:
        """The level that each scenario has come to."""
        return {each.id: self._level(each) for each in self.drill.scenarios.values()}

    def _exploration(self) -> float:
        schedule, latest = self.drill.schedule, self.made[-RECENT:]
        rate = fmean(each.won for each in latest) if latest else 0.0
        return schedule.weight(self.played / self.drill.games, rate) if schedule else 0.0

    def _chances(self) -> dict[Task, float]:
        """By learnability among the levels come to; without a curriculum all tasks alike."""
        found = self.drill.scenarios.values()
        if not self.drill.schedule:
            wanted = tasks(found)
            return dict.fromkeys(wanted, 1 / len(wanted))
        opened = [task for each in found for task in self._opened(each)]
        return shares(successes(self.made[-RECENT:], opened))

    def _opened(self, found: Scenario) -> list[Task]:
        known = levels(found)
        until = known.index(self._level(found))
        return [Task(found.id, level) for level in known[: until + 1]]

    def _level(self, found: Scenario) -> str:
        own = (each for each in self.made if each.task.scenario == found.id)
        return climbed(levels(found), own, found.promote or DEFAULT).level


def _seats(drill: Drill) -> list[Seat]:
    return [(each.id, role) for each in drill.scenarios.values() for role in each.roles]


def _round(number: int, trial: Trial, before: Mapping[str, str], told: list[Try]) -> Round:
    return Round(
        number=number,
        exploration=trial.exploration,
        counts=trial.counts,
        levels=before,
        rate=fmean(each.won for each in told) if told else 0.0,
        utility=fmean(each.utility for each in told) if told else 0.0,
        games=trial.games,
    )


def _policy(drill: Drill, beliefs: Mapping[Seat, Belief]) -> Policy:
    habits = (
        Habit(scenario=scenario, role=role, tactics=belief.tactics)
        for (scenario, role), belief in beliefs.items()
    )
    return Policy(
        name=drill.name,
        player=drill.rival.player,
        habits=tuple(habits),
        origin="grid",
        parents=(drill.rival.sha,),
    )
