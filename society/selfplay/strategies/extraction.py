"""The miner that needs no model: statistics over moves become strategies, with their evidence."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

import orjson

from society.domain.strategy import Evidence, Strategy
from society.selfplay.strategies.contrast import Contrast, Finding, contrast
from society.selfplay.strategies.features import PATTERN
from society.selfplay.strategies.merging import EVIDENCE, merged
from society.selfplay.strategies.planning import PLANNED, tactics
from society.selfplay.strategies.traces import Trace
from society.selfplay.strategies.wording import support, tactic

PATTERNS = 2
"""Patterns of moves that become strategies, the clearest of them: the others say the same."""


def mined(traces: Iterable[Trace], error: float = 0.05) -> list[Strategy]:
    """Proposed strategies of every scenario and role among the traces, near-duplicates merged.

    Every finding is a strategy of its own; those that the planner can play are one together, too.
    """
    seats: dict[tuple[str, str], list[Trace]] = defaultdict(list)
    for trace in traces:
        seats[trace.scenario, trace.role].append(trace)
    return merged(each for _, seat in sorted(seats.items()) for each in _of_seat(seat, error))


def identity(scenario: str, role: str, told: str, planned: dict[str, float]) -> str:
    """The id of a strategy: the same where the same is found again."""
    what = orjson.dumps([scenario, role, told, planned], option=orjson.OPT_SORT_KEYS)
    return "tactic_" + hashlib.sha256(what).hexdigest()[:16]


def _of_seat(traces: Sequence[Trace], error: float) -> Iterator[Strategy]:
    found = contrast(traces, error)
    together = [each for each in found.findings if each.feature in PLANNED]
    if together[1:]:
        yield _strategy(found, together)
    patterns = 0
    for each in found.findings:
        patterns += each.feature.startswith(PATTERN)
        if patterns <= PATTERNS or not each.feature.startswith(PATTERN):
            yield _strategy(found, [each])


def _strategy(found: Contrast, findings: Sequence[Finding]) -> Strategy:
    scenario, role = found.traces[0].scenario, found.traces[0].role
    best = set.intersection(*(set(each.best) for each in findings)) or set(findings[0].best)
    told, planned = tactic(findings), tactics(found, findings)
    utilities = [found.traces[at].utility for at in best]
    return Strategy(
        id=identity(scenario, role, told, planned),
        scenario=scenario,
        role=role,
        tactic=told,
        moves=tuple(map(support, findings)),
        evidence=tuple(_evidence(found, findings, best)),
        utility=fmean(utilities),
        margin=fmean(utilities) - fmean(trace.utility for trace in found.traces),
        status="proposed",
        games=max(each.n for each in findings),
        tactics=planned,
        origin="contrast",
    )


def _evidence(
    found: Contrast, findings: Sequence[Finding], best: Iterable[int]
) -> Iterator[Evidence]:
    """The dialogues that did it and came out best beyond what their games explain."""
    for at in sorted(best, key=lambda at: (-found.beyond[at], at))[:EVIDENCE]:
        shown = {turn for each in findings for turn in found.features[at][each.feature].turns}
        yield Evidence(episode=found.traces[at].episode, turns=tuple(sorted(shown)))
