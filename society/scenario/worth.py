"""What an offer is worth to a role, from what that role can know and nothing else."""

from collections.abc import Callable
from functools import lru_cache

from society.domain.dialogue import Action, Dialogue, Game
from society.scenario.arguments import faults
from society.scenario.bounds import best
from society.scenario.offers import offers
from society.scenario.rules import Rules, guess_of
from society.scenario.settlement import worth
from society.scenario.state import State, state_of

Value = Callable[[Action], float | None]


def valuer(dialogue: Dialogue, role: str) -> Value | None:
    """The role's own worth of an offer: 0 is its reservation, 1 the best offer it could name.

    Whatever the role is not told is drawn anew without the seed of the game, so that two games
    that look alike to it are valued alike. None where the scenario gives the role no utility.
    """
    scenario = dialogue.game.scenario
    if role not in scenario.outcome.utility or not offers(scenario):
        return None
    seen: dict[str, float | None] = {}
    state: list[State] = []

    def value(offer: Action) -> float | None:
        if not state:
            state.append(state_of(dialogue, guess_of(dialogue.game, role)))
        key = str(offer)
        if key not in seen:
            seen[key] = _scaled(state[0], role, offer)
        return seen[key]

    return value


def _scaled(state: State, role: str, offer: Action) -> float | None:
    option = state.rules.game.options.get(offer.name)
    if offer.name not in state.rules.offers or option is None:
        return None
    if any(faults(option.args, offer.args)):
        return None
    own, whole = accepted_worth(state, role, offer, state.turn + 2), _best(state.rules, role)
    return None if own is None or whole is None else own / whole


def accepted_worth(state: State, role: str, offer: Action, turn: int) -> float | None:
    """The role's utility if that offer were made and accepted by all, with `turn` turns said."""
    return worth(state.rules, role, state.accepted(offer, role, turn))


@lru_cache(maxsize=1024)
def _best(rules: Rules, role: str) -> float | None:
    """The role's utility of the best offer anyone could name; 1 where none is above 0."""
    state = State(rules, Dialogue(game=rules.game), rules.roles)
    reach = largest(rules.game, role, rules)
    found = [
        best(rules.game.options[name], lambda offer: accepted_worth(state, role, offer, 2), reach)
        for name in rules.offers
    ]
    reached = [value for value in found if value is not None]
    if not reached:
        return None
    return max(reached) if max(reached) > 0 else 1.0


def largest(game: Game, role: str, rules: Rules) -> float:
    """The greatest number that the role is told: where an offer without a bound ends for it."""
    limit = game.role(role).limit
    told = [value for value in rules.known(role).values() if isinstance(value, int | float)]
    own = [value for value in (limit.value, limit.score) if value is not None] if limit else []
    return float(max([*told, *own], default=0.0))
