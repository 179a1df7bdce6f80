"""The planner that would concede as somebody did: its parameters, found in a role's own offers."""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from society.players.tactics import Tactics
from society.selfplay.strategies.traces import Step, Trace

FEWEST = 3
"""Own offers from which a shape is read."""

PULL = 0.0005
"""How strongly few offers are drawn to the usual: a squared error of worth for each unit away."""

USUAL = Tactics()


class Shape(NamedTuple):
    """The parameters, as `Tactics` has them, and the error of the offers that they foretell."""

    beta: float
    reciprocity: float
    error: float


def shape(trace: Trace) -> Shape | None:
    """The concession of a role as the planner's parameters; None with fewer than three offers.

    Every combination of a grid foretells each offer from the one before, from the time and from
    what the other side gave; the best is taken, few offers being drawn to the usual ones.
    """
    own = trace.own
    if len(own) < FEWEST or own[0].worth <= 0:
        return None
    betas, shares = _grid()
    opening = np.minimum(1.0, own[0].worth / np.maximum(_left(own[0].share, betas), 0.05))
    missed = np.zeros_like(betas)
    for before, step in pairwise(own):
        timed = opening * _left(step.share, betas)
        mirrored = before.worth - _given(trace.theirs, step.turn)
        mixed = (1 - shares) * timed + shares * mirrored if step.share < 1 else timed
        missed += (np.clip(mixed, 0, before.worth) - step.worth) ** 2
    pulled = missed + PULL * (np.log2(betas) ** 2 + (shares - USUAL.reciprocity) ** 2)
    at = int(np.argmin(pulled))
    error = float(np.sqrt(missed[at] / (len(own) - 1)))
    return Shape(float(betas[at]), float(shares[at]), error)


@cache
def _grid() -> tuple[np.ndarray, np.ndarray]:
    """Every combination of a beta from 1/6 to 6 and a share of tit for tat."""
    betas, shares = np.geomspace(1 / 6, 6, 25), np.linspace(0, 1, 11)
    return np.repeat(betas, len(shares)), np.tile(shares, len(betas))


def _left(share: float, betas: np.ndarray) -> np.ndarray:
    """What of the opening is still asked for when that share of the time has gone."""
    left: np.ndarray = 1 - share ** (1 / betas)
    return left


def _given(theirs: tuple[Step, ...], turn: int) -> float:
    """What the others' latest offer before that turn is better by than the one before it."""
    heard = [each.worth for each in theirs if each.turn < turn]
    return max(0.0, heard[-1] - heard[-2]) if len(heard) > 1 else 0.0
