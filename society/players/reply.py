"""The form of a structured reply, made from the moves that are legal now, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from society.domain.dialogue import Action, Option

_PLAIN: Mapping[str, Any] = {
    "integer": int,
    "number": float,
    "boolean": bool,
    "string": str,
    "array": list[Any],
}
_LIMITS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "pattern": "pattern",
}
LONGEST = 2000
"""Characters that may be said."""


def form(options: Sequence[Option], longest: int = LONGEST) -> type[BaseModel]:
    """A flat form that small models manage: what is said, the move or null, and its arguments.

    All arguments of all moves stand side by side; what a move does not take is null. Where a move
    is due, null is no answer.
    """
    told = repr([(option.name, option.due, option.args) for option in options])
    return _form(_Moves(told, tuple(options)), longest)


@dataclass(frozen=True)
class _Moves:
    """Moves that are the same where they read the same."""

    told: str
    options: tuple[Option, ...] = field(compare=False)


@lru_cache(maxsize=128)
def _form(moves: _Moves, longest: int) -> type[BaseModel]:
    options = moves.options
    names = tuple(option.name for option in options)
    due = any(option.due for option in options)
    action: Any = Literal[names] if due else Literal[names] | None
    fields: dict[str, Any] = {"say": (str, Field(max_length=longest)), "action": (action, ...)}
    args = {
        name: (_kind(schema) | None, None)
        for option in options
        for name, schema in option.args.items()
    }
    if args:
        inner = create_model("Args", __config__=_CLOSED, **args)  # type: ignore[call-overload]
        fields["args"] = (inner | None, None)
    made: type[BaseModel] = create_model("Reply", __config__=_CLOSED, **fields)
    return made


def action_of(reply: BaseModel, options: Sequence[Option]) -> Action | None:
    """The move in a filled form; None where it only talks."""
    filled = reply.model_dump()
    chosen = next((each for each in options if each.name == filled["action"]), None)
    if chosen is None:
        return None
    given = filled.get("args") or {}
    args = {name: given[name] for name in chosen.args if given.get(name) is not None}
    return Action(name=chosen.name, args={name: _plain(value) for name, value in args.items()})


def _all_required(schema: dict[str, Any]) -> None:
    """Ask for every field, so that providers' strict modes take the schema; read leniently."""
    schema["required"] = list(schema.get("properties", {}))


_CLOSED = ConfigDict(extra="forbid", json_schema_extra=_all_required)


def _kind(schema: Mapping[str, Any]) -> Any:
    if "enum" in schema or "const" in schema:
        return Literal[tuple(schema.get("enum") or [schema["const"]])]
    kind = _PLAIN.get(schema.get("type", "string"), str)
    limits = {_LIMITS[key]: value for key, value in schema.items() if key in _LIMITS}
    described = {"description": str(schema["description"])} if "description" in schema else {}
    return _annotated(kind, {**limits, **described})


def _annotated(kind: Any, limits: Mapping[str, Any]) -> Any:
    return Annotated[kind, Field(**limits)] if limits else kind


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
