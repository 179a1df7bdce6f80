"""What goes wrong when a scenario is drawn and played: rules without a value, no agreement."""

import random
from collections.abc import Iterator

from society.domain.dialogue import Action, Dialogue, Game, Option, Turn
from society.domain.scenario import Scenario
from society.scenario import referee
from society.scenario.bounds import best_offer, domain
from society.scenario.draw import draw, unplayed
from society.scenario.problems import Finding, Path, RuleError, dotted
from society.scenario.rules import Rules, rules_of
from society.scenario.state import State
from society.scenario.variables import dice
from society.scenario.worth import accepted_worth

DRAWS = 20
_PLAYED = 8
_SAMPLES = 40
_LONGEST = 24
_RANGE = 2.0


def findings(scenario: Scenario, draws: int = DRAWS) -> Iterator[Finding]:
    """The first fault of each kind that these draws show."""
    if unplayed(scenario):
        return
    seen: set[tuple[Path, str]] = set()
    for seed in range(draws):
        for finding in _drawn(scenario, seed):
            kind = (finding.path, finding.message.partition(" at seed ")[0])
            if kind not in seen:
                seen.add(kind)
                yield finding


def _drawn(scenario: Scenario, seed: int) -> Iterator[Finding]:
    try:
        game, *_ = [draw(scenario, seed=seed, locale=each) for each in scenario.locale.available]
        if seed < _PLAYED:
            yield from _played(game, dice("lint", scenario.id, seed))
        yield from _agreeable(game, dice("offers", scenario.id, seed))
    except RuleError as fault:
        yield Finding(fault.path, f"{dotted(fault.path)}: {fault.why} at seed {seed}")


def _played(game: Game, chance: random.Random) -> Iterator[Finding]:
    """A dialogue of random legal moves: every rule on its way has a value."""
    dialogue, ended = Dialogue(game=game), None
    while ended is None and len(dialogue.turns) < _LONGEST:
        role = referee.floor(dialogue)
        action = _random_move(referee.options(dialogue, role), chance)
        text = f"turn {len(dialogue.turns)}"
        turn = Turn(index=len(dialogue.turns), role=role, text=text, action=action)
        dialogue = dialogue.say(turn)
        ended = referee.ending(dialogue)
    referee.standing(dialogue)
    if ended is None:
        return
    checks = {name: chance.choice((0.0, 0.5, 1.0)) for name in game.scenario.outcome.checks}
    outcome = referee.verdict(dialogue, ended, checks)
    action = dialogue.last.action
    struck = action is not None and rules_of(game).accepts.get(action.name) is not None
    if outcome and (not struck or min(outcome.utilities.values(), default=0.0) >= 0):
        yield from _ranged(game, outcome.utilities, f"at the end {ended!r}")


def _random_move(options: tuple[Option, ...], chance: random.Random) -> Action | None:
    if not options or (chance.random() < 0.2 and not options[0].due):
        return None
    option = chance.choice(options)
    values = domain(option, 100.0, 11)
    return Action(name=option.name, args={key: chance.choice(each) for key, each in values.items()})


def _agreeable(game: Game, chance: random.Random) -> Iterator[Finding]:
    """Whether there is an offer that is worth more than nothing to all whom it takes."""
    rules = rules_of(game)
    if not rules.offers or not game.scenario.outcome.utility:
        return
    reach = _reach(rules)
    found = [
        _shared(rules, offer, reach, chance)
        for offer, needed in rules.offers.items()
        if game.options[offer].args
    ]
    worths = [each for each in found if each is not None]
    for utilities in worths:
        if min(utilities.values()) >= 0:
            yield from _ranged(game, utilities, "at an agreement")
    if worths and all(_least(rules, each) <= 0 for each in worths):
        said = f"no offer is worth more than 0 to all at seed {game.seed}"
        yield Finding(("outcome", "utility"), f"{said}; let require leave room for agreement")


def _shared(
    rules: Rules, offer: str, reach: float, chance: random.Random
) -> dict[str, float] | None:
    """The utilities of the offer of this kind at which the one who gains least gains most."""
    state = State(rules, Dialogue(game=rules.game), rules.roles)
    option = rules.game.options[offer]

    def least(action: Action) -> float | None:
        found = _worths(state, action)
        return _least(rules, found) if found else None

    values = domain(option, reach)
    for _ in range(_SAMPLES):
        args = {key: chance.choice(each) for key, each in values.items()}
        if (least(action := Action(name=offer, args=args)) or 0) > 0:
            return _worths(state, action)
    found = best_offer(option, least, reach)
    return _worths(state, found[0]) if found else None


def _worths(state: State, offer: Action) -> dict[str, float]:
    turn = state.rules.scenario.turns.min + 1
    found = {
        role: accepted_worth(state, role, offer, turn)
        for role in state.rules.scenario.outcome.utility
    }
    return {role: value for role, value in found.items() if value is not None}


def _least(rules: Rules, utilities: dict[str, float]) -> float:
    """The gain of the one who gains least among those whose consent it takes."""
    quorums = [
        rules.scenario.actions[acceptance].quorum or len(utilities)
        for acceptance in rules.offers.values()
    ]
    ranked = sorted(utilities.values(), reverse=True)
    return ranked[min(min(quorums), len(ranked)) - 1]


def _reach(rules: Rules) -> float:
    numbers = [value for value in rules.values.values() if isinstance(value, int | float)]
    return float(max(numbers, default=100.0))


def _ranged(game: Game, utilities: dict[str, float], when: str) -> Iterator[Finding]:
    for role, value in utilities.items():
        if abs(value) > _RANGE:
            path: Path = ("outcome", "utility", role)
            said = f"{dotted(path)} is {value:.3g} {when} at seed {game.seed}"
            yield Finding(path, f"{said}; scale it so that 0 is the reservation and 1 the surplus")
