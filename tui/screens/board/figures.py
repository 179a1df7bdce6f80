"""What the leaderboard shows, worked out of the games that were played. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from society.domain.strategy import Strategy
from society.scoring.intervals import Estimate, mean, share
from society.scoring.online import Skill
from society.scoring.rating import Match, Rating, Record, ratings, records
from society.selfplay.league.standing import game_by_game
from society.store.matches import Played, matches

FEW = 400
"""Values up to which a mean is given an interval; more are as good as sure on a screen."""

AGREED = "agreement"


@dataclass(frozen=True)
class Group:
    """Games that have something in common: how many, how they mostly end, what they paid.

    `diverse` is the share of different word pairs in what was said, None where nobody looked.
    """

    name: str
    games: int
    ended: str
    share: Estimate
    utility: Estimate
    agreed: Estimate
    diverse: float | None = None


@dataclass(frozen=True)
class Policy:
    """One policy by each metric; None where it never played that."""

    rating: Rating
    utility: Estimate | None
    points: Estimate | None
    skill: Skill | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.rating.policy


@dataclass(frozen=True)
class Standings:
    """Everything the leaderboard shows of one selection of games.

    `stages` are the generations of each scenario and level by itself, the most played first.
    """

    games: tuple[Played, ...]
    policies: tuple[Policy, ...]
    records: Mapping[tuple[str, str], Record]
    generations: tuple[Group, ...]
    levels: tuple[Group, ...]
    strategies: tuple[Strategy, ...]
    stages: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)


def standings(
    games: Iterable[Played],
    strategies: Iterable[Strategy],
    diverse: Mapping[int, float] | None = None,
) -> Standings:
    """The standings after these games; `diverse` by generation, where that is known."""
    told = tuple(games)
    paired = list(matches(told))
    of_generation = [game for game in told if game.generation is not None]
    return Standings(
        games=told,
        policies=tuple(_policies(told, paired)),
        records=records(paired),
        generations=_grouped(of_generation, _generation, diverse or {}),
        levels=_grouped(told, stage),
        strategies=tuple(strategies),
        stages=_stages(of_generation),
    )


def stage(game: Played) -> str:
    """The scenario and level that was played."""
    return f"{game.scenario} {game.level}".strip()


def utilities(games: Iterable[Played], policy: str) -> list[float]:
    """What a policy came away with, in every seat it had."""
    return [
        value
        for game in games
        for role, value in game.utilities.items()
        if game.players.get(role) == policy
    ]


def points(paired: Iterable[Match], policy: str) -> list[float]:
    """1 for each game won against somebody else, 0.5 for a draw, 0 for a loss."""
    return [
        match.score if match.first == policy else 1 - match.score
        for match in paired
        if match.first != match.second and policy in (match.first, match.second)
    ]


def pointed(scores: Sequence[float]) -> Estimate | None:
    """The share of the points with its interval: Wilson's, where nothing was drawn."""
    if not scores:
        return None
    if set(scores) <= {0.0, 1.0}:
        return share(round(sum(scores)), len(scores))
    return mean(scores[-FEW:])


def _policies(games: Sequence[Played], paired: Sequence[Match]) -> Iterable[Policy]:
    skills = game_by_game(games)
    for rating in ratings(paired):
        own = utilities(games, rating.policy)
        utility = mean(own[-FEW:]) if own else None
        won = pointed(points(paired, rating.policy))
        yield Policy(rating, utility, won, skills.get(rating.policy))


def _stages(games: Sequence[Played]) -> dict[str, tuple[Group, ...]]:
    parted: dict[str, list[Played]] = defaultdict(list)
    for game in games:
        parted[stage(game)].append(game)
    most = sorted(parted, key=lambda name: (-len(parted[name]), name))
    return {name: _grouped(parted[name], _generation) for name in most}


def _generation(game: Played) -> str:
    return f"{game.generation}"


def _grouped(
    games: Sequence[Played],
    key: Callable[[Played], str],
    diverse: Mapping[int, float] | None = None,
) -> tuple[Group, ...]:
    groups: dict[str, list[Played]] = defaultdict(list)
    for game in games:
        groups[key(game)].append(game)
    told = {f"{number}": value for number, value in (diverse or {}).items()}
    return tuple(_group(name, groups[name], told.get(name)) for name in sorted(groups, key=natural))


def _group(name: str, games: Sequence[Played], diverse: float | None) -> Group:
    paid = [value for game in games for value in game.utilities.values()] or [0.0]
    ended, often = Counter(game.ended for game in games).most_common(1)[0]
    return Group(
        name=name,
        games=len(games),
        ended=ended,
        share=share(often, len(games)),
        utility=mean(paid[-FEW:]),
        agreed=share(sum(game.ended == AGREED for game in games), len(games)),
        diverse=diverse,
    )


def natural(name: str) -> tuple[int, str]:
    """Numbers in their order, other names after their letters."""
    return (int(name), "") if name.isdigit() else (0, name)
