"""A mean that people would give, from few labels and a judge's many scores.

Prediction-powered inference (Angelopoulos et al., Science 2023, arXiv 2301.09633): the judge's mean
over what nobody labelled, corrected by how far it is off where somebody did. Law: the labelled must
be a fair sample of all; labels that were chosen for being hard do not correct a mean.
"""

import math
from collections.abc import Sequence

import numpy as np

from society.scoring.intervals import LEVEL, Estimate


def classical(labels: Sequence[float]) -> Estimate | None:
    """The mean of the labels alone with its interval; None with fewer than two."""
    if len(labels) < 2:
        return None
    given = np.asarray(labels, float)
    return _around(float(given.mean()), given.var(ddof=1) / len(given), len(given))


def powered(
    labels: Sequence[float], judged: Sequence[float], unlabelled: Sequence[float]
) -> Estimate | None:
    """The mean with its interval: `judged` are the judge's scores of the labelled, in their order.

    None with fewer than two labels or two unlabelled scores. `n` counts the labels.

    >>> powered([0.5, 0.7], [0.4, 0.6], [0.4, 0.6, 0.5, 0.5]).value
    0.6
    """
    if len(labels) < 2 or len(unlabelled) < 2:
        return None
    off = np.asarray(labels, float) - np.asarray(judged, float)
    rest = np.asarray(unlabelled, float)
    variance = rest.var(ddof=1) / len(rest) + off.var(ddof=1) / len(off)
    return _around(float(rest.mean() + off.mean()), variance, len(off))


def _around(value: float, variance: float, n: int) -> Estimate:
    from scipy.stats import norm

    reach = float(norm.ppf((1 + LEVEL) / 2)) * math.sqrt(variance)
    return Estimate(value, value - reach, value + reach, n)
