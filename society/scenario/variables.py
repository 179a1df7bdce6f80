"""Drawing the variables of an episode: same seed, same values, whatever the language."""

import hashlib
import random
from collections.abc import Callable, Mapping
from typing import Any

from society.domain.scenario import Scenario, Variable
from society.scenario.expressions import formula
from society.scenario.problems import RuleError
from society.scenario.vocabulary import FUNCTIONS, MAX_STRING, Broken

TRIES = 100

Values = Mapping[str, Any]


def dice(*parts: object) -> random.Random:
    """A source of chance that depends on nothing but what it is named after."""
    return random.Random(hashlib.sha256(":".join(map(str, parts)).encode()).digest())


def drawn(scenario: Scenario, chance: random.Random) -> Values:
    """All variables in the words of the default language, drawn again until `require` holds.

    RuleError after a hundred tries.
    """
    for _ in range(TRIES):
        values = _all(scenario, chance, {})
        if _meets(scenario, values):
            return values
    why = f"none of {TRIES} draws meets {'; '.join(scenario.require)}"
    hint = "widen the ranges of the variables, or ask for less in require"
    raise RuleError(scenario.id, ("require",), why, hint=hint)


def supposed(scenario: Scenario, chance: random.Random, known: Values) -> Values:
    """A draw in which what is known is so, and `require` holds if a hundred tries can have it."""
    values = _all(scenario, chance, known)
    for _ in range(TRIES):
        if _meets(scenario, values):
            break
        values = _all(scenario, chance, known)
    return values


def localised(scenario: Scenario, values: Values, locale: str) -> dict[str, Any]:
    """The values in the words of a language; numbers are the same in all of them."""
    return {name: _said(scenario, name, value, locale) for name, value in values.items()}


def neutral(scenario: Scenario, values: Values, locale: str) -> dict[str, Any]:
    """The values of a game as rules read them: in the words of the default language."""
    default = scenario.locale.default
    result = dict(values)
    for name, variable in scenario.variables.items():
        if isinstance(variable.choice, Mapping) and name in values and locale != default:
            words = variable.choice[locale]
            if values[name] in words:
                result[name] = variable.choice[default][words.index(values[name])]
    return result


def _all(scenario: Scenario, chance: random.Random, known: Values) -> Values:
    values: dict[str, Any] = {}
    for name, variable in scenario.variables.items():
        values[name] = known[name] if name in known else _one(scenario, name, values, chance)
        _bounded(scenario, name, variable, values[name])
    return values


def _meets(scenario: Scenario, values: Values) -> bool:
    return all(_holds(scenario, at, values) for at in range(len(scenario.require)))


def _one(scenario: Scenario, name: str, values: Values, chance: random.Random) -> Any:
    variable = scenario.variables[name]
    if variable.expr is not None:
        return _expression(scenario, name, values, chance)
    if variable.choice is not None:
        words = variable.choice
        items = words[scenario.locale.default] if isinstance(words, Mapping) else words
        return items[chance.randrange(len(items))]
    return _ranged(variable, chance)


def _ranged(variable: Variable, chance: random.Random) -> int | float:
    if variable.ints is not None:
        low, high = variable.ints
        return chance.randrange(low, high + 1, int(variable.step or 1))
    assert variable.floats is not None
    first, last = variable.floats
    if variable.step is None:
        return chance.uniform(first, last)
    steps = int((last - first) / variable.step + 1e-9)
    return round(first + chance.randint(0, steps) * variable.step, 12)


def _expression(scenario: Scenario, name: str, values: Values, chance: random.Random) -> Any:
    draw: Callable[[float, float], float] = chance.uniform
    source = str(scenario.variables[name].expr)
    try:
        return formula(source)({**FUNCTIONS, **values, "draw": draw})
    except Broken as broken:
        raise RuleError(scenario.id, ("variables", name), str(broken)) from broken


def _bounded(scenario: Scenario, name: str, variable: Variable, value: Any) -> None:
    """A computed variable is one value, not a list of them, and not a book."""
    if variable.expr is None:
        return
    if value is not None and not isinstance(value, str | int | float):
        raise RuleError(scenario.id, ("variables", name), "its value is no number and no text")
    if isinstance(value, str) and len(value) > MAX_STRING:
        why = f"its value has more than {MAX_STRING} characters"
        raise RuleError(scenario.id, ("variables", name), why)


def _holds(scenario: Scenario, at: int, values: Values) -> bool:
    try:
        return bool(formula(scenario.require[at])({**FUNCTIONS, **values}))
    except Broken as broken:
        raise RuleError(scenario.id, ("require", at), str(broken)) from broken


def _said(scenario: Scenario, name: str, value: Any, locale: str) -> Any:
    choice = scenario.variables[name].choice
    default = scenario.locale.default
    if not isinstance(choice, Mapping) or locale == default:
        return value
    return choice[locale][choice[default].index(value)]
