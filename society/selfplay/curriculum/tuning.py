"""Better tactics from games: the cross-entropy method over the planner's parameters. Pure.

Rubinstein 1999: draw around a mean, keep the tactics of those who came away with most, move the
mean there and narrow the spread.
"""

from collections.abc import Mapping, Sequence
from math import log
from random import Random
from statistics import fmean, pstdev
from typing import NamedTuple

from society.domain.value import Value
from society.players.tactics import Tactics

ELITE, SMOOTH = 0.3, 0.7
"""The share of candidates whose tactics are kept, and how far the mean goes to theirs."""

NARROWEST = 0.04


class Knob(NamedTuple):
    """A parameter and where it may go; `scaled` by its logarithm."""

    low: float
    high: float
    scaled: bool = False

    def value(self, at: float) -> float:
        """The parameter at a place in [0, 1]."""
        if self.scaled:
            return float(self.low * (self.high / self.low) ** at)
        return self.low + (self.high - self.low) * at

    def place(self, value: float) -> float:
        """The place in [0, 1] of a value; those outside are at the ends."""
        inside = min(self.high, max(self.low, value))
        if self.scaled:
            return log(inside / self.low) / log(self.high / self.low)
        return (inside - self.low) / (self.high - self.low)


KNOBS: Mapping[str, Knob] = {
    "aspiration": Knob(0.2, 1.0),
    "beta": Knob(0.1, 8.0, scaled=True),
    "reciprocity": Knob(0.0, 1.0),
    "patience": Knob(0.4, 1.0),
    "margin": Knob(0.0, 0.3),
    "floor": Knob(0.0, 0.5),
}


class Belief(Value):
    """Where good tactics are thought to be: a mean and a spread for each parameter, in [0, 1]."""

    mean: dict[str, float]
    spread: dict[str, float]

    @property
    def tactics(self) -> dict[str, float]:
        """The tactics at the mean."""
        return _tactics(self.mean)


def begin(width: float = 0.25) -> Belief:
    """Around the planner's own tactics."""
    plain = Tactics()
    mean = {name: knob.place(getattr(plain, name)) for name, knob in KNOBS.items()}
    return Belief(mean=mean, spread=dict.fromkeys(KNOBS, width))


def candidates(belief: Belief, n: int, seed: int) -> list[dict[str, float]]:
    """So many tactics around the mean, the mean itself first."""
    dice = Random(f"candidates:{seed}")
    found = [belief.tactics]
    while len(found) < n:
        drawn = {
            name: min(1.0, max(0.0, dice.gauss(belief.mean[name], belief.spread[name])))
            for name in KNOBS
        }
        found.append(_tactics(drawn))
    return found


def moved(belief: Belief, tried: Sequence[Mapping[str, float]], scores: Sequence[float]) -> Belief:
    """The belief after the candidates' scores: nearer to the best, and narrower.

    >>> after = moved(begin(), [{"beta": 0.1}, {"beta": 8.0}, {"beta": 1.0}], [0.1, 0.9, 0.2])
    >>> after.tactics["beta"] > 1
    True
    """
    best = sorted(range(len(tried)), key=lambda at: -scores[at])
    elite = [tried[at] for at in best[: max(2, round(ELITE * len(tried)))]]
    mean, spread = dict(belief.mean), dict(belief.spread)
    for name, knob in KNOBS.items():
        places = [knob.place(each.get(name, knob.value(belief.mean[name]))) for each in elite]
        mean[name] += SMOOTH * (fmean(places) - mean[name])
        narrower = spread[name] + SMOOTH * (pstdev(places) - spread[name])
        spread[name] = max(NARROWEST, narrower)
    return Belief(mean=mean, spread=spread)


def _tactics(places: Mapping[str, float]) -> dict[str, float]:
    return {name: round(knob.value(places[name]), 4) for name, knob in KNOBS.items()}
