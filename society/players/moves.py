"""The moves that a View allows: the offers to be named, and the ways to accept and to leave."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import log10, prod
from typing import Any, Literal

from society.domain.dialogue import Action, Option, Spoken, View
from society.domain.value import Value
from society.scenario.bounds import domain, limits

MOST = 1000
"""How many offers are compared at most; around the best of them the grid is made finer."""

FINE = 1001
"""How many values one argument may have at most."""

KEPT = 256
"""How many lists of offers are remembered."""

LISTED = ("integer", "number", "boolean")

Kind = Literal["open", "concede", "hold", "last", "accept", "leave", "wait"]
Values = Mapping[str, Sequence[Any]]


class Move(Value):
    """What a planner wants to do, and what kind of step in the talk that is.

    `worth` is what the move's offer is worth to the role, None where it names no offer; `before`
    is the role's own latest offer; `agreed` the offer that an acceptance accepts.
    """

    kind: Kind
    action: Action | None = None
    worth: float | None = None
    before: Action | None = None
    agreed: Action | None = None


def proposals(view: View) -> tuple[Option, ...]:
    """The options that are offers: all their arguments can be listed, and they have a worth."""
    return tuple(option for option in view.options if _is_offer(view, option))


def acceptances(view: View) -> tuple[Option, ...]:
    """The options that accept an offer."""
    return tuple(option for option in view.options if option.of is not None and not option.args)


def exits(view: View) -> tuple[Option, ...]:
    """The options that end the talk, or one's part in it, without accepting anything."""
    return tuple(
        option
        for option in view.options
        if option.of is None and not option.args and (option.ends is not None or option.leaves)
    )


def worth(view: View, action: Action | None) -> float | None:
    """The role's own worth of an offer; None where it is no offer or has no worth."""
    return None if action is None or view.value is None else view.value(action)


def made(view: View) -> tuple[Spoken, ...]:
    """The turns that made an offer which has a worth, oldest first."""
    return tuple(turn for turn in view.turns if worth(view, turn.action) is not None)


def values(view: View, option: Option) -> dict[str, list[Any]]:
    """For every argument what it may be, in order; nothing where that cannot be listed."""
    listed = option.model_copy(
        update={"args": {name: _even(schema) for name, schema in option.args.items()}}
    )
    found = domain(listed, _reach(view), FINE)
    return {name: found[name] if _listed(schema) else [] for name, schema in option.args.items()}


def grid(option: Option, full: Values) -> list[Action]:
    """Offers of this kind, evenly spread over what can be named, at most `MOST`."""
    return [*_combined(option.name, _thinned(full))]


def around(option: Option, full: Values, offer: Action) -> list[Action]:
    """The offers between `offer` and its neighbours in the grid, at most `MOST`."""
    thin = _thinned(full)
    near = {name: _near(full[name], thin[name], offer.args[name]) for name in full}
    return [*_combined(option.name, _thinned(near))]


def alikeness(full: Values, one: Action, other: Action) -> float:
    """How much two offers agree, 0 to 1: the mean over the arguments, numbers by their distance.

    After Faratin, Sierra & Jennings 2002, "Using similarity criteria to make issue trade-offs".
    """
    parts = [_alike(each, one.args.get(name), other.args.get(name)) for name, each in full.items()]
    return sum(parts) / len(parts) if parts else 1.0


def _is_offer(view: View, option: Option) -> bool:
    if option.of is not None or not option.args:
        return False
    found = values(view, option)
    if not all(found.values()):
        return False
    first = Action(name=option.name, args={name: each[0] for name, each in found.items()})
    return worth(view, first) is not None


def _listed(schema: Mapping[str, Any]) -> bool:
    return "enum" in schema or "const" in schema or schema.get("type") in LISTED


def _even(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with a step for numbers of any fineness: a hundredth of their range, rounded."""
    if schema.get("type") != "number" or "multipleOf" in schema or not _listed(schema):
        return dict(schema)
    low, high = limits(schema, 100.0)
    step = 10 ** round(log10(max(high - low, 1e-6) / 100))
    return {**schema, "multipleOf": step}


def _reach(view: View) -> float:
    """The greatest number that the role is told: where an offer without a bound ends."""
    role = view.role
    told = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", f"{view.context} {role.private}")]
    limit = [role.limit.value] if role.limit and role.limit.value is not None else []
    return max([*told, *limit], default=0.0)


def _thinned(full: Values) -> dict[str, list[Any]]:
    """Every other value of the longest list left out, until there are at most `MOST` offers."""
    thin = {name: list(each) for name, each in full.items()}
    while prod(len(each) for each in thin.values()) > MOST:
        longest = max(thin, key=lambda name: len(thin[name]))
        each = thin[longest]
        thin[longest] = [*each[:-1:2], each[-1]] if len(each) > 2 else each[:1]
    return thin


def _combined(name: str, full: Values) -> Sequence[Action]:
    """Every offer of these values. The same ones are wanted turn after turn, so they are kept."""
    names, lists = tuple(full), tuple(map(tuple, full.values()))
    kinds = tuple(tuple(map(type, each)) for each in lists)
    try:
        return _offers(name, names, lists, kinds)
    except TypeError:
        # A list is among the values, which no key can hold.
        return _offers.__wrapped__(name, names, lists, kinds)


@lru_cache(maxsize=KEPT)
def _offers(
    name: str,
    names: tuple[str, ...],
    lists: tuple[tuple[Any, ...], ...],
    kinds: tuple[tuple[type, ...], ...],
) -> tuple[Action, ...]:
    """`kinds` tells 1 from True and from 1.0, which are equal keys."""
    return tuple(
        Action(name=name, args=dict(zip(names, each, strict=True))) for each in product(*lists)
    )


def _near(full: Sequence[Any], thin: Sequence[Any], here: Any) -> list[Any]:
    if len(full) == len(thin) or here not in thin:
        return [here]
    at = thin.index(here)
    low, high = thin[max(0, at - 1)], thin[min(len(thin) - 1, at + 1)]
    return list(full[full.index(low) : full.index(high) + 1])


def _alike(full: Sequence[Any], one: Any, other: Any) -> float:
    numbers = all(isinstance(each, int | float) for each in (one, other, full[0], full[-1]))
    if not numbers:
        return float(one == other)
    span = float(full[-1]) - float(full[0])
    return 1 - min(1.0, abs(one - other) / span) if span > 0 else float(one == other)
