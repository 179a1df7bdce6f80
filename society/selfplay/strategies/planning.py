"""From what was found to the parameters of the planner that do it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from society.players.tactics import Tactics
from society.selfplay.strategies.contrast import Contrast, Finding

PLANNED = ("opening", "beta", "reciprocity", "gap")
"""Features that the planner has a parameter for."""

FINE = 3
"""Decimals of a parameter."""

USUAL = Tactics()


def tactics(found: Contrast, findings: Sequence[Finding]) -> dict[str, float]:
    """The parameters that play these findings: medians of the third of dialogues that did it most.

    Several findings are read together, in the dialogues that were good at all of them; what the
    planner has no parameter for is left out.
    """
    chosen = [each for each in findings if each.feature in PLANNED]
    together = _together(found, chosen)
    levels = {each.feature: _level(found, each, together) for each in chosen}
    return {name: round(value, FINE) for name, value in _parameters(found, levels)}


def _together(found: Contrast, findings: Sequence[Finding]) -> list[int]:
    """The places that are in the better third of every finding; of none where they are few."""
    places = set(range(len(found.traces)))
    for each in findings:
        places &= set(each.best)
    return sorted(places) if len(places) >= max(8, len(found.traces) // 30) else []


def _level(found: Contrast, finding: Finding, together: Sequence[int]) -> float:
    if not together:
        return finding.level
    return median(found.features[at][finding.feature].value for at in together)


def _parameters(found: Contrast, levels: dict[str, float]) -> Iterator[tuple[str, float]]:
    if "opening" in levels:
        yield "aspiration", _aspiration(found, levels["opening"], levels.get("beta", USUAL.beta))
    if "beta" in levels:
        yield "beta", min(20.0, max(0.05, levels["beta"]))
    if "reciprocity" in levels:
        yield "reciprocity", _unit(levels["reciprocity"])
    if "gap" in levels:
        yield "margin", _unit(levels["gap"] - _step(found))


def _aspiration(found: Contrast, opening: float, beta: float) -> float:
    """What it would have opened with at the very beginning: some time is gone at a first offer."""
    share = median(trace.own[0].share for trace in found.traces if trace.own)
    return _unit(opening / max(0.05, 1 - share ** (1 / beta)))


def _step(found: Contrast) -> float:
    """The usual step from one own offer to the next: what an acceptance saves."""
    steps = [
        before.worth - after.worth
        for trace in found.traces
        for before, after in pairwise(trace.own)
    ]
    return median(steps) if steps else 0.0


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
