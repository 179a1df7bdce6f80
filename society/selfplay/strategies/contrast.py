"""Better against worse dialogues of one scenario and role: which features go with the better end.

The game is held fixed: where games were played several times, each dialogue is compared with the
others of its game; otherwise what the game's own difficulty explains is taken off first. Whoever
walked away counts with what that was worth.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np

from society.scoring.contrast import Link, apart, correlated, discoveries, unexplained
from society.selfplay.strategies.features import PATTERN, Feature, Features, features, patterns
from society.selfplay.strategies.traces import Trace

FEWEST = 24
"""Dialogues with a feature from which it is contrasted."""

SIBLINGS = 0.8
"""The share of dialogues with a sibling of the same game from which games are compared in place."""


@dataclass(frozen=True)
class Finding:
    """A feature that goes with the end: its two tests, and the chance of luck after correction.

    `up` says whether more of it is better. `best` are the places of the third of the dialogues that
    lies on its better side, and `level` their median; `usual` is the median of all that have it.
    """

    feature: str
    up: bool
    rank: Link | None
    groups: Link | None
    chance: float
    best: tuple[int, ...]
    level: float
    usual: float

    @property
    def strength(self) -> float:
        """The greater of the two effects, 0 to 1."""
        return max(abs(each.strength) for each in (self.rank, self.groups) if each is not None)

    @property
    def n(self) -> int:
        """Dialogues that it was found in."""
        return max(each.n for each in (self.rank, self.groups) if each is not None)


@dataclass(frozen=True)
class Contrast:
    """All that was compared: the traces, their features, what each came away with beyond its game.

    `beyond` is utility with the game held fixed, on average 0. `asked` counts the tests that were
    corrected for.
    """

    traces: tuple[Trace, ...]
    features: tuple[Features, ...]
    beyond: tuple[float, ...]
    findings: tuple[Finding, ...]
    asked: int


def contrast(traces: Sequence[Trace], error: float = 0.05) -> Contrast:
    """What goes with a better end in these traces, all of one scenario and role.

    `error` is the share of false discoveries that is put up with, over all features and both tests
    (Benjamini-Hochberg). Where both tests are sure of opposite ways, it is left out.
    """
    told = [
        {**features(trace), **each} for trace, each in zip(traces, patterns(traces), strict=True)
    ]
    held = _Held(traces)
    beyond = held.left([trace.utility for trace in traces], range(len(traces)))
    tested = {
        name: tests
        for name in sorted({name for each in told for name in each})
        if any(tests := _tests(name, traces, told, held))
    }
    chances = [each.chance for tests in tested.values() for each in tests if each]
    corrected = iter(discoveries(chances))
    found = []
    for name, tests in tested.items():
        # A test that cannot tell has no say in which way it goes.
        sure = [(luck, each) for each in tests if each and (luck := next(corrected)) < error]
        if len({each.strength > 0 for _, each in sure}) == 1:
            chance, surest = min(sure, key=lambda pair: pair[0])
            found.append(_finding(name, tests, chance, told, up=surest.strength > 0))
    order = sorted(found, key=lambda each: (each.chance, -each.strength))
    return Contrast(tuple(traces), tuple(told), tuple(beyond), tuple(order), len(chances))


Tests = tuple[Link | None, Link | None]


def _tests(
    name: str, traces: Sequence[Trace], told: Sequence[Mapping[str, Feature]], held: "_Held"
) -> Tests:
    """Rank correlation with utility, and winners against losers; both with the game held fixed."""
    there = [at for at, each in enumerate(told) if name in each]
    values = [told[at][name].value for at in there]
    if len(there) < FEWEST or np.ptp(values) == 0:
        return None, None
    left = held.left(values, there)
    ends = held.left([traces[at].utility for at in there], there)
    kept = held.telling(there)
    won = [left[at] for at in kept if traces[there[at]].won]
    lost = [left[at] for at in kept if not traces[there[at]].won]
    return correlated([left[at] for at in kept], [ends[at] for at in kept]), apart(won, lost)


def _finding(
    name: str,
    tests: Tests,
    chance: float,
    told: Sequence[Mapping[str, Feature]],
    *,
    up: bool,
) -> Finding:
    there = [at for at, each in enumerate(told) if name in each]
    values = {at: told[at][name].value for at in there}
    ordered = sorted(there, key=lambda at: (values[at], at), reverse=up)
    best = [at for at in there if values[at] == float(up)] if _is_mark(name) else []
    best = best or ordered[: max(1, len(ordered) // 3)]
    return Finding(
        feature=name,
        up=up,
        rank=tests[0],
        groups=tests[1],
        chance=chance,
        best=tuple(best),
        level=median(values[at] for at in best),
        usual=median(values.values()),
    )


def _is_mark(name: str) -> bool:
    return name == "first" or name.startswith(PATTERN)


class _Held:
    """How games are held fixed: in place where most were played several times, or by regression."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        self._traces = traces
        games = Counter(trace.game for trace in traces)
        siblings = sum(n for n in games.values() if n > 1)
        self._in_place = bool(traces) and siblings >= SIBLINGS * len(traces)

    def left(self, values: Sequence[float], there: Sequence[int]) -> list[float]:
        """Figures of the dialogues at these places, with what their games explain taken off."""
        chosen = [self._traces[at] for at in there]
        if self._in_place:
            return _in_place(values, [trace.game for trace in chosen])
        return unexplained(values, _given(chosen)) if chosen else []

    def telling(self, there: Sequence[int]) -> list[int]:
        """Which of these places count: a game's last dialogue follows from its others."""
        if not self._in_place:
            return list(range(len(there)))
        last = {self._traces[place].game: at for at, place in enumerate(there)}
        return sorted(set(range(len(there))) - set(last.values()))


def _in_place(values: Sequence[float], games: Sequence[object]) -> list[float]:
    """Each value less the mean of its game; alone in its game, it says nothing."""
    grouped: dict[object, list[float]] = defaultdict(list)
    for value, game in zip(values, games, strict=True):
        grouped[game].append(value)
    means = {game: fmean(each) for game, each in grouped.items()}
    return [value - means[game] for value, game in zip(values, games, strict=True)]


def _given(traces: Sequence[Trace]) -> list[tuple[float, ...]]:
    """The figures of every game's difficulty, where all games have as many."""
    widths = {len(trace.difficulty) for trace in traces}
    return [trace.difficulty if len(widths) == 1 else () for trace in traces]
