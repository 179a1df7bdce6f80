"""Strategies that say the same become one, with the evidence of all."""

from collections.abc import Iterable, Sequence

from society.domain.strategy import Evidence, Strategy
from society.scoring.alike import likeness

NEAR = 0.05
"""Parameters between 0 and 1 that differ by no more are the same."""

NEAR_BETA = 1.25
"""Betas whose quotient is no greater are the same."""

WORDS = 0.6
"""From this likeness on two texts say the same."""

EVIDENCE = 12
"""Dialogues that a strategy names as its evidence at most."""

RANKS = {"observed": 0, "proposed": 1, "retired": 2, "proven": 3}


def merged(strategies: Iterable[Strategy]) -> list[Strategy]:
    """The strategies without near-duplicates: of those the best known stands for all.

    A tested one counts more than a proposed one, then one of more dialogues; in doubt the first.
    """
    kept: list[Strategy] = []
    for each in sorted(strategies, key=lambda each: (-RANKS[each.status], -each.games)):
        twin = next((at for at, other in enumerate(kept) if same(each, other)), None)
        if twin is None:
            kept.append(each)
        else:
            kept[twin] = _with_evidence(kept[twin], each.evidence)
    return kept


def same(one: Strategy, other: Strategy) -> bool:
    """Whether two strategies say nearly the same of the same role.

    Where both have parameters these decide, otherwise the words. What is screened is never the
    same as what is not.
    """
    if (one.scenario, one.role, bool(one.screened)) != (
        other.scenario,
        other.role,
        bool(other.screened),
    ):
        return False
    if one.id == other.id or one.tactic == other.tactic:
        return one.id == other.id or _near(one.tactics, other.tactics)
    if one.tactics and other.tactics:
        return _near(one.tactics, other.tactics)
    if one.tactics or other.tactics:
        return False
    return alike(one.tactic, [other.tactic])


def alike(text: str, others: Sequence[str]) -> bool:
    """Whether a text says nearly the same as one of the others."""
    return bool(others) and max(likeness([text, *others])[0][1:]) >= WORDS


def _near(one: dict[str, float], other: dict[str, float]) -> bool:
    if one.keys() != other.keys():
        return False
    return all(_close(name, value, other[name]) for name, value in one.items())


def _close(name: str, one: float, other: float) -> bool:
    if name == "beta":
        return max(one, other) <= NEAR_BETA * min(one, other)
    return abs(one - other) <= NEAR


def _with_evidence(strategy: Strategy, more: Sequence[Evidence]) -> Strategy:
    known = {each.episode for each in strategy.evidence}
    new = [each for each in more if each.episode not in known]
    evidence = (*strategy.evidence, *new)[:EVIDENCE]
    return strategy.model_copy(update={"evidence": evidence})
