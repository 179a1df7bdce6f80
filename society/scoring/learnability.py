"""How much there is to learn from a task: most where it is won as often as lost. Pure.

4 p (1 - p), where p is how often it is won: 1 at one half, 0 where it is always or never won
(Florensa et al. 2018, "Automatic goal generation"; Tzannetos et al. 2023, "Proximal curriculum";
Rutherford et al. 2024, "No regrets").
"""

from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import NamedTuple, TypeVar

from society.scoring.intervals import LEVEL, Estimate

Task = TypeVar("Task", bound=Hashable)

FLOOR = 0.2
"""The share of games that is spread evenly over all tasks, so that nothing is forgotten."""


class Success(NamedTuple):
    """How often a task was won, with a belief that begins as Beta(1, 1): anything may be."""

    wins: int = 0
    games: int = 0

    @property
    def rate(self) -> float:
        """The mean of the belief: one half before any game."""
        return (self.wins + 1) / (self.games + 2)

    def estimate(self) -> Estimate:
        """The rate with the ends between which 95% of the belief lies."""
        from scipy.stats import beta

        low, high = beta.interval(LEVEL, self.wins + 1, self.games - self.wins + 1)
        return Estimate(self.rate, float(low), float(high), self.games)

    @property
    def learnability(self) -> float:
        """4 p (1 - p), on average over the belief.

        >>> Success().learnability, Success(50, 100).learnability > Success(99, 100).learnability
        (0.6666666666666666, True)
        """
        won, lost = self.wins + 1, self.games - self.wins + 1
        n = won + lost
        return 4 * won * lost / (n * (n + 1))


def shares(known: Mapping[Task, Success], *, floor: float = FLOOR) -> dict[Task, float]:
    """The share of games for each task, by learnability above an even floor; they add up to 1."""
    if not known:
        return {}
    total = sum(each.learnability for each in known.values())
    return {
        task: floor / len(known) + (1 - floor) * each.learnability / total
        for task, each in known.items()
    }


def dealt(chances: Mapping[Task, float], n: int, seed: int) -> dict[Task, int]:
    """How many of `n` games each task gets: its share rounded down, what is left over by chance.

    >>> dealt({"easy": 0.5, "hard": 0.5}, 4, seed=7)
    {'easy': 2, 'hard': 2}
    """
    counts = {task: int(n * share + 1e-9) for task, share in chances.items()}
    left = {task: n * share - counts[task] for task, share in chances.items()}
    dice = Random(f"dealt:{seed}")
    for task in _without_replacement(left, n - sum(counts.values()), dice):
        counts[task] += 1
    return {task: count for task, count in counts.items() if count}


def _without_replacement(left: Mapping[Task, float], n: int, dice: Random) -> Sequence[Task]:
    """So many tasks, likelier where more was left over (Efraimidis and Spirakis 2006)."""
    keyed = {task: dice.random() ** (1 / rest) for task, rest in left.items() if rest > 1e-9}
    return sorted(keyed, key=keyed.__getitem__, reverse=True)[:n]
