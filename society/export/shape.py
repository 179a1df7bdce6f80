"""What all records of a file have in common: the columns and their types, for Parquet and the card.

Whole numbers and fractions together are fractions; what cannot be one column otherwise is told as
JSON text. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import orjson

Kind = Literal["null", "bool", "int", "float", "string", "list", "struct", "json"]

WIDEST = 100
"""Keys of a struct; one with more is a free mapping and told as JSON text."""

_LARGEST = 2**63
_LEAVES: Mapping[type, Kind] = MappingProxyType(
    {type(None): "null", bool: "bool", int: "int", float: "float", str: "string"}
)
_NO_FIELDS: Mapping[str, "Shape"] = MappingProxyType({})


@dataclass(frozen=True)
class Shape:
    """The type of a value: a list has `of`, a struct `fields`."""

    kind: Kind
    of: "Shape | None" = None
    fields: Mapping[str, "Shape"] = field(default_factory=lambda: _NO_FIELDS)


NULL, JSON, STRING = Shape("null"), Shape("json"), Shape("string")


def grown(shape: Shape, value: Any) -> Shape:
    """The shape that holds the value beside all that it held before; itself where it did.

    >>> grown(grown(NULL, {"n": 1}), {"n": 0.5, "to": None}).fields["n"].kind
    'float'
    """
    kind = _LEAVES.get(type(value))
    if kind is not None:
        return _leaf(shape, "json" if kind == "int" and abs(value) >= _LARGEST else kind)
    if isinstance(value, Mapping):
        return _struct(shape, value)
    return _list(shape, value)


def _leaf(shape: Shape, kind: Kind) -> Shape:
    if kind in ("null", shape.kind) or shape.kind == "json":
        return shape
    if shape.kind == "null":
        return Shape(kind)
    return Shape("float") if {kind, shape.kind} == {"int", "float"} else JSON


def _struct(shape: Shape, value: Mapping[str, Any]) -> Shape:
    if shape.kind not in ("null", "struct"):
        return JSON
    fields = dict(shape.fields)
    changed = shape.kind == "null"
    for key, each in value.items():
        before = fields.get(key)
        after = grown(before or NULL, each)
        if after is not before:
            fields[key], changed = after, True
    if len(fields) > WIDEST:
        return JSON
    return Shape("struct", fields=fields) if changed else shape


def _list(shape: Shape, value: Any) -> Shape:
    if shape.kind not in ("null", "list"):
        return JSON
    before = shape.of or NULL
    after = before
    for each in value:
        after = grown(after, each)
    return shape if after is before and shape.kind == "list" else Shape("list", of=after)


def settled(shape: Shape) -> Shape:
    """The shape as columns have it: nothing is without a type, and no struct without a field."""
    if shape.kind in ("null", "json") or (shape.kind == "struct" and not shape.fields):
        return STRING if shape.kind == "null" else JSON
    if shape.of is not None:
        return Shape("list", of=settled(shape.of))
    return Shape(shape.kind, fields={key: settled(each) for key, each in shape.fields.items()})


def fitted(shape: Shape, value: Any) -> Any:
    """The value as a column of that (settled) shape takes it."""
    if value is None:
        return None
    if shape.kind == "json":
        return text(value)
    if shape.kind == "list" and shape.of is not None:
        return [fitted(shape.of, each) for each in value]
    if shape.kind == "struct":
        return {key: fitted(each, value.get(key)) for key, each in shape.fields.items()}
    return float(value) if shape.kind == "float" else value


def uneven(shape: Shape) -> bool:
    """Whether something in it has no type of its own and is told as JSON text."""
    inner = [*shape.fields.values(), *([shape.of] if shape.of else [])]
    return shape.kind == "json" or any(map(uneven, inner))


def text(value: Any) -> str:
    """A value as compact JSON."""
    return orjson.dumps(value).decode()


_DTYPES: Mapping[str, str] = MappingProxyType(
    {"bool": "bool", "int": "int64", "float": "float64", "string": "string", "json": "string"}
)


def features(shape: Shape) -> list[dict[str, Any]]:
    """The columns of a (settled) struct as a dataset card lists them."""
    return [{"name": name, **_feature(each)} for name, each in shape.fields.items()]


def _feature(shape: Shape) -> dict[str, Any]:
    if shape.kind == "list" and shape.of is not None:
        inner = _feature(shape.of)
        return {"list": inner.get("struct") or inner.get("dtype") or inner}
    return {"struct": features(shape)} if shape.kind == "struct" else {"dtype": _DTYPES[shape.kind]}
