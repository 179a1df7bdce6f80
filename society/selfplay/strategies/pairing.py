"""A better and a worse dialogue of one game, as one role came away from them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from society.domain.episode import Episode

LEAST = 0.1
"""The difference in utility from which two ends are worth comparing."""


class Pair(NamedTuple):
    """Two plays of the same game: in the first the role came away with more."""

    role: str
    better: Episode
    worse: Episode

    @property
    def gap(self) -> float:
        """How much more, in utility."""
        return _utility(self.better, self.role) - _utility(self.worse, self.role)


def pairs(episodes: Iterable[Episode], role: str = "", most: int = 8) -> list[Pair]:
    """The best beside the worst play of every game, for each role, the clearest first."""
    games: dict[tuple[object, ...], list[Episode]] = defaultdict(list)
    for episode in episodes:
        if episode.status == "done" and episode.outcome is not None:
            games[_game(episode)].append(episode)
    found = [
        pair
        for plays in games.values()
        for name in plays[0].dialogue.game.scenario.roles
        if role in ("", name) and (pair := _pair(plays, name)) is not None
    ]
    return sorted(found, key=lambda pair: (-pair.gap, pair.better.id, pair.role))[:most]


def _pair(plays: list[Episode], role: str) -> Pair | None:
    told = [each for each in plays if each.outcome and role in each.outcome.utilities]
    if len(told) < 2:
        return None
    ordered = sorted(told, key=lambda each: (_utility(each, role), each.id))
    pair = Pair(role, ordered[-1], ordered[0])
    return pair if pair.gap >= LEAST and pair.better.dialogue.by(role) else None


def _utility(episode: Episode, role: str) -> float:
    assert episode.outcome is not None
    return episode.outcome.utilities[role]


def _game(episode: Episode) -> tuple[object, ...]:
    game = episode.dialogue.game
    drawn = (game.level, game.locale, game.seed, game.index)
    return (game.scenario.id, game.scenario.version, *drawn)
