"""Whom a policy meets next: itself, the latest, anybody, or those that it has most to learn from.

The odds of `hardest` and `even` are those of prioritised fictitious self-play (Vinyals et al. 2019,
"Grandmaster level in StarCraft II using multi-agent reinforcement learning").
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Literal

from society.domain.errors import SocietyError
from society.scoring.rating import Record

Manner = Literal["self", "latest", "uniform", "hardest", "even"]
"""`hardest` weighs by (1 - p) squared, `even` by p (1 - p), where p is how often it beats them."""

_NOBODY = Record(0, 0, 0)


def odds(
    manner: Manner, name: str, others: Sequence[str], records: Mapping[tuple[str, str], Record]
) -> dict[str, float]:
    """How likely each is to be met; they add up to 1. `others` are the past, the latest last.

    SocietyError where there is nobody to meet.
    """
    if manner == "self":
        return {name: 1.0}
    past = [each for each in others if each != name]
    if not past:
        raise SocietyError(
            f"{name} has nobody to meet", hint="--opponents self, or put more into the league"
        )
    if manner == "latest":
        return {past[-1]: 1.0}
    weights = {each: _weight(manner, wins(records.get((name, each), _NOBODY))) for each in past}
    total = sum(weights.values())
    return {each: weight / total for each, weight in weights.items()}


def drawn(chances: Mapping[str, float], n: int, seed: int) -> list[str]:
    """Whom it meets in each of `n` games: the same for the same chances and seed.

    >>> drawn({"a": 1.0, "b": 0.0}, 3, 7)
    ['a', 'a', 'a']
    """
    dice = Random(f"opponents:{seed}")
    return dice.choices([*chances], [*chances.values()], k=n)


def wins(record: Record) -> float:
    """How often it beats them, as far as a record says: one half before they met.

    >>> wins(Record(games=8, wins=8, draws=0))
    0.9
    """
    return (record.wins + record.draws / 2 + 1) / (record.games + 2)


def _weight(manner: Manner, p: float) -> float:
    if manner == "hardest":
        return (1 - p) ** 2
    return p * (1 - p) if manner == "even" else 1.0
