"""Where strength goes round: A beats B beats C beats A, and how much of a league does. Pure.

A league's payoffs are a flow on the graph of its policies. Its gradient part is what ratings can
say; the rest goes round, and no rating can say it (Jiang, Lim, Yao and Ye 2011, "Statistical
ranking and combinatorial Hodge theory"; Balduzzi et al. 2019, "Open-ended learning in symmetric
zero-sum games").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from society.scoring.intervals import Estimate
from society.scoring.payoffs import Payoffs

CHANCES = 1000
"""Leagues without a cycle that are drawn to see what chance alone would show."""


class Cycle(NamedTuple):
    """Each beats the next, and the last the first: every interval at 95% excludes an even share.

    `sure` where it also does when corrected for how many pairs of the league were looked at.
    """

    names: tuple[str, str, str]
    shares: tuple[Estimate, Estimate, Estimate]
    sure: bool

    @property
    def weakest(self) -> float:
        """The smallest share that one of them takes from the next."""
        return min(each.value for each in self.shares)


@dataclass(frozen=True)
class Flow:
    """A league's payoffs taken apart. `transitive` and `cyclic` add up to 1.

    `triangles` is the part of `cyclic` that goes round three policies; the rest goes round more, by
    pairs that never met. `chance` is what `cyclic` would be on average if nothing went round, at so
    many games, and `luck` how often it would then be as large as it is. `potentials` are the
    strengths that say the transitive part best, in points: their differences are shares above 0.5.
    """

    transitive: float
    cyclic: float
    triangles: float
    chance: float
    luck: float
    potentials: dict[str, float]


def cycles(found: Payoffs) -> list[Cycle]:
    """Every intransitive triple, the clearest first."""
    listed = []
    for trio in combinations(found.names, 3):
        for around in (trio, (trio[0], trio[2], trio[1])):
            cycle = _cycle(found, around)
            if cycle:
                listed.append(cycle)
    return sorted(listed, key=lambda each: (not each.sure, -each.weakest, each.names))


def _cycle(found: Payoffs, names: tuple[str, str, str]) -> Cycle | None:
    steps = list(zip(names, (*names[1:], names[0]), strict=True))
    edges = [found.edges.get(step) for step in steps]
    there = [edge for edge in edges if edge is not None and edge.share > 0.5]
    if len(there) < 3:
        return None
    one, two, three = (edge.estimate() for edge in there)
    if min(one.low, two.low, three.low) <= 0.5:
        return None
    sure = min(edge.estimate(found.corrected).low for edge in there) > 0.5
    return Cycle(names, (one, two, three), sure)


def flow(found: Payoffs, *, seed: int = 0) -> Flow | None:
    """The payoffs taken apart; None below three policies, or where nobody beats anybody."""
    pairs = found.pairs
    if len(found.names) < 3 or not pairs:
        return None
    grad = _gradient(found.names, pairs)
    edges = [found.edges[pair] for pair in pairs]
    payoff = np.array([edge.share - 0.5 for edge in edges])
    if not payoff.any():
        return None
    solved = np.linalg.pinv(grad)
    potentials = solved @ payoff
    smooth = grad @ potentials
    rest = payoff - smooth
    chances = _by_chance(smooth, np.stack([edge.draws for edge in edges]), grad @ solved, seed)
    cyclic = _part(rest, payoff)
    return Flow(
        transitive=1 - cyclic,
        cyclic=cyclic,
        triangles=_part(_curl(pairs, rest), payoff),
        chance=float(chances.mean()),
        luck=float((1 + (chances >= cyclic - 1e-12).sum()) / (1 + len(chances))),
        potentials={
            name: float(value) for name, value in zip(found.names, potentials, strict=True)
        },
    )


def _by_chance(smooth: np.ndarray, draws: np.ndarray, kept: np.ndarray, seed: int) -> np.ndarray:
    """The cyclic parts of leagues with the same transitive part and noise, and nothing else."""
    rng = np.random.default_rng([seed, 3])
    noise = draws - draws.mean(axis=1, keepdims=True)
    picked = np.stack([each[rng.integers(len(each), size=CHANCES)] for each in noise])
    payoff = smooth[:, None] + picked
    rest = payoff - kept @ payoff
    return np.asarray((rest**2).sum(axis=0) / (payoff**2).sum(axis=0))


def _gradient(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """From strengths to the payoffs that they would make."""
    at = {name: number for number, name in enumerate(names)}
    found = np.zeros((len(pairs), len(names)))
    for row, (one, other) in enumerate(pairs):
        found[row, at[one]], found[row, at[other]] = 1.0, -1.0
    return found


def _curl(pairs: Sequence[tuple[str, str]], rest: np.ndarray) -> np.ndarray:
    """The part of what is left that goes round triangles."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.linalg import lsqr

    entries = list(_triangles(pairs))
    if not entries:
        return np.zeros_like(rest)
    rows, columns, values = zip(*entries, strict=True)
    around = csr_matrix((values, (rows, columns)), shape=(len(pairs), max(columns) + 1))
    return np.asarray(around @ lsqr(around, rest, atol=1e-12, btol=1e-12)[0])


def _triangles(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, float]]:
    """The sides of every triangle: the number of the pair, of the triangle, and its direction."""
    at = {pair: number for number, pair in enumerate(pairs)}
    names = sorted({name for pair in pairs for name in pair})
    count = 0
    for one, two, three in combinations(names, 3):
        sides = ((one, two), (two, three), (one, three))
        if all(side in at for side in sides):
            for side, sign in zip(sides, (1.0, 1.0, -1.0), strict=True):
                yield at[side], count, sign
            count += 1


def _part(of: np.ndarray, whole: np.ndarray) -> float:
    return float((of**2).sum() / (whole**2).sum())
