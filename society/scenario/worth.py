"""What an offer is worth to a role, from what that role can know and nothing else."""

from collections.abc import Callable
from functools import lru_cache

from society.domain.dialogue import Action, Dialogue, Game
from society.scenario.arguments import faults
from society.scenario.bounds import best
from society.scenario.expressions import Formula, formula
from society.scenario.offers import offers
from society.scenario.rules import Rules, guess_of
from society.scenario.settlement import worth
from society.scenario.state import State, state_of

Value = Callable[[Action], float | None]

MOVING = frozenset({"turn", "count", "repeats"})
"""The names a rule can read that change from turn to turn, though the same roles are there."""

MOST, TABLES = 4000, 128
"""How many worths are remembered of one role of one game, and of how many such."""


def valuer(dialogue: Dialogue, role: str) -> Value | None:
    """The role's own worth of an offer: 0 is its reservation, 1 the best offer it could name.

    Whatever the role is not told is drawn anew without the seed of the game, so that two games
    that look alike to it are valued alike. None where the scenario gives the role no utility.
    """
    scenario = dialogue.game.scenario
    if role not in scenario.outcome.utility or not offers(scenario):
        return None
    here: dict[str, float | None] = {}
    state: list[State] = []

    def value(offer: Action) -> float | None:
        if not state:
            state.append(state_of(dialogue, guess_of(dialogue.game, role)))
        rules, there = state[0].rules, state[0].active
        seen = _worths(rules, role, there) if _lasts(rules, role, offer.name) else here
        key = str(offer)
        if key in seen:
            return seen[key]
        found = _scaled(state[0], role, offer)
        if len(seen) < MOST:
            seen[key] = found
        return found

    return value


@lru_cache(maxsize=TABLES)
def _worths(rules: Rules, role: str, there: tuple[str, ...]) -> dict[str, float | None]:
    """What offers are worth to the role at any turn while these are there, as far as was asked."""
    return {}


@lru_cache(maxsize=1024)
def _lasts(rules: Rules, role: str, offer: str) -> bool:
    """Whether the worth of such an offer is the same at every turn: it looks at nothing before."""
    if offer not in rules.offers:
        return False
    outcome = rules.scenario.outcome
    sources = [outcome.utility[role], *(outcome.issues[issue] for issue in rules.needs[role])]
    read = [formula(source) for source in sources]
    return not any(each.names & MOVING or _looks_back(each, rules, offer) for each in read)


def _looks_back(read: Formula, rules: Rules, offer: str) -> bool:
    calls = [call for call in read.calls if call.function == "last"]
    own = [
        call
        for call in calls
        if call.argument == offer or (call.argument == rules.offers[offer] and not call.keywords)
    ]
    return len(own) < len(calls) or ("last" in read.names and not calls)


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
