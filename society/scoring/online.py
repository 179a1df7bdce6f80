"""Ratings that are updated after every game, in the order of play (Plackett-Luce).

Weng and Lin (2011), as the library openskill has it: each game moves everybody who was in it, by
how surprising its end was, and makes everybody's uncertainty smaller.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from openskill.models import PlackettLuceRating

from society.scoring.rating import SAME

Name = TypeVar("Name", bound=Hashable)


class Skill(NamedTuple):
    """A normal belief about a strength: its mean, its deviation, and the games it comes from.

    Before any game it is 25 ± 8.33; `sure` is what it is at least, most likely (mu - 3 sigma).
    """

    mu: float
    sigma: float
    games: int

    @property
    def sure(self) -> float:
        """Three deviations below the mean."""
        return self.mu - 3 * self.sigma


class Online(Generic[Name]):
    """Everybody's skill after the games heard so far."""

    def __init__(self) -> None:
        from openskill.models import PlackettLuce

        self._model = PlackettLuce()
        self._known: dict[Name, Skill] = {}

    @property
    def skills(self) -> Mapping[Name, Skill]:
        """Everybody's, as it is now."""
        return dict(self._known)

    def hear(self, scores: Mapping[Name, float]) -> None:
        """One game: what each came away with. Of fewer than two nothing is learned."""
        if len(scores) < 2:
            return
        names = list(scores)
        teams = [[self._rating(name)] for name in names]
        after = self._model.rate(teams, ranks=_ranks([scores[name] for name in names]))
        for name, (rating,) in zip(names, after, strict=True):
            games = self._known[name].games + 1 if name in self._known else 1
            self._known[name] = Skill(rating.mu, rating.sigma, games)

    def _rating(self, name: Name) -> "PlackettLuceRating":
        known = self._known.get(name)
        if known is None:
            return self._model.rating()
        return self._model.rating(mu=known.mu, sigma=known.sigma)


def online(games: Iterable[Mapping[Name, float]]) -> Mapping[Name, Skill]:
    """Everybody's skill after these games, heard in this order.

    >>> after = online([{"a": 1.0, "b": 0.0}] * 3)
    >>> after["a"].mu > 25 > after["b"].mu, after["a"].sigma < 25 / 3
    (True, True)
    """
    heard: Online[Name] = Online()
    for game in games:
        heard.hear(game)
    return heard.skills


def _ranks(scores: list[float]) -> list[float]:
    """0 for the best; those that are as good have the same."""
    return [float(sum(other > own + SAME for other in scores)) for own in scores]
