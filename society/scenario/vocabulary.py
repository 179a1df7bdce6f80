"""What expressions may call: functions, filters and tests, each measured so that nothing grows."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

from jinja2 import StrictUndefined, Undefined, UndefinedError

MAX_TEXT = 65_536
MAX_STRING = 4_096
MAX_BITS = 256


class Broken(Exception):
    """An expression or template that is refused, or has no value; the message says why."""


class Unfound(UndefinedError):
    """An expression needs a fact that no judge has found."""


def unfound(name: str) -> Undefined:
    """What stands for a fact that is not there: whatever touches it raises Unfound."""
    return StrictUndefined(f"{name!r} was not found", name=name, exc=Unfound)


class Arguments(dict[str, Any]):
    """The arguments of an action that was taken; true even where there are none."""

    def __bool__(self) -> bool:
        return True


def number(value: Any) -> int | float:
    """The value, if it is a number; TypeError where it is not."""
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return value


def modest(value: Any) -> Any:
    """The value, unless it is a number without end or a text without measure."""
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError("the number is not finite")
    elif isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise ValueError("the number grows too large")
    elif isinstance(value, str) and len(value) > MAX_TEXT:
        raise ValueError(f"the text grows beyond {MAX_TEXT} characters")
    return value


def shown(value: Any) -> str:
    """A value as a text shows it: 120.0 as 120, and nothing that is not a text or a number."""
    if isinstance(value, Undefined):
        return str(value)
    if isinstance(value, bool | int | str):
        return str(value)
    if isinstance(value, float):
        return f"{modest(value):.10g}"
    if isinstance(value, list):
        raise TypeError("a list cannot be shown; write `| join(', ')` after it")
    raise TypeError(f"{_kind(value)} cannot be shown")


def _kind(value: Any) -> str:
    if value is None:
        return "none"
    return "a function" if callable(value) else "a mapping"


def _round(value: Any, precision: int = 0, method: str = "common") -> float:
    if not -12 <= number(precision) <= 12:
        raise ValueError("round takes -12 to 12 digits")
    if method == "common":
        return round(float(number(value)), precision)
    scale = 10.0**precision
    scaled = float(number(value)) * scale
    if method == "ceil":
        return -(-scaled // 1) / scale
    if method == "floor":
        return scaled // 1 / scale
    raise ValueError(f"round knows common, ceil and floor, not {method!r}")


def _int(value: Any) -> int:
    text = isinstance(value, str) and len(value) <= 64
    return int(modest(value) if text else modest(number(value)))


def _float(value: Any) -> float:
    text = isinstance(value, str) and len(value) <= 64
    return float(modest(float(value if text else number(value))))


def _default(value: Any, instead: Any = "") -> Any:
    if isinstance(value, Undefined):
        _unless_unfound(value)
        return instead
    return value


def _unless_unfound(value: Undefined) -> None:
    if value._undefined_exception is Unfound:
        str(value)


def _join(values: Any, between: str = "") -> str:
    if not isinstance(values, Sequence):
        raise TypeError("join takes a list")
    parts = [shown(each) for each in values]
    if sum(map(len, parts)) + len(between) * len(parts) > MAX_TEXT:
        raise ValueError(f"the text grows beyond {MAX_TEXT} characters")
    return between.join(parts)


def _absolute(value: Any) -> int | float:
    return abs(number(value))


def _total(values: Any) -> int | float:
    return sum(number(each) for each in values)


def _defined(value: Any) -> Any:
    if isinstance(value, Undefined):
        str(value)
    return value


def _test(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: check(_defined(value))


def _is_defined(value: Any) -> bool:
    if isinstance(value, Undefined):
        _unless_unfound(value)
        return False
    return True


def _length(value: Any) -> int:
    return len(_defined(value))


def _first(values: Any) -> Any:
    return _defined(values)[0]


def _last(values: Any) -> Any:
    return _defined(values)[-1]


def _text(change: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: modest(change(shown(value)))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": _absolute,
    "len": _length,
    "int": _int,
    "float": _float,
}
"""The functions that every expression may call."""

FILTERS: Mapping[str, Callable[..., Any]] = {
    "abs": _absolute,
    "capitalize": _text(str.capitalize),
    "count": _length,
    "default": _default,
    "first": _first,
    "float": _float,
    "int": _int,
    "join": _join,
    "last": _last,
    "length": _length,
    "lower": _text(str.lower),
    "max": max,
    "min": min,
    "round": _round,
    "sort": sorted,
    "string": shown,
    "sum": _total,
    "title": _text(str.title),
    "trim": _text(str.strip),
    "upper": _text(str.upper),
}

TESTS: Mapping[str, Callable[..., bool]] = {
    "defined": _is_defined,
    "undefined": lambda value: not _is_defined(value),
    "none": _test(lambda value: value is None),
    "number": _test(lambda value: isinstance(value, int | float)),
    "string": _test(lambda value: isinstance(value, str)),
    "true": _test(lambda value: value is True),
    "false": _test(lambda value: value is False),
    "even": _test(lambda value: number(value) % 2 == 0),
    "odd": _test(lambda value: number(value) % 2 == 1),
    "in": lambda value, values: _defined(value) in _defined(values),
}
