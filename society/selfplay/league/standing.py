"""Where everybody stands after the games that were played: worked out anew from them each time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import fmean
from typing import NamedTuple

from society.scoring.cycles import Cycle, Flow, cycles, flow
from society.scoring.exploit import Answer, Nash, answers, nash
from society.scoring.intervals import Estimate, mean
from society.scoring.online import Skill, online
from society.scoring.payoffs import Payoffs, Result, payoffs
from society.scoring.rating import BASE, Match, Rating, ratings, scored
from society.store.matches import Played, matches


class Seat(NamedTuple):
    """A policy as one role of one scenario: seats are not equal, so each is rated by itself."""

    policy: str
    scenario: str
    role: str


@dataclass(frozen=True)
class Seated:
    """How strong a policy is in a seat, among those who sat there: 1500 is their mean."""

    seat: Seat
    rating: Rating
    skill: Skill
    utility: Estimate


@dataclass(frozen=True)
class Standing:
    """One policy over all seats. `utility` is what it came away with against others."""

    policy: str
    rating: Rating
    skill: Skill
    utility: Estimate


@dataclass(frozen=True)
class League:
    """The whole league: strengths, by seat too, and who takes how much from whom.

    Law: what is said of pairs counts only those that sat in the same seats.
    """

    games: int
    standings: tuple[Standing, ...]
    seats: tuple[Seated, ...]
    payoffs: Payoffs
    halves: tuple[Payoffs, Payoffs]
    seed: int

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who met others, the strongest first."""
        return tuple(each.policy for each in self.standings)

    def cycles(self) -> list[Cycle]:
        """Who beats whom beats whom."""
        return cycles(self.payoffs.fair)

    def flow(self) -> Flow | None:
        """How much of the payoffs ratings can say, and how much goes round."""
        return flow(self.payoffs.fair, seed=self.seed)

    def answers(self) -> list[Answer]:
        """The best known answer to each."""
        return answers(self.payoffs.fair)

    def nash(self) -> Nash | None:
        """The mixture that none of them beats."""
        return nash(self.payoffs.fair, [half.fair for half in self.halves])


def league(games: Iterable[Played], *, seed: int = 0) -> League:
    """The league of all games in which two different ones met; `seed` draws the resamples."""
    met = [game for game in games if len(sitting(game)) > 1]
    results = list(_results(met))
    return League(
        games=len(met),
        standings=tuple(_standings(met, seed)),
        seats=tuple(_seats(met, seed)),
        payoffs=payoffs(results, seed=seed),
        halves=_halves(results, seed),
        seed=seed,
    )


def sitting(game: Played) -> set[str]:
    """Who sat in a seat of the game that has a worth."""
    return {game.players[role] for role in game.utilities if role in game.players}


def _results(games: Sequence[Played]) -> Iterator[Result]:
    """Each pair of a game once."""
    for game in games:
        for own, other in permutations(sorted(game.utilities), 2):
            if own in game.players and other in game.players and own < other:
                lead = game.utilities[own] - game.utilities[other]
                score = scored(lead)
                seat = f"{game.scenario}:{own}:{other}"
                yield Result(game.players[own], game.players[other], score, seat, game.dealt)


def _halves(results: Sequence[Result], seed: int) -> tuple[Payoffs, Payoffs]:
    """The payoffs in every other game and in the rest: plays of one game stay together."""
    dealt = {game: at % 2 for at, game in enumerate(sorted({each.game for each in results}))}
    first, second = (
        payoffs((each for each in results if dealt[each.game] == half), seed=seed)
        for half in (0, 1)
    )
    return first, second


def _standings(games: Sequence[Played], seed: int) -> Iterator[Standing]:
    skills = game_by_game(games)
    paid: dict[str, list[float]] = defaultdict(list)
    for game in games:
        for name, value in _by_policy(game).items():
            paid[name].append(value)
    for rating in ratings(matches(games), seed=seed):
        name = rating.policy
        if name in skills:
            yield Standing(name, rating, skills[name], mean(paid[name], seed=seed))


def game_by_game(games: Iterable[Played]) -> Mapping[str, Skill]:
    """The skill of everybody who met others, after these games in this order."""
    return online(_by_policy(game) for game in games)


def _by_policy(game: Played) -> dict[str, float]:
    """What each came away with, on average over the seats that it had."""
    paid: dict[str, list[float]] = defaultdict(list)
    for role, value in game.utilities.items():
        if role in game.players:
            paid[game.players[role]].append(value)
    return {name: fmean(values) for name, values in paid.items()}


def _seats(games: Sequence[Played], seed: int) -> Iterator[Seated]:
    skills = online(_by_seat(game) for game in games)
    paid: dict[Seat, list[float]] = defaultdict(list)
    for game in games:
        for seat, value in _by_seat(game).items():
            paid[seat].append(value)
    for stage in sorted({(seat.scenario, seat.role) for seat in paid}):
        here = [seat for seat in paid if (seat.scenario, seat.role) == stage]
        rated = _rated(games, stage[0], here, seed)
        for seat in sorted(here, key=lambda each: (-(rated[each].value or 0), each)):
            yield Seated(seat, rated[seat], skills[seat], mean(paid[seat], seed=seed))


def _by_seat(game: Played) -> dict[Seat, float]:
    return {
        Seat(game.players[role], game.scenario, role): value
        for role, value in game.utilities.items()
        if role in game.players
    }


def _rated(
    games: Sequence[Played], scenario: str, here: Sequence[Seat], seed: int
) -> Mapping[Seat, Rating]:
    """Ratings of one role's players, shifted so that their mean is 1500.

    A role is only ever met by other roles: how far apart the roles are says what the seats are
    worth, and nothing of who sits there.
    """
    pairs = (pair for game in games if game.scenario == scenario for pair in _between(game))
    told = {each.policy: each for each in ratings(pairs, seed=seed)}
    found = {seat: told[_key(seat)] for seat in here}
    known = [each.value for each in found.values() if each.value is not None]
    shift = BASE - fmean(known) if known else 0.0
    return {seat: _shifted(each, shift) for seat, each in found.items()}


def _between(game: Played) -> Iterator[Match]:
    """Each pair of seats of a game, as if whoever sat in each were somebody of its own."""
    keyed = {role: _key(Seat(name, game.scenario, role)) for role, name in game.players.items()}
    return matches([game.model_copy(update={"players": keyed})])


def _key(seat: Seat) -> str:
    return f"{seat.role}\0{seat.policy}"


def _shifted(each: Rating, by: float) -> Rating:
    if each.value is None or each.low is None or each.high is None:
        return each
    return each._replace(value=each.value + by, low=each.low + by, high=each.high + by)
