"""What a generation learns from: the incumbent in every seat, against whom the league offers."""

from collections.abc import Mapping, Sequence

from society.batch.plan import Plan, sized
from society.domain.policy import Policy
from society.scoring.rating import Record, records
from society.selfplay.evolution.course import Course
from society.selfplay.field import Field
from society.selfplay.league.opponents import drawn, odds
from society.selfplay.meeting import batch_name, roles_of
from society.store.matches import matches, played
from society.store.where import Where

LOOK = 4
"""Opponents of one generation at most: each has games enough to learn from."""


async def play(
    field: Field, course: Course, generation: int, incumbent: Policy, past: Sequence[Policy]
) -> list[str]:
    """Play the generation's games; the names of its batches.

    Whom it meets depends on what came before, never on the games that are being played.
    """
    met = _opponents(field, course, generation, incumbent, past)
    names = []
    for scenario in course.scenarios:
        plan = _plan(course, generation, scenario, incumbent, met)
        await field.play(plan)
        names.append(plan.name)
    return names


def _opponents(
    field: Field, course: Course, generation: int, incumbent: Policy, past: Sequence[Policy]
) -> list[Policy]:
    """Whom the incumbent meets, each for an equal share of the games."""
    before = {each.label: each for each in past if each.sha != incumbent.sha}
    if course.opponents == "self" or not before:
        return [incumbent]
    manner = "hardest" if course.opponents == "league" else course.opponents
    chances = odds(manner, incumbent.label, [*before], _records(field, course))
    chosen = dict.fromkeys(drawn(chances, LOOK, course.drawn("play", generation)))
    met = [before[label] for label in chosen]
    return [incumbent, *met] if course.opponents == "league" else met


def _records(field: Field, course: Course) -> Mapping[tuple[str, str], Record]:
    """Who beat whom at the gates of this evolution."""
    return records(matches(played(field.store, Where.parse(f"batch:{course.name}-gate*"))))


def _plan(
    course: Course, generation: int, scenario: str, incumbent: Policy, met: Sequence[Policy]
) -> Plan:
    roles = roles_of(scenario, course.level)
    casts = [
        course.base.model_copy(
            update={"policies": {each: incumbent if each == role else other for each in roles}}
        )
        for other in met
        for role in (roles if other.sha != incumbent.sha else roles[:1])
    ]
    plan = Plan(
        name=batch_name(course.batch("play", generation), scenario),
        scenarios=(scenario,),
        seeds=(course.drawn("play", generation),),
        levels=(course.level,),
        casts=tuple(casts),
        generation=generation,
    )
    share = -(-course.episodes // (len(course.scenarios) * len(casts)))
    return sized(plan, share * len(casts))
