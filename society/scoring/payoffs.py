"""What each policy wins from each other over all seats, and how sure that is. Pure.

Points are 1 for the higher utility of a game, 0.5 for a draw. Every seat of every scenario counts
the same, however often it was played, so that nobody gains by sitting in the better one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from society.scoring.intervals import LEVEL, Estimate

DRAWS = 4000
END = 0.5
"""The weight of one pretended win and one pretended loss in every draw.

With it an interval of plain wins and losses is Jeffreys', and none is ever of no width.
"""


class Result(NamedTuple):
    """One game of two policies: `score` is 1 where `first` won; `game` tells which game it was.

    A seat names the scenario and the roles, the first's own before the other's.
    """

    first: str
    second: str
    score: float
    seat: str
    game: str

    @property
    def turned(self) -> "Result":
        """The same, seen from the other side."""
        return Result(self.second, self.first, 1 - self.score, _opposite(self.seat), self.game)


@dataclass(frozen=True, eq=False)
class Edge:
    """The share of the points that one takes from another; `draws` are what else it might be.

    `games` are the different games that they met in, `seats` those that the one had. It is `fair`
    where each sat wherever the other did.
    """

    share: float
    games: int
    seats: tuple[str, ...]
    draws: np.ndarray

    @property
    def fair(self) -> bool:
        """Whether a good seat cannot be the reason."""
        return {_opposite(seat) for seat in self.seats} == set(self.seats)

    def estimate(self, level: float = LEVEL) -> Estimate:
        """The share with its interval at that level."""
        tail = 50 * (1 - level)
        low, high = np.percentile(self.draws, [tail, 100 - tail])
        return Estimate(
            self.share, min(float(low), self.share), max(float(high), self.share), self.games
        )

    @property
    def turned(self) -> "Edge":
        """The same, seen from the other side."""
        seats = tuple(sorted(map(_opposite, self.seats)))
        return Edge(1 - self.share, self.games, seats, 1 - self.draws)


@dataclass(frozen=True, eq=False)
class Payoffs:
    """Who takes what from whom. `edges` has every pair that met, both ways round."""

    names: tuple[str, ...]
    edges: Mapping[tuple[str, str], Edge]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every pair that met, once."""
        return tuple(pair for pair in combinations(self.names, 2) if pair in self.edges)

    @property
    def corrected(self) -> float:
        """The level at which all pairs together are as sure as one alone at 95% (Bonferroni)."""
        return 1 - (1 - LEVEL) / max(1, len(self.pairs))

    @property
    def fair(self) -> "Payoffs":
        """The same without pairs of which one had a seat that the other never had."""
        edges = {pair: edge for pair, edge in self.edges.items() if edge.fair}
        return Payoffs(tuple(name for name in self.names if any(name in p for p in edges)), edges)

    def matrix(self, names: Sequence[str]) -> np.ndarray:
        """Shares of the points, rows against columns; 0.5 against oneself, NaN where none met."""
        found = np.full((len(names), len(names)), np.nan)
        for row, one in enumerate(names):
            for column, other in enumerate(names):
                edge = self.edges.get((one, other))
                found[row, column] = 0.5 if one == other else edge.share if edge else np.nan
        return found

    def core(self) -> tuple[str, ...]:
        """Policies that all met each other: who lacks the most is left out until nobody does."""
        kept = list(self.names)
        while kept:
            lacking = {
                one: sum((one, other) not in self.edges for other in kept if other != one)
                for one in kept
            }
            worst = max(kept, key=lambda name: (lacking[name], name))
            if not lacking[worst]:
                break
            kept.remove(worst)
        return tuple(kept)


def payoffs(results: Iterable[Result], *, seed: int = 0) -> Payoffs:
    """The payoffs of these games; those of a policy with itself say nothing.

    What else a share might be is drawn by the Bayesian bootstrap (Rubin 1981) over the different
    games, with a pretended win and loss of half a game each: plays of one game are not independent.
    """
    met: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for each in results:
        if each.first != each.second:
            ordered = each if each.first < each.second else each.turned
            met[ordered.first, ordered.second].append(ordered)
    edges: dict[tuple[str, str], Edge] = {}
    for at, (one, other) in enumerate(sorted(met)):
        edge = _edge(met[one, other], np.random.default_rng([seed, at]))
        edges[one, other], edges[other, one] = edge, edge.turned
    names = sorted({name for pair in edges for name in pair})
    return Payoffs(tuple(names), edges)


def _edge(played: Sequence[Result], rng: np.random.Generator) -> Edge:
    scores: dict[str, dict[str, list[float]]] = {}
    for each in played:
        scores.setdefault(each.seat, {}).setdefault(each.game, []).append(each.score)
    seats = tuple(sorted(scores))
    games = sorted({each.game for each in played})
    points, there = _tables(games, [scores[seat] for seat in seats])
    share = float(np.mean(points.sum(axis=0) / there.sum(axis=0)))
    weights = rng.dirichlet([1.0] * len(games) + [END, END], size=DRAWS)
    own, won, lost = weights[:, :-2], weights[:, -2:-1], weights[:, -1:]
    drawn = (own @ points + won) / (own @ there + won + lost)
    return Edge(share, len(games), seats, drawn.mean(axis=1))


def _tables(
    games: Sequence[str], seats: Sequence[Mapping[str, Sequence[float]]]
) -> tuple[np.ndarray, np.ndarray]:
    """Mean points of each game in each seat, and whether it was played there at all."""
    row = {game: at for at, game in enumerate(games)}
    points, there = (np.zeros((len(games), len(seats))) for _ in range(2))
    for column, scores in enumerate(seats):
        for game, listed in scores.items():
            points[row[game], column] = sum(listed) / len(listed)
            there[row[game], column] = 1.0
    return points, there


def _opposite(seat: str) -> str:
    """The seat of whoever sits across."""
    stage, own, other = seat.rsplit(":", 2)
    return f"{stage}:{other}:{own}"
