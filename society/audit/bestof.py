"""What it is worth to choose the best of n dialogues by a score: got, best possible, by chance."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from society.scoring.intervals import LEVEL, Estimate

SIZES = (2, 4, 8, 16)
RESAMPLES = 500


class Choice(NamedTuple):
    """Mean utilities over cells: chosen by score (with its interval), best there is, by chance."""

    n: int
    got: Estimate
    best: float
    chance: float
    cells: int

    @property
    def cost(self) -> float:
        """What trusting the score costs against knowing the utility."""
        return self.best - self.got.value

    @property
    def kept(self) -> float | None:
        """How much of what choosing can win is won; None where there is nothing to win."""
        room = self.best - self.chance
        return (self.got.value - self.chance) / room if room > 1e-9 else None


Cell = tuple[Sequence[float], Sequence[float]]
"""Scores and utilities of the dialogues among which one chooses."""


def choosing(cells: Mapping[object, Cell], n: int, *, seed: int = 0) -> Choice | None:
    """Choosing the best of n in every cell that has n; None where none has."""
    wide = [
        (np.asarray(scores, float), np.asarray(worth, float))
        for scores, worth in cells.values()
        if len(scores) >= n
    ]
    if not wide:
        return None
    sizes = [len(worth) for _, worth in wide]
    chance = np.random.default_rng(seed)
    drawn = [_mean(_again(wide, chance), n, sizes) for _ in range(RESAMPLES)]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Choice(
        n=n,
        got=Estimate(_mean(wide, n, sizes), float(low), float(high), sum(sizes)),
        best=_mean([(worth, worth) for _, worth in wide], n, sizes),
        chance=float(np.average([worth.mean() for _, worth in wide], weights=sizes)),
        cells=len(wide),
    )


def expected_best(scores: np.ndarray, worth: np.ndarray, n: int) -> float:
    """The mean worth of the highest score among n drawn without putting back, over all draws.

    Exact, so no draw need be made; of equal scores each is as likely.

    >>> expected_best(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0]), 3)
    1.0
    """
    place = np.unique(scores, return_inverse=True)[1]
    counts = np.bincount(place)
    means = np.bincount(place, weights=worth) / counts
    below = np.cumsum(counts)
    steps = np.arange(n)
    reached = np.prod(np.clip(below[:, None] - steps, 0, None) / (len(scores) - steps), axis=1)
    return float(means @ np.diff(reached, prepend=0.0))


def _mean(cells: Sequence[tuple[np.ndarray, np.ndarray]], n: int, sizes: Sequence[int]) -> float:
    got = [expected_best(scores, worth, n) for scores, worth in cells]
    return float(np.average(got, weights=sizes))


def _again(
    cells: Sequence[tuple[np.ndarray, np.ndarray]], chance: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Every cell's dialogues drawn again with putting back."""
    found = []
    for scores, worth in cells:
        rows = chance.integers(len(scores), size=len(scores))
        found.append((scores[rows], worth[rows]))
    return found
