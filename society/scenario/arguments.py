"""What the arguments of an action may be: the part of JSON Schema that scenario files use."""

import re
from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any

from society.scenario.expressions import is_template
from society.scenario.problems import brief, meant, nearest
from society.scenario.reasons import ENGLISH, Reasons

Schema = Mapping[str, Any]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "number": (int, float),
    "integer": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list, tuple),
}
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")
_KEYS = (
    "type", "enum", "const", "default", "title", "description", "pattern", "items",
    *_NUMBERS, *_LENGTHS,
)  # fmt: skip
_LONGEST_MATCHED = 200


def faults(
    schemas: Mapping[str, Schema], given: Mapping[str, Any], why: Reasons = ENGLISH
) -> Iterator[str]:
    """What is wrong with the arguments given, by the schema of each; those without a default
    must be there.
    """
    for name in given:
        if name not in schemas:
            yield _stray(name, schemas, why)
    for name, schema in schemas.items():
        if name not in given:
            if "default" not in schema:
                yield why("missing", name=name)
        elif fault := fault_of(schema, given[name], why):
            yield why("is", name=name, value=brief(given[name]), why=fault)


def _stray(name: str, schemas: Mapping[str, Schema], why: Reasons) -> str:
    close = nearest(name, schemas)
    takes = why("takes", names=why.joined("and", schemas) or why("none"))
    return why("stray", name=name, rest=why("meant", name=close) if close else takes)


def fault_of(schema: Schema, value: Any, why: Reasons = ENGLISH) -> str | None:
    """Why the value is not what the schema asks for; None where it is."""
    kind = schema.get("type")
    if kind is not None and not _is(kind, value):
        return why(kind) if kind in _TYPES else why("const", value=kind)
    if "enum" in schema and not any(_same(value, each) for each in schema["enum"]):
        return why("enum", values=why.joined("and", schema["enum"]))
    if "const" in schema and not _same(value, schema["const"]):
        return why("const", value=schema["const"])
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _number_fault(schema, value, why)
    if isinstance(value, str):
        return _text_fault(schema, value, why)
    return _list_fault(schema, value, why) if isinstance(value, list | tuple) else None


def _is(kind: str, value: Any) -> bool:
    if kind in ("number", "integer"):
        counts = isinstance(value, int | float) and not isinstance(value, bool)
        return counts and (kind == "number" or float(value).is_integer())
    return isinstance(value, _TYPES.get(kind, (object,)))


def _same(one: Any, two: Any) -> bool:
    return bool(one == two) and isinstance(one, bool) == isinstance(two, bool)


_BOUNDS: Mapping[str, Callable[[float, float], bool]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound,
    "exclusiveMaximum": lambda value, bound: value < bound,
    "multipleOf": lambda value, bound: _divides(bound, value),
}


def _number_fault(schema: Schema, value: float, why: Reasons) -> str | None:
    if not isfinite(value):
        return why("finite")
    for key, holds in _BOUNDS.items():
        if key in schema and not holds(value, schema[key]):
            return why(key, bound=_plain(schema[key]))
    return None


def _divides(step: float, value: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-9


def _plain(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _text_fault(schema: Schema, value: str, why: Reasons) -> str | None:
    if len(value) > schema.get("maxLength", len(value)):
        return why("maxLength", bound=schema["maxLength"])
    if len(value) < schema.get("minLength", 0):
        return why("minLength", bound=schema["minLength"])
    if "pattern" in schema:
        if len(value) > _LONGEST_MATCHED:
            return why("maxLength", bound=_LONGEST_MATCHED)
        if not re.search(schema["pattern"], value):
            return why("pattern", pattern=schema["pattern"])
    return None


def _list_fault(schema: Schema, value: Any, why: Reasons) -> str | None:
    if len(value) > schema.get("maxItems", len(value)):
        return why("maxItems", bound=schema["maxItems"])
    if len(value) < schema.get("minItems", 0):
        return why("minItems", bound=schema["minItems"])
    for each in value if "items" in schema else ():
        if fault := fault_of(schema["items"], each, why):
            return why("inner", why=fault)
    return None


def schema_faults(schema: Schema) -> Iterator[str]:
    """What a scenario's argument schema says that is not understood here."""
    for key in schema:
        if key not in _KEYS:
            yield f"has {key!r}, which is not one of {', '.join(_KEYS)}{meant(key, _KEYS)}"
    kind = schema.get("type")
    if kind is not None and (not isinstance(kind, str) or kind not in _TYPES):
        yield f"has the type {brief(kind)}; it is one of {', '.join(_TYPES)}"
    yield from _value_faults(schema)
    if isinstance(schema.get("items"), Mapping):
        for fault in schema_faults(schema["items"]):
            yield f"items {fault}"


def _value_faults(schema: Schema) -> Iterator[str]:
    for key in (*_NUMBERS, *_LENGTHS):
        value = schema.get(key, 0)
        template = isinstance(value, str) and is_template(value)
        if not template and (isinstance(value, bool) or not isinstance(value, int | float)):
            yield f"has {key} {brief(value)}, which is not a number"
    if not isinstance(schema.get("multipleOf", 1), str) and schema.get("multipleOf", 1) <= 0:
        yield "has a multipleOf that is not above 0"
    for key in ("title", "description"):
        said = schema.get(key, "")
        spoken = said.values() if isinstance(said, Mapping) else [said]
        if not all(isinstance(each, str) for each in spoken):
            yield f"has a {key} that is not a text"
    if "enum" in schema and (not isinstance(schema["enum"], list) or not schema["enum"]):
        yield "has an enum that is not a list of values"
    if "pattern" in schema and (fault := pattern_fault(schema["pattern"])):
        yield f"has the pattern {brief(schema['pattern'])}, which {fault}"


def pattern_fault(pattern: Any) -> str | None:
    """Why a pattern is not used: it could take for ever on a hostile text, or is none at all."""
    if not isinstance(pattern, str) or len(pattern) > 200:
        return "is not a text of at most 200 characters"
    bare = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "x", pattern)
    if re.search(r"\)\s*[*+?{]", bare) or "(?" in bare:
        return "repeats a group or looks around, which can take for ever"
    if len(re.findall(r"[*+{]", bare)) > 2 or bare.count("?") > 8:
        return "repeats too often, which can take for ever"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as fault:
        return f"is not a regular expression: {fault}"
    return None
