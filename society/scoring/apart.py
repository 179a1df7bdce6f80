"""How far two groups are apart, and how sure that is: 95% intervals of a difference. Pure."""

from collections.abc import Sequence
from math import hypot

import numpy as np

from society.scoring.intervals import LEVEL, RESAMPLES, Estimate, share


def means(games: Sequence[tuple[Sequence[float], Sequence[float]]], *, seed: int = 0) -> Estimate:
    """How much higher the mean of the first is than that of the second, with a bootstrap interval.

    Each game tells what either had in it, maybe nothing. Whole games are drawn again, since two
    who met had their share of the same one. ValueError where one of them never had anything.

    >>> [round(end, 2) for end in means([([0.6], [0.1]), ([0.6], []), ([], [0.1])])[:3]]
    [0.5, 0.5, 0.5]
    """
    sums = np.array([[sum(one), len(one), sum(other), len(other)] for one, other in games], float)
    if not len(sums) or not sums[:, 1].any() or not sums[:, 3].any():
        raise ValueError("no values")
    evenly = np.full(len(sums), 1 / len(sums))
    drawn = np.random.default_rng(seed).multinomial(len(sums), evenly, size=RESAMPLES) @ sums
    both = drawn[(drawn[:, 1] > 0) & (drawn[:, 3] > 0)]
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(_lead(both), [tail, 100 - tail])
    return Estimate(float(_lead(sums.sum(axis=0))), float(low), float(high), len(sums))


def shares(first: tuple[int, int], second: tuple[int, int]) -> Estimate:
    """How much higher the first share (hits, n) is, with Newcombe's interval.

    Newcombe (1998), method 10: made of the Wilson interval of each, so that two shares of 100% are
    not told apart, and not told to be the same either.

    >>> [round(end, 2) for end in shares((56, 70), (48, 80))[:3]]
    [0.2, 0.05, 0.33]
    """
    one, other = share(*first), share(*second)
    value = one.value - other.value
    low = value - hypot(one.value - one.low, other.high - other.value)
    high = value + hypot(one.high - one.value, other.value - other.low)
    return Estimate(value, low, high, one.n + other.n)


def _lead(sums: np.ndarray) -> np.ndarray:
    """The difference of the two means, from sums and counts."""
    found: np.ndarray = sums[..., 0] / sums[..., 1] - sums[..., 2] / sums[..., 3]
    return found
