"""The mean of a few values: Student's interval, as a bootstrap of few is far too narrow. Pure."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

from society.scoring.intervals import LEVEL, Estimate


def mean_of_few(values: Sequence[float]) -> Estimate:
    """The mean with its 95% interval, where values spread as a normal; ValueError below two.

    >>> [round(each, 2) for each in mean_of_few([0.1, 0.2, 0.3])[:3]]
    [0.2, -0.05, 0.45]
    """
    if len(values) < 2:
        raise ValueError("one value says nothing of how values spread")
    from scipy.stats import t

    middle = fmean(values)
    far = float(t.ppf((1 + LEVEL) / 2, len(values) - 1)) * stdev(values) / sqrt(len(values))
    return Estimate(middle, middle - far, middle + far, len(values))
