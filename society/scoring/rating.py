"""Who plays better: Bradley-Terry ratings of policies from games they played, with intervals.

Bradley and Terry (1952), with a term for the seat, since a seat may be worth more than the skill of
whoever sits there; a draw counts as half a win for each, as Davidson (1970) does at even odds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from society.scoring.intervals import LEVEL, Estimate

BASE, SCALE = 1500.0, 400.0 / float(np.log(10))
"""A rating 400 above another's wins ten games for each it loses, as in chess."""

RESAMPLES = 200
SAME = 1e-9
"""Utilities nearer than this are a draw."""

FEWEST = 10
"""Games against others below which a rating is not told."""

_RIDGE = 10.0
_ROUNDS, _BOLD, _CLOSE = 100, 1.0, 1e-6


class Match(NamedTuple):
    """One game: `first` sat in `seat` against `second`; `score` is 1 where first won, 0.5 a draw.

    A seat names the scenario and both roles, so that what a seat is worth is learned for each.
    """

    first: str
    second: str
    score: float
    seat: str = ""


def scored(lead: float) -> float:
    """The score of whoever leads by so much utility: 1 won, 0 lost, 0.5 a draw.

    >>> scored(0.2), scored(-0.2), scored(0.0)
    (1.0, 0.0, 0.5)
    """
    return 0.5 if abs(lead) < SAME else float(lead > 0)


class Rating(NamedTuple):
    """A policy's strength on the scale of chess with the ends of its 95% interval, and its games.

    `value` is None below 10 games against others, and where nobody could be compared.
    """

    policy: str
    value: float | None
    low: float | None
    high: float | None
    games: int
    wins: int
    draws: int
    losses: int


class Record(NamedTuple):
    """What one policy did against another: games, wins, draws."""

    games: int
    wins: int
    draws: int


def ratings(matches: Iterable[Match], *, seed: int = 0) -> list[Rating]:
    """Every policy's rating, the strongest first; games of a policy with itself rate nobody."""
    counts = Counter(each for each in matches if each.first != each.second)
    told = records(counts.elements())
    names = sorted({name for match in counts for name in (match.first, match.second)})
    totals = {name: _total(told, name) for name in names}
    rated, between = _rated(counts)
    values = _strengths(rated, between, seed) if len(rated) > 1 and between else {}
    found = [_rating(name, totals[name], values.get(name)) for name in names]
    return sorted(found, key=lambda each: (each.value is None, -(each.value or 0), each.policy))


def lead(matches: Iterable[Match], first: str, second: str, *, seed: int = 0) -> Estimate | None:
    """How much higher the first is rated than the second; None where one of them is not rated.

    Both are rated in the same games drawn again, so the interval is of the difference itself, which
    is narrower than two intervals beside each other.
    """
    counts = Counter(each for each in matches if each.first != each.second)
    rated, between = _rated(counts)
    if first not in rated or second not in rated or not between:
        return None
    best, again = _resampled(rated, between, seed)
    one, other = rated.index(first), rated.index(second)
    low, high = _ends(again[:, one] - again[:, other])
    return Estimate(float(best[one] - best[other]), float(low), float(high), between.total())


def records(matches: Iterable[Match]) -> dict[tuple[str, str], Record]:
    """What each did against each: both ways round, so `(a, b)` and `(b, a)` are both there."""
    found: dict[tuple[str, str], Record] = {}
    for match in matches:
        for pair, score in (
            ((match.first, match.second), match.score),
            ((match.second, match.first), 1 - match.score),
        ):
            games, wins, draws = found.get(pair, (0, 0, 0))
            found[pair] = Record(games + 1, wins + (score == 1), draws + (score == 0.5))
    return found


def _rated(counts: Counter[Match]) -> tuple[list[str], Counter[Match]]:
    """Who has enough games against others to be rated, and the games between those."""
    games: Counter[str] = Counter()
    for match, n in counts.items():
        games.update({match.first: n, match.second: n})
    rated = sorted(name for name, n in games.items() if n >= FEWEST)
    between = {m: n for m, n in counts.items() if m.first in rated and m.second in rated}
    return rated, Counter(between)


def _total(told: Mapping[tuple[str, str], Record], name: str) -> Record:
    own = [record for (who, _), record in told.items() if who == name]
    return Record(*(sum(column) for column in zip(*own, strict=True)))


def _rating(name: str, total: Record, value: tuple[float, float, float] | None) -> Rating:
    strength, low, high = value or (None, None, None)
    losses = total.games - total.wins - total.draws
    return Rating(name, strength, low, high, total.games, total.wins, total.draws, losses)


def _strengths(
    names: Sequence[str], counts: Mapping[Match, int], seed: int
) -> dict[str, tuple[float, float, float]]:
    """Each one's strength and its interval, from games drawn again with replacement."""
    best, again = _resampled(names, counts, seed)
    low, high = _ends(again)
    return {
        name: (float(best[at]), float(low[at]), float(high[at])) for at, name in enumerate(names)
    }


def _resampled(
    names: Sequence[str], counts: Mapping[Match, int], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Everyone's strength, and everyone's in each of so many draws of the same games."""
    matches = list(counts)
    weights = np.array([counts[match] for match in matches], float)
    table = _table(names, matches)
    scores = np.array([match.score for match in matches])
    games = int(weights.sum())
    drawn = np.random.default_rng(seed).multinomial(games, weights / games, size=RESAMPLES)
    found = _fit(table, scores, np.vstack([weights, drawn]), len(names))
    return found[0], found[1:]


def _ends(drawn: np.ndarray) -> np.ndarray:
    tail = 50 * (1 - LEVEL)
    found: np.ndarray = np.percentile(drawn, [tail, 100 - tail], axis=0)
    return found


def _table(names: Sequence[str], matches: Sequence[Match]) -> np.ndarray:
    seats = sorted({match.seat for match in matches})
    table = np.zeros((len(matches), len(names) + len(seats)))
    for at, match in enumerate(matches):
        table[at, names.index(match.first)] += 1
        table[at, names.index(match.second)] -= 1
        table[at, len(names) + seats.index(match.seat)] = 1
    return table


def _fit(table: np.ndarray, scores: np.ndarray, weights: np.ndarray, policies: int) -> np.ndarray:
    """Strengths on the chess scale, their mean at 1500, for each row of weights of the games.

    A draw is half a win and half a loss. The ridge makes the best strengths finite and the only
    ones, and Newton's steps find them for all rows together; a step is cut where it is too bold.
    """
    betas = np.vstack([_steepest(table, scores, row) for row in _few(weights)])
    strengths = betas[:, :policies]
    found: np.ndarray = BASE + SCALE * (strengths - strengths.mean(axis=1, keepdims=True))
    return found


def _few(weights: np.ndarray) -> list[np.ndarray]:
    """So many rows at a time that their tables fit into little memory."""
    return np.array_split(weights, -(-len(weights) // 32))


def _steepest(table: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    betas = np.zeros((len(weights), table.shape[1]))
    for _ in range(_ROUNDS):
        likely = expit(betas @ table.T)
        slope = betas + _RIDGE * ((weights * (likely - scores)) @ table)
        bend = _RIDGE * weights * likely * (1 - likely)
        curve = (table.T * bend[:, None, :]) @ table + np.eye(table.shape[1])
        step = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
        betas -= np.clip(step, -_BOLD, _BOLD)
        if np.abs(step).max() < _CLOSE:
            break
    return betas
