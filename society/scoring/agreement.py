"""Do several raters say the same? Krippendorff's alpha, and the intraclass correlation."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

Metric = Literal["nominal", "ordinal", "interval"]


def alpha(ratings: Sequence[Sequence[float | None]], metric: Metric = "interval") -> float | None:
    """Krippendorff's alpha of raters (rows) over units (columns); None stands for no rating.

    1 is agreement, 0 what chance gives. None where no unit has two ratings, or all are the same.

    >>> alpha([[1, 2, 3], [1, 2, 3]])
    1.0
    """
    table = np.array([[np.nan if each is None else each for each in row] for row in ratings], float)
    values = np.unique(table[np.isfinite(table)])
    counts = np.array([(table == value).sum(axis=0) for value in values]).T
    counts = counts[counts.sum(axis=1) > 1]
    if not len(counts):
        return None
    within = counts.sum(axis=1, keepdims=True) - 1
    pairs = (counts / within).T @ counts - np.diag((counts / within).sum(axis=0))
    totals = pairs.sum(axis=0)
    apart = _distance(values, totals, metric)
    expected = (np.outer(totals, totals) * apart).sum() / (totals.sum() - 1)
    return None if expected == 0 else float(1 - (pairs * apart).sum() / expected)


def _distance(values: np.ndarray, totals: np.ndarray, metric: Metric) -> np.ndarray:
    """How far apart two values are, squared."""
    if metric == "nominal":
        apart: np.ndarray = (values[:, None] != values[None, :]).astype(float)
        return apart
    scale = values if metric == "interval" else np.cumsum(totals) - totals / 2
    squared: np.ndarray = (scale[:, None] - scale[None, :]) ** 2
    return squared


def icc(repeats: Sequence[Sequence[float]]) -> float | None:
    """ICC(1): how much of the variance lies between the units (rows), not between their repeats.

    None with fewer than two units or repeats, or where nothing varies.

    >>> round(icc([[1, 1], [2, 2], [3, 3]]), 3)
    1.0
    """
    table = np.array(repeats, float)
    if table.ndim != 2 or min(table.shape) < 2 or np.ptp(table) == 0:
        return None
    k = table.shape[1]
    between = k * table.mean(axis=1).var(ddof=1)
    within = table.var(axis=1, ddof=1).mean()
    return float((between - within) / (between + (k - 1) * within))


def entropy(values: Sequence[float]) -> float:
    """How evenly the values are used, in bits: 0 where all are the same.

    >>> entropy([0.0, 0.0, 1.0, 1.0])
    1.0
    """
    from scipy.stats import entropy as shannon

    counts = np.unique(np.asarray(values, float), return_counts=True)[1]
    return float(shannon(counts, base=2))
