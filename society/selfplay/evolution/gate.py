"""The gate: a candidate is promoted only where it beats the incumbent on games neither has seen."""

from collections.abc import Callable

from society.domain.policy import Policy
from society.scoring.sequential import Test, Verdict, verdict
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
    """Play until it is sure, or the games are used up; what was found, and the games."""
    most = -(-course.gate.most // len(course.scenarios))
    full = match(course, generation, candidate, incumbent, most)
    return await decided(field, full, course.gate, look)


async def decided(
    field: Field, full: Match, test: Test, look: Look, *, to_the_end: bool = False
) -> tuple[Verdict, list[Meeting]]:
    """Play a match until it is sure, or to its end; what was found, and the games.

    Each game counts once, with the gain over all its seats: the same game against the same
    opponent, so luck of the draw falls out. Looks may be as many as there are games.
    """
    games, found, meetings = 0, verdict([], test), list[Meeting]()
    while games < full.n and (to_the_end or found.said == "undecided"):
        games = min(games + STEP, full.n)
        meetings = await meet(field, full._replace(n=games))
        found = verdict(in_order(meetings), test)
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
