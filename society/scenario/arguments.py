"""What the arguments of an action may be: the part of JSON Schema that scenario files use."""

import re
from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any

from society.scenario.expressions import is_template
from society.scenario.problems import brief, meant

Schema = Mapping[str, Any]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "number": (int, float),
    "integer": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list, tuple),
}
_NAMES = {
    "number": "a number",
    "integer": "a whole number",
    "string": "a text",
    "boolean": "true or false",
    "array": "a list",
}
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")
_KEYS = (
    "type", "enum", "const", "default", "title", "description", "pattern", "items",
    *_NUMBERS, *_LENGTHS,
)  # fmt: skip
_LONGEST_MATCHED = 200


def faults(schemas: Mapping[str, Schema], given: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the arguments given, by the schema of each; those without a default
    must be there.
    """
    for name in given:
        if name not in schemas:
            known = meant(name, schemas) or f"; it takes {', '.join(schemas) or 'none'}"
            yield f"there is no argument {name!r}{known}"
    for name, schema in schemas.items():
        if name not in given:
            if "default" not in schema:
                yield f"the argument {name!r} is missing"
        elif fault := fault_of(schema, given[name]):
            yield f"{name} is {brief(given[name])}; {fault}"


def fault_of(schema: Schema, value: Any) -> str | None:
    """Why the value is not what the schema asks for; None where it is."""
    kind = schema.get("type")
    if kind is not None and not _is(kind, value):
        return f"it must be {_NAMES.get(kind, kind)}"
    if "enum" in schema and not any(_same(value, each) for each in schema["enum"]):
        return f"it must be one of {', '.join(map(str, schema['enum']))}"
    if "const" in schema and not _same(value, schema["const"]):
        return f"it must be {schema['const']}"
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _number_fault(schema, value)
    if isinstance(value, str):
        return _text_fault(schema, value)
    return _list_fault(schema, value) if isinstance(value, list | tuple) else None


def _is(kind: str, value: Any) -> bool:
    if kind in ("number", "integer"):
        counts = isinstance(value, int | float) and not isinstance(value, bool)
        return counts and (kind == "number" or float(value).is_integer())
    return isinstance(value, _TYPES.get(kind, (object,)))


def _same(one: Any, two: Any) -> bool:
    return bool(one == two) and isinstance(one, bool) == isinstance(two, bool)


_BOUNDS: Mapping[str, tuple[str, Callable[[float, float], bool]]] = {
    "minimum": ("at least", lambda value, bound: value >= bound),
    "maximum": ("at most", lambda value, bound: value <= bound),
    "exclusiveMinimum": ("more than", lambda value, bound: value > bound),
    "exclusiveMaximum": ("less than", lambda value, bound: value < bound),
    "multipleOf": ("a multiple of", lambda value, bound: _divides(bound, value)),
}


def _number_fault(schema: Schema, value: float) -> str | None:
    if not isfinite(value):
        return "it must be finite"
    for key, (name, holds) in _BOUNDS.items():
        if key in schema and not holds(value, schema[key]):
            return f"it must be {name} {_plain(schema[key])}"
    return None


def _divides(step: float, value: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-9


def _plain(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _text_fault(schema: Schema, value: str) -> str | None:
    if len(value) > schema.get("maxLength", len(value)):
        return f"it has at most {schema['maxLength']} characters"
    if len(value) < schema.get("minLength", 0):
        return f"it has at least {schema['minLength']} characters"
    if "pattern" in schema:
        if len(value) > _LONGEST_MATCHED:
            return f"it has at most {_LONGEST_MATCHED} characters"
        if not re.search(schema["pattern"], value):
            return f"it must match {schema['pattern']}"
    return None


def _list_fault(schema: Schema, value: Any) -> str | None:
    if len(value) > schema.get("maxItems", len(value)):
        return f"it has at most {schema['maxItems']} entries"
    if len(value) < schema.get("minItems", 0):
        return f"it has at least {schema['minItems']} entries"
    for each in value if "items" in schema else ():
        if fault := fault_of(schema["items"], each):
            return f"in it, {fault}"
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
