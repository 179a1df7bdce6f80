"""The gate: a candidate is promoted only where it beats the incumbent on games neither has seen."""

from collections.abc import Callable

from society.domain.policy import Policy
from society.scoring.sequential import Verdict, verdict
from society.selfplay.evolution.course import Course
from society.selfplay.field import Field
from society.selfplay.meeting import Match, Meeting, meet, paired

STEP = 20
"""Games of each scenario between two looks."""

Look = Callable[[Verdict], None]
"""Hears what is known after each look."""


async def gate(
    field: Field, course: Course, generation: int, candidate: Policy, incumbent: Policy, look: Look
) -> tuple[Verdict, list[Meeting]]:
    """Play until it is sure, or the games are used up; what was found, and the games.

    Each game counts once, with the gain over all its seats: the same game against the same
    opponent, so luck of the draw falls out. Looks may be as many as there are games.
    """
    games, found, meetings = 0, verdict([], course.gate), list[Meeting]()
    most = -(-course.gate.most // len(course.scenarios))
    while found.said == "undecided" and games < most:
        games = min(games + STEP, most)
        meetings = await meet(field, match(course, generation, candidate, incumbent, games))
        found = verdict(in_order(meetings), course.gate)
        look(found)
    return found, meetings


def match(
    course: Course, generation: int, candidate: Policy, incumbent: Policy, games: int
) -> Match:
    """The match of a gate; in the name stands who is at it, since another begins anew."""
    return Match(
        name=f"{course.batch('gate', generation)}-{candidate.sha[:6]}",
        first=candidate,
        second=incumbent,
        scenarios=course.scenarios,
        n=games,
        seed=course.drawn("gate", generation),
        level=course.level,
        base=course.base,
        generation=generation,
    )


def in_order(meetings: list[Meeting]) -> list[float]:
    """The gains game by game, the scenarios in turn: the order in which they could be looked at."""
    gains = paired(meetings)
    return [gains[key] for key in sorted(gains, key=lambda key: (key[1], key[0]))]
