"""Whether every name, function and action in templates and expressions is one that exists."""

from collections.abc import Iterator

from society.domain.scenario import Scenario
from society.scenario.expressions import Called, Formula, Words
from society.scenario.problems import Finding, dotted, meant
from society.scenario.vocabulary import FUNCTIONS, Broken
from society.scenario.writings import MOVES, RESERVED, STATE, Kind, Writing, writings

_PROMOTION = frozenset({"mean_utility", "success_rate", "win_rate", "games", "level"})


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Every expression and template that is refused, or that names what there is not."""
    for writing in writings(scenario):
        try:
            compiled = writing.compiled
        except Broken as broken:
            yield Finding(writing.path, f"{dotted(writing.path)}: {broken}")
            continue
        yield from _names(scenario, writing, compiled)
        for call in compiled.calls:
            yield from _call(scenario, writing, call)


def functions(kind: Kind) -> frozenset[str]:
    """What an expression of this kind may call."""
    known = set(FUNCTIONS)
    if kind == "draw":
        known |= {"draw"}
    if kind in ("rule", "issue", "utility", "winner"):
        known |= MOVES
    if kind == "winner":
        known |= {"argmax"}
    return frozenset(known)


def values(scenario: Scenario, writing: Writing) -> frozenset[str]:
    """The names with a value at this place."""
    kind = writing.kind
    if kind == "promote":
        return _PROMOTION
    known = set(_variables(scenario, writing))
    if kind in ("rule", "issue", "utility", "winner"):
        known |= STATE
    if kind in ("issue", "utility", "winner"):
        known |= set(scenario.outcome.checks) | set(_issues(scenario, writing))
    if kind == "winner":
        known |= {"utility"}
    return frozenset(known)


def _variables(scenario: Scenario, writing: Writing) -> list[str]:
    names = list(scenario.variables)
    return names[: names.index(str(writing.path[1]))] if writing.kind == "draw" else names


def _issues(scenario: Scenario, writing: Writing) -> list[str]:
    names = list(scenario.outcome.issues)
    return names[: names.index(str(writing.path[-1]))] if writing.kind == "issue" else names


def _names(scenario: Scenario, writing: Writing, compiled: Formula | Words) -> Iterator[Finding]:
    known = values(scenario, writing) | functions(writing.kind)
    for name in sorted(compiled.names - known):
        yield Finding(
            writing.path,
            f"{dotted(writing.path)} names {name!r}, {_unknown(scenario, name, known)}",
        )


def _unknown(scenario: Scenario, name: str, known: frozenset[str]) -> str:
    if name in scenario.variables:
        return "which is drawn only after it"
    if name in RESERVED or name in scenario.outcome.issues:
        return "which has no value there"
    return f"which does not exist{meant(name, known) or _list(scenario)}"


def _list(scenario: Scenario) -> str:
    names = ", ".join(scenario.variables)
    return f"; variables: {names}" if names else "; there are no variables"


def _call(scenario: Scenario, writing: Writing, call: Called) -> Iterator[Finding]:
    where = dotted(writing.path)
    if call.function not in functions(writing.kind):
        if call.function in values(scenario, writing):
            yield Finding(writing.path, f"{where}: {call.function!r} is not a function")
        return
    if call.function not in ("last", "count") or call.argument is None:
        return
    action = scenario.actions.get(call.argument)
    if action is None:
        known = meant(call.argument, scenario.actions) or f"; actions: {_actions(scenario)}"
        yield Finding(
            writing.path,
            f"{where} asks for the action {call.argument!r}, which there is not{known}",
        )
    elif call.attribute is not None and call.attribute not in action.args:
        known = meant(call.attribute, action.args)
        yield Finding(
            writing.path, f"{where}: {call.argument} has no argument {call.attribute!r}{known}"
        )


def _actions(scenario: Scenario) -> str:
    return ", ".join(scenario.actions) or "none"
