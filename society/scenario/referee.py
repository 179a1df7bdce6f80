"""The referee of a drawn game: who speaks, what is legal, when it is over and what that is worth.

Pure: a dialogue in, an answer out; nothing is remembered but what can be worked out again.
RuleError, a ScenarioError, where a rule of the scenario has no value.
"""

from collections.abc import Mapping

from society.domain.dialogue import Action, Dialogue, Game, Option, View
from society.domain.episode import Outcome
from society.scenario import legality
from society.scenario.settlement import settled, worth
from society.scenario.state import State, state_of, taken
from society.scenario.variables import dice
from society.scenario.worth import valuer

MAX_TURNS = "max_turns"
ABANDONED = "abandoned"


def floor(dialogue: Dialogue) -> str:
    """The role that speaks next; those that left are passed over."""
    state = state_of(dialogue)
    if dialogue.game.scenario.turns.order == "random":
        return _by_lot(state)
    order = state.rules.roles
    after = order.index(state.speaker) + 1 if state.speaker is not None else 0
    turned = (*order[after:], *order[:after])
    return next((role for role in turned if role in state.active), turned[0])


def view(dialogue: Dialogue, role: str, *, refused: tuple[str, ...] = ()) -> View:
    """All that the role may know before it speaks; `refused` says why its last tries failed."""
    game, state = dialogue.game, state_of(dialogue)
    # Every part is a value that was checked when it was made: a long talk is not checked again.
    return View.model_construct(
        role=game.role(role),
        others=state.rules.others[role],
        title=game.title,
        context=game.context,
        turns=state.heard,
        options=legality.legal(state, role),
        turn=state.turn,
        limit=game.scenario.turns.max,
        locale=game.locale,
        seed=state.rules.seeds[role],
        refused=refused,
        value=valuer(dialogue, role),
    )


def options(dialogue: Dialogue, role: str) -> tuple[Option, ...]:
    """The moves that the role may take now; where any is due, only those."""
    return legality.legal(state_of(dialogue), role)


def refuse(dialogue: Dialogue, role: str, action: Action | None) -> str | None:
    """Why the role may not take that action now; None where it may."""
    return legality.refusal(state_of(dialogue), role, action)


def standing(dialogue: Dialogue) -> dict[str, float] | None:
    """What each role would have if all who are there accepted the latest offer now.

    None where no offer stands, or no utility can be told.
    """
    state = state_of(dialogue)
    offer, declared = state.offer, dialogue.game.scenario.outcome.utility
    if offer is None or not declared:
        return None
    action = Action(name=offer.name, args=dict(offer.args))
    by = next((role for role in state.active if role != offer.role), offer.role)
    found = {
        role: value
        for role in declared
        if (value := worth(state.rules, role, state.accepted(action, by, state.turn + 1)))
        is not None
    }
    return found or None


def ending(dialogue: Dialogue) -> str | None:
    """How the dialogue is over now; None while it goes on.

    First the action just taken, then the stop rules in order; then that fewer than two roles are
    left (`abandoned`), or that the turns are used up (`max_turns`).
    """
    state = state_of(dialogue)
    scenario = dialogue.game.scenario
    ended = _closed(state)
    if ended is not None:
        return ended
    for at, rule in enumerate(scenario.stop):
        if legality.holds(state, ("stop", at, "when"), rule.when):
            return rule.outcome
    if len(state.active) < 2:
        return ABANDONED
    return MAX_TURNS if state.turn >= scenario.turns.max else None


def verdict(
    dialogue: Dialogue, ended: str, checks: Mapping[str, float | None] | None = None
) -> Outcome | None:
    """What that end is worth; None where the scenario declares no utility.

    A utility that needs a check whose value is None, or not given, is absent: never 0.
    """
    return settled(state_of(dialogue), ended, checks or {})


def _closed(state: State) -> str | None:
    """The ending of the action just taken, once as many have signed as it needs."""
    last = state.moves.last
    if not state.dialogue.turns or last is None:
        return None
    turn = state.dialogue.turns[-1]
    if turn.action is None or not taken(turn) or turn.action.name != last.name:
        return None
    spec = state.rules.scenario.actions[turn.action.name]
    if spec.quorum is not None and len(state.signers) < spec.quorum:
        return None
    return spec.ends


def _by_lot(state: State) -> str:
    """Drawn from the seed of the game and the number of the turn; nobody twice running."""
    game: Game = state.dialogue.game
    first = game.scenario.turns.first
    if state.speaker is None and first is not None:
        return first
    there = [role for role in state.active if role != state.speaker] or list(state.rules.roles)
    return dice(game.scenario.id, game.seed, game.index, "floor", state.turn).choice(there)
