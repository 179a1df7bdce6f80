"""Whether the parts of a scenario fit each other: roles that exist, bounds in order, languages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from society.domain.scenario import ActionSpec, Scenario, Variable
from society.scenario.arguments import schema_faults
from society.scenario.problems import Finding, Path, dotted, meant
from society.scenario.writings import RESERVED, texts


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything that does not fit, in the order of the file."""
    for check in _CHECKS:
        yield from check(scenario)


def _languages(scenario: Scenario) -> Iterator[Finding]:
    spoken = scenario.locale.available
    if scenario.locale.default not in spoken:
        message = f"locale.default is {scenario.locale.default!r}, but available is {_or(spoken)}"
        yield Finding(("locale", "default"), message)
    for path, text in _texts(scenario):
        for locale in text:
            if locale and locale not in spoken:
                known = meant(locale, spoken) or f"; the file speaks {_or(spoken)}"
                yield Finding((*path, locale), f"{dotted(path)} has a text in {locale!r}{known}")
        if "" not in text and text and scenario.locale.default not in text:
            missing = scenario.locale.default
            yield Finding(path, f"{dotted(path)} has no text in {missing!r}, the default language")


def _texts(scenario: Scenario) -> Iterator[tuple[Path, Mapping[str, str]]]:
    for field in ("title", "summary", "context"):
        yield (field,), texts(getattr(scenario, field))
    for name, role in scenario.roles.items():
        for field in ("name", "persona", "public", "private", "goal", "prompt"):
            yield ("roles", name, field), texts(getattr(role, field))
    for name, text in scenario.opening.items():
        yield ("opening", name), texts(text)
    for name, action in scenario.actions.items():
        yield ("actions", name, "about"), texts(action.about)


def _variables(scenario: Scenario) -> Iterator[Finding]:
    for name, variable in scenario.variables.items():
        path: Path = ("variables", name)
        if name in RESERVED:
            yield Finding(path, f"the variable {name!r} has the name of something built in")
        kinds = [
            kind
            for kind, value in (
                ("int", variable.ints),
                ("float", variable.floats),
                ("choice", variable.choice),
                ("expr", variable.expr),
            )
            if value is not None
        ]
        if len(kinds) != 1:
            has = " and ".join(kinds) or "none of them"
            yield Finding(
                path, f"{dotted(path)} needs one of int, float, choice, expr; it has {has}"
            )
        yield from _range(path, variable)
        yield from _choice(path, variable, scenario)


def _range(path: Path, variable: Variable) -> Iterator[Finding]:
    bounds = variable.ints if variable.ints is not None else variable.floats
    if bounds is None:
        if variable.step is not None:
            yield Finding((*path, "step"), f"{dotted(path)} has a step, which only a range has")
        return
    if bounds[0] > bounds[1]:
        yield Finding(path, f"{dotted(path)} runs from {bounds[0]} down to {bounds[1]}")
    if variable.ints is not None and variable.step is not None and variable.step % 1:
        step = variable.step
        yield Finding((*path, "step"), f"{dotted(path)} is whole numbers, but its step is {step}")


def _choice(path: Path, variable: Variable, scenario: Scenario) -> Iterator[Finding]:
    here = (*path, "choice")
    if variable.choice is None:
        return
    if isinstance(variable.choice, list):
        if not variable.choice:
            yield Finding(here, f"{dotted(here)} is empty")
        return
    spoken = scenario.locale.available
    if set(variable.choice) != set(spoken):
        has = ", ".join(variable.choice) or "nothing"
        yield Finding(here, f"{dotted(here)} is in {has}, but the file speaks {_or(spoken)}")
    lengths = {locale: len(items) for locale, items in variable.choice.items()}
    if len(set(lengths.values())) != 1 or not min(lengths.values()):
        has = ", ".join(f"{length} in {locale}" for locale, length in lengths.items())
        yield Finding(here, f"{dotted(here)} needs as many words in each language; it has {has}")
    for locale, items in variable.choice.items():
        if len({str(item) for item in items}) < len(items):
            yield Finding((*here, locale), f"{dotted(here)} has a word twice in {locale!r}")


def _roles(scenario: Scenario) -> Iterator[Finding]:
    for locale in scenario.locale.available:
        seen: dict[str, str] = {}
        for name, role in scenario.roles.items():
            spoken = texts(role.name)
            called = spoken.get(locale) or spoken.get("", "")
            if called and called in seen:
                message = f"both roles {seen[called]!r} and {name!r} are named {called!r}"
                yield Finding(("roles", name, "name"), f"{message}; each needs its own name")
                return
            seen[called] = name
    yield from _reservations(scenario)


def _reservations(scenario: Scenario) -> Iterator[Finding]:
    for name, role in scenario.roles.items():
        path: Path = ("roles", name, "reservation")
        limit = role.reservation
        if limit is None:
            continue
        if (limit.issue is None) == (limit.score is None):
            yield Finding(path, f"{dotted(path)} needs an issue with its value, or a score")
        elif limit.issue is not None:
            if limit.value is None:
                yield Finding(path, f"{dotted(path)} names an issue without a value")
            if scenario.outcome.issues:
                where = f"{dotted(path)}.issue"
                yield from _known(scenario.outcome.issues, (*path, "issue"), limit.issue, where)


def _turns(scenario: Scenario) -> Iterator[Finding]:
    turns = scenario.turns
    if turns.first is not None:
        yield from _known(scenario.roles, ("turns", "first"), turns.first, "turns.first")
    if turns.min > turns.max:
        yield Finding(("turns", "min"), f"turns.min is {turns.min}, but turns.max is {turns.max}")
    for name in scenario.opening:
        yield from _known(scenario.roles, ("opening", name), name, "opening")
    for channel, spec in scenario.channels.items():
        for at, name in enumerate(spec.members):
            path: Path = ("channels", channel, "members", at)
            yield from _known(scenario.roles, path, name, f"channels.{channel}")


def _actions(scenario: Scenario) -> Iterator[Finding]:
    for name, action in scenario.actions.items():
        path: Path = ("actions", name)
        for at, role in enumerate(action.by):
            yield from _known(scenario.roles, (*path, "by", at), role, f"{dotted(path)}.by")
        if action.of is not None:
            yield from _known(scenario.actions, (*path, "of"), action.of, f"{dotted(path)}.of")
        yield from _quorum(path, action, len(scenario.roles))
        for argument, schema in action.args.items():
            here: Path = (*path, "args", argument)
            for fault in schema_faults(schema):
                yield Finding(here, f"{dotted(here)} {fault}")


def _quorum(path: Path, action: ActionSpec, roles: int) -> Iterator[Finding]:
    if action.quorum is None:
        return
    if action.of is None or action.ends is None:
        yield Finding((*path, "quorum"), f"{dotted(path)} has a quorum, which needs of and ends")
    if action.quorum > roles:
        message = f"{dotted(path)}.quorum is {action.quorum}, but there are {roles} roles"
        yield Finding((*path, "quorum"), message)


def _outcome(scenario: Scenario) -> Iterator[Finding]:
    outcome = scenario.outcome
    for field in ("utility", "success"):
        for role in getattr(outcome, field):
            path: Path = ("outcome", field, role)
            yield from _known(scenario.roles, path, role, f"outcome.{field}")
    for field in ("issues", "checks"):
        for name in getattr(outcome, field):
            taken = name in RESERVED or name in scenario.variables
            if taken or (field == "issues" and name in outcome.checks):
                path = ("outcome", field, name)
                yield Finding(path, f"{dotted(path)} has a name that means something else already")


def _judges(scenario: Scenario) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, seat in enumerate(scenario.judges):
        path: Path = ("judges", at)
        name = seat.name or seat.use
        if name in seen:
            yield Finding(path, f"two judges are named {name!r}; give one of them another name")
        seen.add(name)
        for index, role in enumerate(seat.roles):
            yield from _known(
                scenario.roles, (*path, "roles", index), role, f"{dotted(path)}.roles"
            )


def _whole(scenario: Scenario) -> Iterator[Finding]:
    if scenario.include:
        yield Finding(("include",), "include is not supported; write the parts into one file")
    if scenario.reward.turn + scenario.reward.outcome <= 0:
        yield Finding(
            ("reward",), "reward.turn and reward.outcome are both 0; nothing would be paid"
        )


def _known(known: Iterable[str], path: Path, name: str, where: str) -> Iterator[Finding]:
    there = list(known)
    if name not in there:
        close = meant(name, there)
        yield Finding(path, f"{where} is {name!r}, but there is only {_and(there)}{close}")


def _or(words: Iterable[str]) -> str:
    return " or ".join(repr(word) for word in words)


def _and(words: Iterable[Any]) -> str:
    listed = [repr(word) for word in words]
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if listed[1:] else listed) or "none"


_CHECKS: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    _languages,
    _variables,
    _roles,
    _turns,
    _actions,
    _outcome,
    _judges,
    _whole,
)
