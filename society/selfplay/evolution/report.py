"""The figures of a generation, every one of them worked out from what is stored."""

from collections.abc import Iterable, Sequence
from functools import reduce
from math import log10
from typing import Any

from society.domain.policy import Policy
from society.domain.value import Value
from society.players.measures import distinct_n
from society.scoring.intervals import Estimate, mean, share
from society.scoring.rating import scored
from society.scoring.sequential import Test, Verdict
from society.selfplay.field import Field
from society.selfplay.meeting import Meeting, paired
from society.store.figures import Figures, figures, together
from society.store.matches import Said, played, said
from society.store.where import Where

SAMPLED = 500
"""Turns whose words are compared."""


class Spent(Value):
    """What the games of a generation took; `money` in dollars, 0 where nothing is asked for."""

    games: int
    calls: int
    tokens: int
    money: float


class Standing(Value):
    """How a candidate did against the incumbent, over games that both played in every seat.

    `gain` is by how much its utility is higher in the same seat, with an interval that holds
    whenever it is looked at; `points` is the same as a difference of ratings, from games won.
    """

    candidate: str
    incumbent: str
    said: str
    games: int
    gain: tuple[float, float, float]
    wealth: float
    against: float
    own: dict[str, float]
    theirs: dict[str, float]
    agreed: float
    points: float | None


def standing(
    candidate: Policy, incumbent: Policy, found: Verdict, met: Sequence[Meeting]
) -> Standing:
    """What a gate found, in figures; `own` and `theirs` are mean utilities by seat."""
    return Standing(
        candidate=candidate.label,
        incumbent=incumbent.label,
        said=found.said,
        games=found.n,
        gain=(found.mean, found.low, found.high),
        wealth=found.wealth,
        against=found.against,
        own=_seats(met, own=True),
        theirs=_seats(met, own=False),
        agreed=sum(each.agreed for each in met) / len(met) if met else 0.0,
        points=points(met),
    )


def _seats(met: Sequence[Meeting], *, own: bool) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for each in met:
        for role, utility in each.utilities.items():
            if (role == each.role) == own:
                found.setdefault(f"{each.scenario}:{role}", []).append(utility)
    return {seat: sum(values) / len(values) for seat, values in found.items()}


def points(met: Sequence[Meeting]) -> float | None:
    """The difference in rating that the games won and lost come to, on the scale of chess.

    Half a game is added to both sides, so that it is finite; None without a game.
    """
    scores = [_score(each) for each in met]
    if not scores:
        return None
    p = (sum(scores) + 0.5) / (len(scores) + 1)
    return 400 * log10(p / (1 - p))


def _score(each: Meeting) -> float:
    own = each.utilities[each.role]
    best = max(value for role, value in each.utilities.items() if role != each.role)
    return scored(own - best)


def learned_from(field: Field, names: Iterable[str], seed: int) -> dict[str, Any]:
    """What the games were like that a generation learned from: utility by role, ends, variety."""
    query = Where.parse(f"batch:{','.join(names)}")
    games = played(field.store, query)
    utilities: dict[str, list[float]] = {}
    for game in games:
        for role, value in game.utilities.items():
            utilities.setdefault(f"{game.scenario}:{role}", []).append(value)
    words = [each for each in said(field.store, None, SAMPLED, query) if each.text]
    return {
        "games": len(games),
        "utilities": {seat: _plain(mean(found, seed=seed)) for seat, found in utilities.items()},
        "endings": _shares([game.ended for game in games]),
        "distinct_2": _varied(words),
    }


def _varied(words: Sequence[Said]) -> float | None:
    """The share of different word pairs; None where nobody spoke."""
    return distinct_n([each.text for each in words], 2, words[0].locale) if words else None


def _shares(ends: Sequence[str]) -> dict[str, list[float]]:
    return {end: _plain(share(ends.count(end), len(ends))) for end in sorted(set(ends))}


def _plain(found: Estimate) -> list[float]:
    return [found.value, found.low, found.high]


def final(met: Sequence[Meeting], seed: int) -> dict[str, Any]:
    """A match of a fixed number of games: the mean gain with its bootstrap interval."""
    gains = paired(met)
    found = {
        scenario: mean([gain for (of, _), gain in gains.items() if of == scenario], seed=seed)
        for scenario in dict.fromkeys(of for of, _ in gains)
    }
    return {
        "gain": _plain(mean(list(gains.values()), seed=seed)) if gains else None,
        "games": len(gains),
        "by_scenario": {scenario: _plain(each) for scenario, each in found.items()},
        "points": points(met),
        "own": _seats(met, own=True),
        "theirs": _seats(met, own=False),
        "agreed": sum(each.agreed for each in met) / len(met) if met else 0.0,
    }


def spent(field: Field, names: Iterable[str]) -> Spent:
    """What all games of these batches took."""
    each = (figures(field.store, name) for name in sorted(set(names)))
    found = reduce(together, each, Figures())
    return Spent(games=found.done, calls=found.calls, tokens=found.tokens, money=found.cost)


def errors(test: Test) -> str:
    """The error rates of a gate, in words."""
    return (
        f"one that is no better passes in at most {test.error:.0%} of cases, one better by "
        f"{test.least:g} is turned away early in at most {test.miss:.0%}"
    )
