"""Which moves are legal now, and why one is not."""

from society.domain.dialogue import Action, Option
from society.scenario.arguments import faults
from society.scenario.expressions import formula
from society.scenario.problems import Path, RuleError, nearest
from society.scenario.reasons import Reasons, reasons
from society.scenario.state import State
from society.scenario.vocabulary import Broken


def legal(state: State, role: str) -> tuple[Option, ...]:
    """The moves that the role may take now: only those that are due where any is."""
    if ("legal", role) not in state.known:
        state.known["legal", role] = _legal(state, role)
    found: tuple[Option, ...] = state.known["legal", role]
    return found


def _legal(state: State, role: str) -> tuple[Option, ...]:
    options = state.rules.game.options
    free = [name for name in options if why_not(state, role, name) is None]
    due = [name for name in free if _due(state, role, name)]
    if due:
        return tuple(options[name].model_copy(update={"due": True}) for name in due)
    return tuple(options[name] for name in free)


def refusal(state: State, role: str, action: Action | None) -> str | None:
    """Why the role may not take this action now; None where it may."""
    open_now, why = legal(state, role), _reasons(state)
    due = [option.name for option in open_now if option.due]
    must = why.joined("or", due)
    if action is None:
        return why("due", moves=must) if due else None
    option, move = state.rules.game.options.get(action.name), action.name
    if option is None:
        return _unknown(move, [each.name for each in open_now], why)
    if due and move not in due:
        return why("due instead", moves=must, move=move)
    if all(each.name != move for each in open_now):
        return why("impossible", move=move, why=why_not(state, role, move))
    wrong = why.joined("then", faults(option.args, action.args, why))
    return why("wrong", move=move, why=wrong) if wrong else None


def _unknown(move: str, there: list[str], why: Reasons) -> str:
    close = nearest(move, there)
    rest = why("possible", moves=why.joined("and", there) or why("none"))
    return why("unknown", move=move, rest=why("meant", name=close) if close else rest)


def why_not(state: State, role: str, name: str) -> str | None:
    """Why the role may not take an action of that name now, whatever its arguments."""
    spec = state.rules.scenario.actions[name]
    why, shortest = _reasons(state), state.rules.scenario.turns.min
    if spec.by and role not in spec.by:
        return why("not yours", roles=why.joined("or", spec.by))
    if role not in state.active:
        return why("left", role=role)
    if spec.ends is not None and state.turn < shortest:
        return why("too early", turns=shortest)
    if spec.of is not None and (unsigned := _unsigned(state, role, spec.of, spec.quorum)):
        return unsigned
    if spec.when is not None and not _holds(state, role, ("actions", name, "when"), spec.when):
        return _unmet(state, role, name)
    return None


def _unsigned(state: State, role: str, offer: str, quorum: int | None) -> str | None:
    """What keeps the role from accepting the offer that stands."""
    why = _reasons(state)
    if state.offer is None or state.offer.name != offer:
        return why("no offer", offer=offer)
    if quorum is None and state.offer.role == role:
        return why("own offer", offer=offer)
    return why("signed") if role in state.signers else None


def _unmet(state: State, role: str, name: str) -> str:
    offer, why = state.rules.accepts[name], _reasons(state)
    if offer is not None and state.latest(offer, role) is None:
        return why("no other offer", offer=offer)
    return why("not yet")


def _due(state: State, role: str, name: str) -> bool:
    due = state.rules.scenario.actions[name].due
    return due is not None and _holds(state, role, ("actions", name, "due"), due)


def _holds(state: State, role: str, path: Path, source: str) -> bool:
    return holds(state, path, source, actor=role)


def holds(state: State, path: Path, source: str, *, actor: str | None = None) -> bool:
    """Whether the rule at this path holds; RuleError where it cannot be told."""
    try:
        return bool(formula(source)(state.names(actor)))
    except Broken as broken:
        raise RuleError(state.rules.scenario.id, path, str(broken)) from broken


def _reasons(state: State) -> Reasons:
    return reasons(state.rules.game.locale)
