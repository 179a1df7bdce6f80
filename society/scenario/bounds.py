"""The offers that can be named, and a bounded search for the best of them."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import ceil, floor, prod
from typing import Any

from society.domain.dialogue import Action, Option

MAX_SEARCH = 3_000
FINE = 41
COARSE = 21
_SWEEPS = 4

Worth = Callable[[Action], float | None]
Domain = Mapping[str, Sequence[Any]]


def domain(option: Option, largest: float, points: int = FINE) -> dict[str, list[Any]]:
    """For each argument the values to try. A number without an upper bound ends at `largest`."""
    return {name: _values(schema, largest, points) for name, schema in option.args.items()}


def _values(schema: Mapping[str, Any], largest: float, points: int) -> list[Any]:
    if "enum" in schema:
        return list(schema["enum"])
    if "const" in schema:
        return [schema["const"]]
    match schema.get("type"):
        case "boolean":
            return [False, True]
        case "number" | "integer":
            return _numbers(schema, largest, points)
        case "array":
            return [[]]
    return [""]


def _numbers(schema: Mapping[str, Any], largest: float, points: int) -> list[Any]:
    low, high = limits(schema, largest)
    step = grain(schema)
    if step is None:
        return [low + (high - low) * at / (points - 1) for at in range(points)]
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    count = min(points, max(1, last - first + 1))
    places = [first + round((last - first) * at / max(1, count - 1)) for at in range(count)]
    return [_tidy(place * step) for place in dict.fromkeys(places)]


def limits(schema: Mapping[str, Any], largest: float) -> tuple[float, float]:
    """The least and the greatest value; what is not bounded ends at 0 and at `largest`."""
    step = grain(schema) or 1e-6
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None and "exclusiveMinimum" in schema:
        low = schema["exclusiveMinimum"] + step
    if high is None and "exclusiveMaximum" in schema:
        high = schema["exclusiveMaximum"] - step
    if low is None:
        low = min(0.0, high) if high is not None else 0.0
    if high is None:
        high = largest if largest > low else low + 100.0
    return low, max(low, high)


def grain(schema: Mapping[str, Any]) -> float | None:
    """The step between two values; None for numbers of any fineness."""
    step = schema.get("multipleOf")
    if schema.get("type") == "integer":
        return float(step) if step and float(step).is_integer() else 1.0
    return float(step) if step else None


def _tidy(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 9)


def best(option: Option, worth: Worth, largest: float) -> float | None:
    """The greatest worth of any offer of this kind, found with at most some thousand tries."""
    found = best_offer(option, worth, largest)
    return None if found is None else found[1]


def best_offer(option: Option, worth: Worth, largest: float) -> tuple[Action, float] | None:
    """The best offer of this kind and its worth; None where no offer has any."""
    values = domain(option, largest)
    if prod(len(each) for each in values.values()) > MAX_SEARCH:
        values = domain(option, largest, COARSE)
    if prod(len(each) for each in values.values()) <= MAX_SEARCH:
        found = _all(option.name, values, worth)
    else:
        found = _climbed(option.name, values, worth)
    return None if found is None else _refined(option, values, found, worth)


def _all(name: str, values: Domain, worth: Worth) -> tuple[Action, float] | None:
    tried = (
        Action(name=name, args=dict(zip(values, combination, strict=True)))
        for combination in product(*values.values())
    )
    return _greatest(tried, worth)


def _greatest(offers: Any, worth: Worth) -> tuple[Action, float] | None:
    found: tuple[Action, float] | None = None
    for offer in offers:
        value = worth(offer)
        if value is not None and (found is None or value > found[1]):
            found = (offer, value)
    return found


def _climbed(name: str, values: Domain, worth: Worth) -> tuple[Action, float] | None:
    """One argument at a time, from the low end, the middle and the high end."""
    climbs = [_climb(name, values, worth, at) for at in (0.0, 0.5, 1.0)]
    found = [climb for climb in climbs if climb is not None]
    return max(found, key=lambda each: each[1], default=None)


def _climb(name: str, values: Domain, worth: Worth, at: float) -> tuple[Action, float] | None:
    start = {key: each[round(at * (len(each) - 1))] for key, each in values.items()}
    found = _greatest([Action(name=name, args=start)], worth)
    for _ in range(_SWEEPS):
        before = found
        for key, each in values.items():
            args = found[0].args if found else start
            tried = (Action(name=name, args={**args, key: value}) for value in each)
            better = _greatest(tried, worth)
            if better and (found is None or better[1] > found[1]):
                found = better
        if found == before:
            break
    return found


def _refined(
    option: Option, values: Domain, found: tuple[Action, float], worth: Worth
) -> tuple[Action, float]:
    """The best between the neighbours of the best point of the grid."""
    for name, schema in option.args.items():
        each, here = values[name], found[0].args[name]
        if "enum" in schema or schema.get("type") not in ("number", "integer") or len(each) < 2:
            continue
        at = each.index(here)
        near = {
            **schema,
            "minimum": each[max(0, at - 1)],
            "maximum": each[min(len(each) - 1, at + 1)],
        }
        tried = (
            Action(name=option.name, args={**found[0].args, name: value})
            for value in _numbers(near, 0.0, COARSE)
        )
        better = _greatest(tried, worth)
        if better and better[1] > found[1]:
            found = better
    return found
