"""How likely it is that a difference is luck, also where several are looked at together. Pure."""

from collections.abc import Sequence
from itertools import product

import numpy as np

FLIPS = 10_000
"""Ways to flip the signs that are tried; all of them where there are no more."""

_EXACT = 13
_ROUNDING = 1e-9


def chance(differences: Sequence[float], *, seed: int = 0) -> float:
    """How often flipped signs bring a mean as far from 0: two-sided, in (0, 1].

    The sign-flip test of paired differences (Fisher 1935): exact for up to 13 of them, then from
    10,000 drawn flips, its own among them. ValueError without differences.

    >>> chance([0.1, 0.2, 0.3]), chance([0.0, 0.0])
    (0.25, 1.0)
    """
    values = np.asarray(differences, dtype=float)
    if not len(values):
        raise ValueError("no differences")
    if len(values) <= _EXACT:
        signs = np.array(list(product((1.0, -1.0), repeat=len(values))))
    else:
        drawn = np.random.default_rng(seed).integers(2, size=(FLIPS, len(values)))
        signs = np.vstack([np.ones(len(values)), 2.0 * drawn - 1.0])
    sums = np.abs(signs @ values)
    return float(np.mean(sums >= sums[0] - _ROUNDING))


def holm(chances: Sequence[float]) -> list[float]:
    """The same chances, corrected for how many there are (Holm 1979), in their order.

    What stays below 0.05 is held to be more than luck, and of all that is held so nothing is luck,
    at 95%.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    found, before = [0.0] * len(chances), 0.0
    for place, at in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        before = max(before, min(1.0, (len(chances) - place) * chances[at]))
        found[at] = before
    return found
