"""What an end is worth: issues, utilities, the winner."""

from collections.abc import Callable, Mapping
from typing import Any

from society.domain.episode import Outcome
from society.scenario.expressions import formula
from society.scenario.problems import Path, RuleError
from society.scenario.rules import Rules
from society.scenario.state import State
from society.scenario.vocabulary import Broken, Unfound, unfound

Names = dict[str, Any]


def settled(state: State, ended: str, checks: Mapping[str, float | None]) -> Outcome | None:
    """The outcome of an end; None where the scenario declares no utility."""
    rules = state.rules
    declared = rules.scenario.outcome
    if not declared.utility:
        return None
    found = {name: checks.get(name) for name in declared.checks}
    names = state.names(ended=ended)
    names |= {name: value for name, value in found.items() if value is not None}
    issues = add_issues(rules, names, tuple(declared.issues))
    utilities = {
        role: worth
        for role in declared.utility
        if (worth := utility(rules, role, names)) is not None
    }
    winner = _winner(rules, names, utilities)
    return Outcome(
        ended=ended,
        verifiable=True,
        issues=issues,
        checks=found,
        utilities=utilities,
        winner=winner,
        winners=_winners(rules, utilities),
        margin=_lead(utilities, winner),
    )


def add_issues(rules: Rules, names: Names, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Evaluate these issues in order and add them to the names; those found are returned."""
    found = {}
    for issue in wanted:
        source = rules.scenario.outcome.issues[issue]
        try:
            found[issue] = names[issue] = formula(source)(names)
        except Unfound:
            names[issue] = unfound(issue)
        except Broken as broken:
            raise _fault(rules, ("outcome", "issues", issue), str(broken)) from broken
    return found


def utility(rules: Rules, role: str, names: Names) -> float | None:
    """The role's utility over names with the issues it needs; None where a fact is missing."""
    path: Path = ("outcome", "utility", role)
    try:
        value = formula(rules.scenario.outcome.utility[role])(names)
    except Unfound:
        return None
    except Broken as broken:
        raise _fault(rules, path, str(broken)) from broken
    if value is None:
        return None
    if not isinstance(value, int | float):
        raise _fault(rules, path, f"{value!r} is not a number")
    return float(value)


def worth(rules: Rules, role: str, names: Names) -> float | None:
    """The role's utility where only the issues that it needs are computed."""
    add_issues(rules, names, rules.needs[role])
    return utility(rules, role, names)


def _winner(rules: Rules, names: Names, utilities: Mapping[str, float]) -> str | None:
    declared = rules.scenario.outcome
    if set(utilities) != set(declared.utility):
        return None
    ahead = _ahead(declared.tie)
    if declared.winner is None:
        return ahead(utilities)
    try:
        who = formula(declared.winner)({**names, "utility": dict(utilities), "argmax": ahead})
    except Unfound:
        return None
    except Broken as broken:
        raise _fault(rules, ("outcome", "winner"), str(broken)) from broken
    if who is not None and who not in rules.scenario.roles:
        raise _fault(rules, ("outcome", "winner"), f"{who!r} is not a role")
    return None if who is None else str(who)


def _ahead(tie: float) -> Callable[[Mapping[str, float]], str | None]:
    """argmax: the role that leads by more than the tie; a single role must lead over 0."""

    def argmax(utility: Mapping[str, float]) -> str | None:
        if not utility:
            return None
        best = max(utility, key=utility.__getitem__)
        return best if _lead(utility, best) > tie else None

    return argmax


def _lead(utilities: Mapping[str, float], winner: str | None) -> float:
    """By how much the winner is ahead of the next; 0 where nobody won."""
    if winner is None or winner not in utilities:
        return 0.0
    others = [value for role, value in utilities.items() if role != winner]
    return utilities[winner] - max(others, default=0.0)


def _winners(rules: Rules, utilities: Mapping[str, float]) -> tuple[str, ...]:
    """The roles that reached their success; without one, a positive and the larger share."""
    declared = rules.scenario.outcome
    leader = _ahead(declared.tie)(utilities)
    return tuple(
        role
        for role, value in utilities.items()
        if (
            value >= declared.success[role]
            if role in declared.success
            else value > 0 and role == leader
        )
    )


def _fault(rules: Rules, path: Path, why: str) -> RuleError:
    return RuleError(rules.scenario.id, path, why)
