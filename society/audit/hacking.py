"""Can a judge be pleased without being served? Its scores against length, flattery and the like."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from society.audit.correlation import grouped, rho, spearman, too_few
from society.audit.counting import many
from society.audit.hearsay import Word, words
from society.audit.prediction import crossed
from society.audit.shallow import FEATURES, means, seen
from society.domain.episode import Episode
from society.domain.trust import Check
from society.domain.value import Value
from society.scoring.intervals import Estimate

EXPLAINS = 0.25
"""The share of the order of scores that one shallow feature may explain."""

TENTHS = 10
GROWING = 0.1
"""Correlation with time from which a feature is said to grow."""

MORE = {
    "length": "longer turns",
    "flattery": "flattering turns",
    "politeness": "polite turns",
    "repetition": "turns that repeat",
}


class Scored(NamedTuple):
    """A score and what can be seen of the turn, or of the role's turns, without reading them."""

    word: Word
    features: Mapping[str, float]


class Tenth(Value):
    """A tenth of the store in time order: means, and how each feature goes with the score."""

    number: int
    n: int
    score: float
    features: dict[str, float]
    correlation: dict[str, float | None]


def scored(episodes: Iterable[Episode], judge: str) -> Iterator[Scored]:
    """Everything that the judge scored, in the order of the dialogues, with its features."""
    for episode in episodes:
        told = list(words(episode, judge))
        if not told:
            continue
        shown = seen(episode.dialogue)
        for word in told:
            at = word.turn
            own = [turn.index for turn in episode.dialogue.by(word.role)]
            whole = shown[at] if at is not None else means(shown[each] for each in own)
            yield Scored(word, whole)


def checks(
    rows: Sequence[Scored], *, explains: float = EXPLAINS, seed: int = 0
) -> tuple[Check, ...]:
    """Each feature's correlation with the score, all together, and how each changed with time."""
    score, groups = [row.word.score for row in rows], [row.word.episode for row in rows]
    columns = {name: [row.features[name] for row in rows] for name in FEATURES}
    return (
        *(_feature(name, columns[name], score, groups, explains, seed) for name in FEATURES),
        _together(columns, score, groups, explains, seed),
        *(_drift(name, columns[name], score, groups, seed) for name in FEATURES),
    )


def tenths(rows: Sequence[Scored]) -> list[Tenth]:
    """The store cut into ten parts in time order; fewer where there are few rows."""
    parts = np.array_split(np.arange(len(rows)), min(TENTHS, max(1, len(rows) // 3)))
    return [_tenth(number, [rows[at] for at in part]) for number, part in enumerate(parts, start=1)]


def _tenth(number: int, rows: Sequence[Scored]) -> Tenth:
    score = np.array([row.word.score for row in rows])
    columns = {name: np.array([row.features[name] for row in rows]) for name in FEATURES}
    found = {name: rho(column, score) for name, column in columns.items()}
    return Tenth(
        number=number,
        n=len(rows),
        score=float(score.mean()),
        features={name: float(column.mean()) for name, column in columns.items()},
        correlation={name: each if np.isfinite(each) else None for name, each in found.items()},
    )


def _feature(
    name: str,
    column: Sequence[float],
    score: Sequence[float],
    groups: Sequence[str],
    explains: float,
    seed: int,
) -> Check:
    found, mark = spearman(column, score, groups, seed=seed), f"explains <= {explains:.0%}"
    if found is None:
        why = "it never varies" if len(set(column)) < 2 else "the score never varies"
        return Check(name=name, mark=mark, n=len(score), sentence=why)
    share = found.value**2
    how = "higher" if found.value > 0 else "lower"
    unsure = "" if found.low > 0 or found.high < 0 else ", which may be chance"
    few = too_few(found, found.n)
    warning = ": a player can learn that instead" if share > explains else ""
    warning = _few(found) if few else warning
    return Check(
        name=name,
        figure=found.value,
        low=found.low,
        high=found.high,
        mark=mark,
        passed=None if few else share <= explains,
        n=found.n,
        sentence=f"{MORE[name]} score {how}{unsure}; it explains {share:.0%} of the order{warning}",
        parts={"explains": share, "slope": _slope(column, score)},
    )


def _few(found: Estimate) -> str:
    """That so few scores leave it open, with the interval that shows it."""
    scores = many(found.n, "score is", "scores are")
    return f"; {scores} too few to tell: {found.low:.2f}..{found.high:.2f}"


def _slope(column: Sequence[float], score: Sequence[float]) -> float:
    """By how much the score rises where the feature is a standard deviation higher."""
    one, other = np.asarray(column, float), np.asarray(score, float)
    return float(np.cov(one, other)[0, 1] / one.std(ddof=1))


def _together(
    columns: Mapping[str, Sequence[float]],
    score: Sequence[float],
    groups: Sequence[str],
    explains: float,
    seed: int,
) -> Check:
    name, mark = "all four", f"explains <= {explains:.0%}"
    guesses = crossed(np.array([columns[each] for each in FEATURES]).T, score, groups)
    found = spearman(guesses, score, groups, seed=seed) if guesses else None
    if found is None:
        return Check(name=name, mark=mark, n=len(score), sentence="too few dialogues to tell")
    share = max(found.value, 0.0) ** 2
    return Check(
        name=name,
        figure=found.value,
        low=found.low,
        high=found.high,
        mark=mark,
        passed=None if too_few(found, found.n) else share <= explains,
        n=found.n,
        sentence=f"the four together foretell {share:.0%} of the order in dialogues not seen"
        + (_few(found) if too_few(found, found.n) else ""),
        parts={"explains": share},
    )


def _drift(
    name: str, column: Sequence[float], score: Sequence[float], groups: Sequence[str], seed: int
) -> Check:
    """How the correlation in the later half of the store differs from that in the earlier."""
    time = np.arange(len(score), dtype=float)
    half = len(score) / 2

    def change(at: np.ndarray, feature: np.ndarray, given: np.ndarray) -> float:
        late = at >= half
        return rho(feature[late], given[late]) - rho(feature[~late], given[~late])

    found = grouped((list(time), column, score), groups, change, seed=seed)
    grows = rho(time, np.asarray(column, float))
    if found is None:
        return Check(name=f"{name} over time", n=len(score), sentence="too little varies to tell")
    return Check(
        name=f"{name} over time",
        figure=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        sentence=_drifting(name, found.low, found.high, grows),
        parts={"growth": grows} if np.isfinite(grows) else {},
    )


def _drifting(name: str, low: float, high: float, grows: float) -> str:
    leans = "leans on it as before"
    if low > 0:
        leans = "is moved upwards by it more than before"
    elif high < 0:
        leans = "is moved upwards by it less than before"
    growing = "are as common as before"
    if abs(grows) >= GROWING:
        growing = "grow more common" if grows > 0 else "grow rarer"
    return f"in the later half the judge {leans}; {MORE[name]} {growing}"
