"""How sure a figure is: 95% intervals of shares and of means."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

LEVEL = 0.95
RESAMPLES = 2000


class Estimate(NamedTuple):
    """A figure with the ends of its 95% interval, from `n` observations."""

    value: float
    low: float
    high: float
    n: int


def share(hits: int, n: int) -> Estimate:
    """A share with its Wilson interval; ValueError where nothing was counted.

    >>> [round(end, 2) for end in share(87, 100)[:3]]
    [0.87, 0.79, 0.92]
    """
    from scipy.stats import binomtest

    found = binomtest(hits, n).proportion_ci(LEVEL, method="wilson")
    return Estimate(hits / n, float(found.low), float(found.high), n)


def mean(values: Sequence[float], *, seed: int = 0) -> Estimate:
    """A mean with its bootstrap interval (percentiles); ValueError without values.

    >>> mean([0.2, 0.2, 0.2])
    Estimate(value=0.2, low=0.2, high=0.2, n=3)
    """
    return statistic(values, np.mean, seed=seed)


def statistic(
    values: Sequence[Any], of: Callable[..., Any], *, seed: int = 0, resamples: int = RESAMPLES
) -> Estimate:
    """A statistic `of` rows (numbers, or tuples of one length) with its bootstrap interval.

    `of` takes one array for each column, and has a finite value for every resample.
    """
    rows = np.asarray(values, dtype=float)
    if not len(rows):
        raise ValueError("no values")
    columns = (rows,) if rows.ndim == 1 else tuple(rows.T)
    value = float(of(*columns))
    if all(np.ptp(column) == 0 for column in columns):
        return Estimate(value, value, value, len(rows))
    return Estimate(value, *_resampled(columns, of, seed, resamples), len(rows))


def _resampled(
    columns: tuple[np.ndarray, ...], of: Callable[..., Any], seed: int, resamples: int
) -> tuple[float, float]:
    from scipy.stats import bootstrap

    found = bootstrap(
        columns,
        of,
        n_resamples=resamples,
        confidence_level=LEVEL,
        method="percentile",
        paired=len(columns) > 1,
        vectorized=of is np.mean,
        rng=np.random.default_rng(seed),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
