"""Rank correlation with its interval, drawn from whole dialogues: turns of one are alike."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from society.scoring.intervals import LEVEL, Estimate

RESAMPLES = 500
FEWEST_DRAWN, DRAWN_ROWS = 100, 5_000_000
"""Of very many rows fewer resamples are drawn: their intervals are narrow anyway."""

FEWEST = 3
"""Pairs from which a correlation is taken."""


FEWEST_TOLD, WIDEST = 8, 1.0
"""On fewer scores, or where the interval is wider, nothing is concluded."""


def too_few(found: Estimate | None, n: int) -> bool:
    """Whether so many scores with that correlation leave open what it is.

    >>> too_few(Estimate(0.9, 0.8, 1.0, 5), 5), too_few(Estimate(0.9, 0.8, 1.0, 50), 50)
    (True, False)
    """
    return n < FEWEST_TOLD or (found is not None and found.high - found.low > WIDEST)


def rho(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rank correlation; NaN with fewer than three pairs, or where one never varies."""
    if len(one) < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1, equal values share theirs: as scipy's, at a tenth of its cost a call.

    >>> ranks(np.array([3.0, 1.0, 3.0]))
    array([2.5, 1. , 2.5])
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    shared: np.ndarray = np.cumsum(counts) - (counts - 1) / 2
    return shared[place]


def spearman(
    one: Sequence[float],
    other: Sequence[float],
    groups: Sequence[Hashable],
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Estimate | None:
    """Spearman's rho with its bootstrap interval; None where there is none to be had.

    >>> found = spearman([1, 2, 3, 4], [1, 3, 2, 4], "abcd")
    >>> round(found.value, 2), found.n
    (0.8, 4)
    """
    return grouped((one, other), groups, rho, seed=seed, resamples=resamples)


def grouped(
    columns: Sequence[Sequence[float]],
    groups: Sequence[Hashable],
    of: Callable[..., float],
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Estimate | None:
    """A statistic of columns with its 95% interval, from drawing whole groups of rows again.

    None where the statistic has no value. Resamples in which it has none are left out; where it has
    one in none of them, or there is one group only, the interval is the whole range it came from.
    """
    arrays = [np.asarray(column, dtype=float) for column in columns]
    value = float(of(*arrays))
    if not np.isfinite(value):
        return None
    members = _members(groups)
    resamples = max(FEWEST_DRAWN, min(resamples, DRAWN_ROWS // len(arrays[0])))
    alone = len(members) == len(arrays[0])
    chance = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples if len(members) > 1 else 0):
        picked = chance.integers(len(members), size=len(members))
        rows = picked if alone else np.concatenate([members[each] for each in picked])
        drawn.append(float(of(*(array[rows] for array in arrays))))
    finite = [each for each in drawn if np.isfinite(each)]
    if not finite:
        return Estimate(value, -1.0, 1.0, len(arrays[0]))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(finite, [tail, 1 - tail])
    return Estimate(value, float(low), float(high), len(arrays[0]))


def _members(groups: Sequence[Hashable]) -> list[np.ndarray]:
    """The rows of each group."""
    found: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        found.setdefault(group, []).append(row)
    return [np.array(rows) for rows in found.values()]
