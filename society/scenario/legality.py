"""Which moves are legal now, and why one is not."""

from society.domain.dialogue import Action, Option
from society.scenario.arguments import faults
from society.scenario.expressions import formula
from society.scenario.problems import Path, RuleError, meant
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
    open_now = legal(state, role)
    due = [option.name for option in open_now if option.due]
    if action is None:
        return f"{_either(due)} must be taken now" if due else None
    option = state.rules.game.options.get(action.name)
    if option is None:
        there = [each.name for each in open_now]
        known = meant(action.name, there) or f"; possible now: {', '.join(there) or 'none'}"
        return f"there is no action {action.name!r}{known}"
    if due and action.name not in due:
        return f"{_either(due)} must be taken now, not {action.name}"
    if all(each.name != action.name for each in open_now):
        return f"{action.name} is not possible now: {why_not(state, role, action.name)}"
    wrong = "; ".join(faults(option.args, action.args))
    return f"{action.name}: {wrong}" if wrong else None


def why_not(state: State, role: str, name: str) -> str | None:
    """Why the role may not take an action of that name now, whatever its arguments."""
    spec = state.rules.scenario.actions[name]
    if spec.by and role not in spec.by:
        return f"it is a move of {_either(spec.by)}"
    if role not in state.active:
        return f"{role} has left"
    shortest = state.rules.scenario.turns.min
    if spec.ends is not None and state.turn < shortest:
        return f"the dialogue has at least {shortest} turns"
    if spec.of is not None and (why := _unsigned(state, role, spec.of, spec.quorum)):
        return why
    if spec.when is not None and not _holds(state, role, ("actions", name, "when"), spec.when):
        return _unmet(state, role, name)
    return None


def _unsigned(state: State, role: str, offer: str, quorum: int | None) -> str | None:
    """What keeps the role from accepting the offer that stands."""
    if state.offer is None or state.offer.name != offer:
        return f"there is no {offer} to accept"
    if quorum is None and state.offer.role == role:
        return f"the {offer} that stands is its own"
    if role in state.signers:
        return "it has signed already"
    return None


def _unmet(state: State, role: str, name: str) -> str:
    offer = state.rules.accepts[name]
    if offer is not None and state.latest(offer, role) is None:
        return f"there is no {offer} of another side to accept"
    return "its condition does not hold yet"


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


def _either(names: tuple[str, ...] | list[str]) -> str:
    return " or ".join(names)
