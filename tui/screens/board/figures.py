"""What the leaderboard shows, worked out of the games that were played. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from society.domain.strategy import Strategy
from society.scoring.intervals import Estimate, mean, share
from society.scoring.rating import Rating, Record, ratings, records
from society.store.matches import Played, matches

FEW = 400
"""Values up to which a mean is given an interval; more are as good as sure on a screen."""


@dataclass(frozen=True)
class Group:
    """Games that have something in common: how many, how they mostly end, what they paid."""

    name: str
    games: int
    ended: str
    share: Estimate
    utility: Estimate


@dataclass(frozen=True)
class Standings:
    """Everything the leaderboard shows of one selection of games."""

    games: tuple[Played, ...]
    ratings: tuple[Rating, ...]
    records: dict[tuple[str, str], Record]
    generations: tuple[Group, ...]
    levels: tuple[Group, ...]
    strategies: tuple[Strategy, ...]

    @property
    def enough(self) -> bool:
        """Whether anybody could be rated."""
        return any(each.value is not None for each in self.ratings)


def standings(games: Iterable[Played], strategies: Iterable[Strategy]) -> Standings:
    """The standings after these games."""
    told = tuple(games)
    paired = list(matches(told))
    of_generation = [game for game in told if game.generation is not None]
    return Standings(
        games=told,
        ratings=tuple(ratings(paired)),
        records=records(paired),
        generations=_grouped(of_generation, lambda game: f"{game.generation}"),
        levels=_grouped(told, lambda game: f"{game.scenario} {game.level}".strip()),
        strategies=tuple(strategies),
    )


def _grouped(games: Sequence[Played], key: Callable[[Played], str]) -> tuple[Group, ...]:
    groups: dict[str, list[Played]] = defaultdict(list)
    for game in games:
        groups[key(game)].append(game)
    return tuple(_group(name, groups[name]) for name in sorted(groups, key=_natural))


def _group(name: str, games: Sequence[Played]) -> Group:
    utilities = [value for game in games for value in game.utilities.values()] or [0.0]
    ended, often = Counter(game.ended for game in games).most_common(1)[0]
    return Group(name, len(games), ended, share(often, len(games)), mean(utilities[-FEW:]))


def _natural(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdigit() else (0, name)
