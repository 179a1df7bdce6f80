"""Is it better? A test that may be looked at after every game and keeps its error rates. Pure.

Testing by betting (Waudby-Smith & Ramdas 2024, "Estimating means of bounded random variables by
betting"): whoever bets that a mean is not what it is gets rich with a chance of at most 1/wealth
(Ville 1939), however often and however long the wealth is watched.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from society.domain.value import Value

BETS = tuple(float(each) for each in np.geomspace(0.02, 0.8, 12))
"""Shares of the most that may be bet: one of them is near the best, and wealth is their mean."""

GRID = 401
"""Means in [-1, 1] that are tried for the ends of the interval."""


class Test(Value):
    """What may go wrong how often. `least` is the smallest gain worth having, in utility.

    `error` is the chance that what is no better passes, `miss` that what is better by `least` is
    turned away before its games are over, `most` the number of games after which it ends.
    """

    error: float = 0.05
    miss: float = 0.2
    least: float = 0.02
    most: int = 400


class Verdict(NamedTuple):
    """`better` and `worse` (not better by `least`) are sure; `undecided` is not, so far.

    `mean` has its interval of 1 - error, which holds at every look; `wealth` is what a unit became
    that was bet on a mean above 0, `against` one bet on a mean below `least`.
    """

    said: Literal["better", "worse", "undecided"]
    mean: float
    low: float
    high: float
    wealth: float
    against: float
    n: int


def verdict(differences: Sequence[float], test: Test) -> Verdict:
    """What the differences, each in [-1, 1], say in the order in which they came.

    >>> verdict([0.3, 0.2, 0.4, 0.3, 0.2, 0.4] * 3, Test()).said
    'better'
    """
    found = np.asarray(differences, dtype=float)
    if found.size and (np.abs(found) > 1).any():
        raise ValueError("differences of utilities lie between -1 and 1")
    up, down = _wealth(found, 0.0), _wealth(-found, -test.least)
    low, high = _interval(found, test.error)
    return Verdict(
        _said(up, down, test),
        float(found.mean()) if found.size else 0.0,
        low,
        high,
        float(up.max()),
        float(down.max()),
        len(found),
    )


def _said(up: np.ndarray, down: np.ndarray, test: Test) -> Literal["better", "worse", "undecided"]:
    """Whichever bet was won first: what came later cannot take it back."""
    better, worse = _first(up, 1 / test.error), _first(down, 1 / test.miss)
    if min(better, worse) == len(up):
        return "undecided"
    return "better" if better <= worse else "worse"


def _first(wealth: np.ndarray, needed: float) -> int:
    reached = np.flatnonzero(wealth >= needed)
    return int(reached[0]) if reached.size else len(wealth)


def _wealth(values: np.ndarray, mean: float) -> np.ndarray:
    """What one unit is worth before and after each value, bet on their mean being above `mean`."""
    wealth: np.ndarray = np.exp(_log_wealth(values, np.array([mean]))[:, 0])
    return wealth


def _log_wealth(values: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Row by row after each value, for each mean that is bet against: a mixture of all bets.

    A bet of `b` turns a unit into 1 + b (value - mean) / (1 + mean), never below 0.
    """
    gains = (values[:, None] - means[None, :]) / (1 + means[None, :])
    logs = np.stack([np.log1p(bet * np.maximum(gains, -1)) for bet in BETS])
    sums = np.concatenate([np.zeros((len(BETS), 1, len(means))), logs.cumsum(axis=1)], axis=1)
    top = sums.max(axis=0)
    mixed: np.ndarray = top + np.log(np.exp(sums - top).mean(axis=0))
    return mixed


def _interval(values: np.ndarray, error: float) -> tuple[float, float]:
    """The means that no bet at half the error has refuted at any look.

    Where looks contradict each other, since the games changed on the way, the last look counts.
    """
    means = np.linspace(-1, 1, GRID)
    inner = means[1:-1]
    needed = np.log(2 / error)
    above = _log_wealth(values, inner) >= needed
    below = _log_wealth(-values, -inner) >= needed
    for up, down in ((above.any(axis=0), below.any(axis=0)), (above[-1], below[-1])):
        kept = inner[~up & ~down]
        if kept.size:
            return (float(kept[0]) if up.any() else -1.0, float(kept[-1]) if down.any() else 1.0)
    middle = float(values.mean())
    return middle, middle
