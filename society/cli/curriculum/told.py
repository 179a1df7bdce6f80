"""A curriculum as people read it and as JSON: tasks, where a policy stands, the schedule."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from society.cli.curriculum.plot import bar, drawn
from society.cli.output import SCHEMA, as_json, note, say, table
from society.domain.display import one_line
from society.domain.scenario import Scenario
from society.scoring.annealing import Schedule
from society.scoring.learnability import Success, shares
from society.selfplay.curriculum.ladder import DEFAULT, Climb, climbed
from society.selfplay.curriculum.tasks import Task, Try, levels, successes, tasks

_YIELDS = (("95%", 0), ("learnability", 0), ("mean", 0), ("family", 0))


class Stand(NamedTuple):
    """One task: how often it was won, the share of games that it gets next, and its state."""

    task: Task
    success: Success
    share: float
    state: str


class Course(NamedTuple):
    """The whole curriculum for one policy, or for everybody."""

    policy: str
    stands: tuple[Stand, ...]
    climbs: Mapping[str, Climb]
    rules: Mapping[str, str]
    schedule: Schedule
    rate: float


def course(
    found: Sequence[Scenario], made: Sequence[Try], policy: str, schedule: Schedule
) -> Course:
    """Where the policy of these tries stands; levels above the one come to get no games yet."""
    known = successes(made, tasks(found))
    climbs = {each.id: _climb(each, made) for each in found}
    opened = {
        task: success
        for each in found
        for task, success in known.items()
        if task.scenario == each.id and _state(each, climbs[each.id], task) != "locked"
    }
    odds = shares(opened)
    stands = [
        Stand(task, known[task], odds.get(task, 0.0), _state(each, climbs[each.id], task))
        for each in found
        for task in tasks([each])
    ]
    games = sum(each.success.games for each in stands)
    wins = sum(each.success.wins for each in stands)
    return Course(
        policy=policy,
        stands=tuple(stands),
        climbs=climbs,
        rules={each.id: _rule(each) for each in found},
        schedule=schedule,
        rate=wins / games if games else 0.0,
    )


def _climb(found: Scenario, made: Sequence[Try]) -> Climb:
    own = (each for each in made if each.task.scenario == found.id)
    return climbed(levels(found), own, found.promote or DEFAULT)


def _state(found: Scenario, climb: Climb, task: Task) -> str:
    known = levels(found)
    at, here = known.index(task.level), known.index(climb.level)
    return "passed" if at < here else "here" if at == here else "locked"


def _rule(found: Scenario) -> str:
    rule = found.promote or DEFAULT
    told = f"up where {rule.when}"
    told += f", down where {rule.demote}" if rule.demote else ""
    return f"{told}, of the latest {rule.after} tries at the level"


def tell(found: Course) -> None:
    """Print the tasks, how the levels were come to, and the schedule."""
    whose = f"of {found.policy}" if found.policy else "of everybody"
    say(f"Tasks, from the stored games {whose}; a try is a seat in a game", "bold")
    say()
    head = ["family", "task", "tries", "won", "95%", "learnability", "mean", "next games", "state"]
    table(head, [_row(each) for each in found.stands], yields=_YIELDS)
    say()
    for scenario, climb in found.climbs.items():
        say(one_line(f"{scenario}: {found.rules[scenario]}"))
        for move in climb.moves:
            say(f"  after {move.after} tries: {move.why} from {move.level} to {move.to}")
    say()
    success = found.schedule.course == "success"
    for line in drawn(found.schedule, found.rate if success else None):
        say(line)
    if not any(each.success.games for each in found.stands):
        note("nothing was played yet: every task may be won as well as lost")


def _row(each: Stand) -> list[str]:
    belief = each.success.estimate()
    learnable = each.success.learnability
    return [
        each.task.family,
        str(each.task),
        f"{each.success.games}",
        f"{belief.value:.0%}",
        f"{belief.low:.0%} to {belief.high:.0%}",
        bar(learnable),
        f"{learnable:.2f}",
        f"{each.share:.0%}",
        each.state,
    ]


def as_document(found: Course) -> None:
    """Print the same as one JSON document."""
    as_json(
        {
            "schema": SCHEMA,
            "policy": found.policy,
            "tasks": [_stand(each) for each in found.stands],
            "levels": {
                scenario: {
                    "level": climb.level,
                    "tries": climb.games,
                    "moves": [move._asdict() for move in climb.moves],
                    "rule": found.rules[scenario],
                }
                for scenario, climb in found.climbs.items()
            },
            "schedule": {
                **found.schedule.model_dump(),
                "weights": [found.schedule.weight(at / 10, at / 10) for at in range(11)],
                "rate": found.rate,
            },
        }
    )


def _stand(each: Stand) -> dict[str, Any]:
    return {
        "scenario": each.task.scenario,
        "level": each.task.level,
        "family": each.task.family,
        "tries": each.success.games,
        "won": each.success.wins,
        "rate": each.success.estimate()._asdict(),
        "learnability": each.success.learnability,
        "share": each.share,
        "state": each.state,
    }
