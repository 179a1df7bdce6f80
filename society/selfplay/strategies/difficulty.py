"""How easy a drawn game is for a role, whatever is said in it: figures of its zone of agreement."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import ceil, prod

from society.domain.dialogue import Action, Dialogue, Game, Option
from society.scenario.bounds import domain
from society.scenario.rules import Rules, rules_of
from society.scenario.state import State
from society.scenario.worth import accepted_worth, largest

MOST = 32
"""Offers of a game that are looked at, evenly spread."""

KEPT = 4096

Figures = tuple[float, ...]


def difficulty(game: Game, role: str) -> Figures:
    """What the game alone says about how well a role can do, the telling figures first.

    Of all offers that can be named: the share that leaves nobody below 0, the best of them for the
    role and for the others, the greatest sum, and the best of all offers for the role and for the
    others. Where no offer can be listed: the game's own numbers, in their order.
    """
    worths = _worths_of(_Key(game))
    if not worths:
        return _numbers(game)
    own = [each[role] for each in worths]
    others = [sum(worth for name, worth in each.items() if name != role) for each in worths]
    zone = [at for at, each in enumerate(worths) if min(each.values()) >= 0]
    zone = zone or [max(range(len(worths)), key=lambda at: min(worths[at].values()))]
    return (
        len(zone) / len(worths),
        max(own[at] for at in zone),
        max(others[at] for at in zone),
        max(own[at] + others[at] for at in zone),
        max(own),
        max(others),
    )


class _Key:
    """A game by what was drawn: the same games are looked at once."""

    def __init__(self, game: Game) -> None:
        self.game = game
        drawn = (game.scenario.id, game.scenario.version, game.level, game.seed, game.index)
        self._told = (*drawn, repr(sorted(game.variables.items())))

    def __hash__(self) -> int:
        return hash(self._told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._told == other._told


@lru_cache(maxsize=KEPT)
def _worths_of(key: _Key) -> tuple[dict[str, float], ...]:
    return tuple(_worths(key.game))


def _numbers(game: Game) -> Figures:
    return tuple(
        float(value)
        for value in game.variables.values()
        if isinstance(value, int | float) and not isinstance(value, bool)
    )


def _worths(game: Game) -> Iterator[dict[str, float]]:
    """What each role would have of every offer, were it accepted at once."""
    rules = rules_of(game)
    if set(rules.scenario.outcome.utility) != {role.id for role in game.roles}:
        return
    state = State(rules, Dialogue(game=game), rules.roles)
    for offer in _offers(rules, game):
        found = {name: accepted_worth(state, name, offer, 2) for name in rules.roles}
        if all(value is not None for value in found.values()):
            yield {name: float(value) for name, value in found.items() if value is not None}


def _offers(rules: Rules, game: Game) -> Iterator[Action]:
    reach = max(largest(game, each.id, rules) for each in game.roles)
    for name in rules.offers:
        option = game.options.get(name)
        if option is not None:
            yield from _spread(option, reach)


def _spread(option: Option, reach: float) -> Iterator[Action]:
    """At most `MOST` offers of a kind, evenly spread over all that can be named."""
    values = domain(option, reach)
    step = ceil(prod(len(each) for each in values.values()) / MOST)
    for at, combination in enumerate(product(*values.values())):
        if at % step == 0:
            yield Action(name=option.name, args=dict(zip(values, combination, strict=True)))
