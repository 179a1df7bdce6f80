"""Improve by the cross-entropy method: the planner's parameters of one seat after another."""

from collections.abc import Mapping
from statistics import fmean

from society.batch.plan import Plan, sized
from society.domain.policy import Habit
from society.players.tactics import tactics
from society.selfplay.curriculum.tuning import KNOBS, Belief, candidates, moved
from society.selfplay.evolution.improving import Improved, Step, Tell, renamed
from society.selfplay.field import Field
from society.selfplay.meeting import batch_name, ends, loaded, roles_of

TRIED, ROUNDS = 10, 3
"""Tactics that are tried beside each other, and how often they are drawn anew."""

WIDTH = 0.25


async def by_tuning(field: Field, step: Step, tell: Tell) -> Improved:
    """Draw tactics around the incumbent's, keep those that come away with most against it.

    All of a round play the same games, and there are as many games in all as `episodes`.
    """
    habits = []
    for at in step.course.scenarios:
        for role in roles_of(at, step.course.level):
            tell(f"tuning {role} of {at}")
            found = await _tuned(field, step, at, role)
            scenario = loaded(at, step.course.level).id
            habits.append(Habit(scenario=scenario, role=role, tactics=found))
    made = step.incumbent.model_copy(
        update={"habits": (*step.incumbent.habits, *habits), "origin": "grid"}
    )
    told = {"scenario", "role", "tactics"}
    facts = {"tactics": [each.model_dump(include=told) for each in habits]}
    return Improved(renamed(step, made), f"tactics of {len(habits)} seats were tuned", facts)


async def _tuned(field: Field, step: Step, at: str, role: str) -> dict[str, float]:
    course = step.course
    belief = _around(step.incumbent.habit(loaded(at, course.level).id, role))
    for number in range(ROUNDS):
        tried = candidates(belief, TRIED, course.drawn("prove", step.generation) + number)
        belief = moved(belief, tried, await _scores(field, step, at, role, number, tried))
    return belief.tactics


def _around(habit: Habit) -> Belief:
    now = tactics(habit)
    mean = {name: knob.place(getattr(now, name)) for name, knob in KNOBS.items()}
    return Belief(mean=mean, spread=dict.fromkeys(KNOBS, WIDTH))


async def _scores(
    field: Field, step: Step, at: str, role: str, number: int, tried: list[dict[str, float]]
) -> list[float]:
    """What each came away with in the mean, in the same games against the incumbent."""
    course, roles = step.course, roles_of(at, step.course.level)
    scenario = loaded(at, course.level).id
    casts = [
        step.incumbent.with_habit(Habit(scenario=scenario, role=role, tactics=each))
        for each in tried
    ]
    plan = Plan(
        name=batch_name(f"{course.batch('prove', step.generation)}-{role[:8]}{number}", at),
        scenarios=(at,),
        seeds=(course.drawn("prove", step.generation) + number,),
        levels=(course.level,),
        casts=tuple(
            course.base.model_copy(
                update={"policies": {**dict.fromkeys(roles, step.incumbent), role: each}}
            )
            for each in casts
        ),
    )
    seats = ROUNDS * sum(len(roles_of(each, course.level)) for each in course.scenarios)
    games = max(4, course.episodes // (seats * TRIED))
    places = await field.play(sized(plan, games * TRIED))
    ended = ends(field, plan.name)
    found: Mapping[int, list[float]] = {cell: [] for cell in range(TRIED)}
    for place in places:
        if game := ended.get(place.episode):
            found[place.cell].append(game.utilities[role])
    return [fmean(each) if each else 0.0 for each in found.values()]
