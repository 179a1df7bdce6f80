"""What goes with a better end: rank correlation, two groups, false discoveries. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FEWEST = 8
"""Observations, and members of a group, from which anything is concluded."""

ROWS = 10
"""Rows that a figure of a regression takes."""


class Link(NamedTuple):
    """How strongly two things go together, -1 to 1, and how likely that is luck, in (0, 1]."""

    strength: float
    chance: float
    n: int


def correlated(one: Sequence[float], other: Sequence[float]) -> Link | None:
    """Spearman's rank correlation; None with too few pairs, or where one never varies.

    >>> round(correlated(range(10), range(10)).strength, 6)
    1.0
    """
    from scipy.stats import spearmanr

    if len(one) < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    found = spearmanr(one, other)
    return Link(float(found.statistic), _luck(found.pvalue), len(one))


def apart(upper: Sequence[float], lower: Sequence[float]) -> Link | None:
    """Whether the first group has the greater values (Mann-Whitney); None where one is too small.

    The strength is the rank-biserial correlation: 1 where every value of `upper` is greater.

    >>> apart(range(10, 20), range(10)).strength
    1.0
    """
    from scipy.stats import mannwhitneyu

    if min(len(upper), len(lower)) < FEWEST or np.ptp([*upper, *lower]) == 0:
        return None
    found = mannwhitneyu(upper, lower, alternative="two-sided")
    share = float(found.statistic) / (len(upper) * len(lower))
    return Link(2 * share - 1, _luck(found.pvalue), len(upper) + len(lower))


def discoveries(chances: Sequence[float]) -> list[float]:
    """The same chances, of many questions at once (Benjamini & Hochberg 1995), in their order.

    Of all that is held to be more than luck because it stays below 0.05, 5% is luck on average.

    >>> [round(each, 3) for each in discoveries([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    from scipy.stats import false_discovery_control

    return [float(each) for each in false_discovery_control(chances)] if chances else []


def unexplained(values: Sequence[float], given: Sequence[Sequence[float]]) -> list[float]:
    """What of each value is not explained by what was given with it: the rest of a regression.

    Least squares over the given figures, then their squares, as many of them as there are ten rows
    for each; the mean is taken off in any case.

    >>> [round(each, 6) for each in unexplained([1.0, 2.0, 3.0], [(), (), ()])]
    [-1.0, 0.0, 1.0]
    """
    wanted = np.asarray(values, dtype=float)
    columns = _scaled(np.asarray(given, dtype=float).reshape(len(wanted), -1))
    affordable = max(0, len(wanted) // ROWS - 1)
    chosen = np.hstack([columns, columns**2])[:, :affordable]
    design = np.hstack([np.ones((len(wanted), 1)), chosen])
    solved = np.linalg.lstsq(design, wanted, rcond=None)[0]
    return [float(each) for each in wanted - design @ solved]


def _scaled(table: np.ndarray) -> np.ndarray:
    """The columns that vary, each with mean 0 and spread 1."""
    varying = table[:, np.ptp(table, axis=0) > 0] if table.size else table[:, :0]
    if not varying.size:
        return varying
    scaled: np.ndarray = (varying - varying.mean(axis=0)) / varying.std(axis=0)
    return scaled


def _luck(chance: float) -> float:
    """Never 0: what underflows is still a chance."""
    return max(float(chance), 1e-300)
