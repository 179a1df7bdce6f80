"""Which level a policy is at: up where it does well, down where it does badly, slow to change.

Two thresholds and a least number of games at a level: what lies between them changes nothing.
"""

from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Literal, NamedTuple

from society.domain.errors import SocietyError
from society.domain.scenario import Promotion
from society.scenario.expressions import formula
from society.scenario.vocabulary import Broken
from society.selfplay.curriculum.tasks import Try

DEFAULT = Promotion(after=20, when="success_rate >= 0.6", demote="success_rate < 0.2")
"""Where a scenario does not say itself when its levels change (`promote:`)."""


class Move(NamedTuple):
    """From one level to the next, after so many games of the scenario."""

    after: int
    level: str
    to: str
    why: Literal["promoted", "demoted"]


class Climb(NamedTuple):
    """Where it stands: the level, the games since it came there, and how it came there."""

    level: str
    games: int
    moves: tuple[Move, ...] = ()


def climbed(levels: Sequence[str], made: Iterable[Try], rule: Promotion = DEFAULT) -> Climb:
    """The level after these tries of one scenario, heard in order; it begins at the easiest.

    Only games at the level of the moment count, the latest `after` of them since it came there.
    """
    at, here = 0, list[Try]()
    moves: list[Move] = []
    for number, each in enumerate(made, start=1):
        if each.task.level != levels[at]:
            continue
        here.append(each)
        step = _step(here, at, levels, rule)
        if step:
            why: Literal["promoted", "demoted"] = "promoted" if step > 0 else "demoted"
            moves.append(Move(number, levels[at], levels[at + step], why))
            at, here = at + step, []
    return Climb(levels[at], len(here), tuple(moves))


def _step(here: Sequence[Try], at: int, levels: Sequence[str], rule: Promotion) -> int:
    """1 for the next level, -1 for the one before, 0 to stay."""
    if len(here) < rule.after:
        return 0
    latest = here[-rule.after :]
    if at + 1 < len(levels) and _holds(rule.when, latest, at):
        return 1
    return -1 if at > 0 and rule.demote and _holds(rule.demote, latest, at) else 0


def _holds(said: str, latest: Sequence[Try], at: int) -> bool:
    """Whether a scenario's expression is true of the latest games."""
    won = fmean(each.won for each in latest)
    names = {
        "mean_utility": fmean(each.utility for each in latest),
        "success_rate": won,
        "win_rate": won,
        "games": len(latest),
        "level": at,
    }
    try:
        return bool(formula(said)(names))
    except Broken as broken:
        raise SocietyError(f"promote: {said!r}: {broken}") from broken
