"""The params of a judge as its author typed them: what a seat gives is of that type, or refused.

Law: a value that fits is handed on as it was given; nothing is cut to fit.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_type_hints

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError

from society.domain.errors import SocietyError
from society.domain.judging import Badge

INJECTED = ("criteria", "here")
"""What a judge is given beside its params: its seat's criteria, the scenario's folder."""

FOUND_LATER = "members"
"""The param that names other judges: whoever finds them tells what is wrong with it."""

LONGEST = 60
_MODULES = re.compile(r"\b(?:\w+\.)+(?=\w)")


class Written(str):
    """A param as it was written on a command line: its type is the judge's to say."""

    __slots__ = ()


def typed(
    found: type, badge: Badge, params: Mapping[str, Any], wanted: Mapping[str, inspect.Parameter]
) -> dict[str, Any]:
    """The params as the class takes them; SocietyError for one it does not take, or not so.

    `wanted` is the signature of the class. An annotation that cannot be checked checks nothing.
    """
    takes = {name: each for name, each in wanted.items() if name not in INJECTED}
    _refuse_strange(badge, params, takes)
    return {
        name: _read(badge, name, value, _annotation(found, takes.get(name)), takes)
        for name, value in params.items()
    }


def plain(value: object) -> Any:
    """A value whose type nobody says: JSON where it is written and reads as JSON, else as it is.

    >>> plain(Written("3")), plain(Written("3/4")), plain("3")
    (3, '3/4', '3')
    """
    if not isinstance(value, Written):
        return value
    try:
        return orjson.loads(str(value))
    except orjson.JSONDecodeError:
        return str(value)


def shown(parameter: inspect.Parameter) -> str:
    """A parameter as its author wrote it, without the modules that types are from.

    >>> shown(inspect.signature(lambda n: n).parameters["n"])
    'n'
    """
    name, _, type_ = str(parameter).partition(":")
    written = parameter.annotation
    if isinstance(written, str):
        default = (
            "" if parameter.default is inspect.Parameter.empty else f" = {parameter.default!r}"
        )
        return f"{name}: {written}{default}"
    return f"{name}:{_MODULES.sub('', type_)}" if type_ else name


def _refuse_strange(
    badge: Badge, params: Mapping[str, Any], takes: Mapping[str, inspect.Parameter]
) -> None:
    listed = f"it takes: {', '.join(map(shown, takes.values())) or 'none'}"
    anything = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in takes.values())
    for name in params:
        if name not in takes and not anything:
            close = get_close_matches(name, takes, 1)
            meant = f"did you mean {close[0]}? " if close else ""
            raise SocietyError(
                f"judge {badge.name!r} takes no param {name!r}", hint=f"{meant}{listed}"
            )
    for name, each in takes.items():
        if _is_needed(each) and name not in params:
            raise SocietyError(
                f"judge {badge.name!r} needs the param {name!r}",
                hint=f"{listed}\n{_giving(badge.name, name)}",
            )


def _giving(judge: str, name: str) -> str:
    """Where a param is given: a seat has it, in the scenario or for one run."""
    seat = f'--set \'judges=[{{"use": "{judge}", "params": {{"{name}": "…"}}}}]\''
    return (
        f"a judge command takes --param.{name} …, a game takes the scenario's `judges:`, or {seat}"
    )


def _is_needed(parameter: inspect.Parameter) -> bool:
    open_ended = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return parameter.default is inspect.Parameter.empty and parameter.kind not in open_ended


def _annotation(found: type, parameter: inspect.Parameter | None) -> Any:
    """The type that the author declared; Any where there is none, or it cannot be found."""
    if parameter is None or parameter.annotation is inspect.Parameter.empty:
        return Any
    if not isinstance(parameter.annotation, str):
        return parameter.annotation
    space = vars(sys.modules.get(found.__module__, sys))
    holder = type("Holder", (), {"__annotations__": {parameter.name: parameter.annotation}})
    try:
        return get_type_hints(holder, globalns=space)[parameter.name]
    except (NameError, SyntaxError, TypeError):
        return Any


def _read(
    badge: Badge, name: str, value: object, annotation: Any, takes: Mapping[str, inspect.Parameter]
) -> Any:
    unread = annotation is Any or name == FOUND_LATER
    adapter = None if unread else _adapter(annotation)
    if adapter is None:
        return plain(value)
    given = [plain(value), str(value)] if isinstance(value, Written) else [value]
    for each in given:
        if _fits(adapter, each):
            return each
    for read in _readings(adapter, given[-1]):
        return read
    what = repr(str(value) if isinstance(value, str) else value)
    short = what if len(what) <= LONGEST else f"{what[:LONGEST]}…"
    raise SocietyError(
        f"judge {badge.name!r}: the param {name!r} is {short}, which is no {_name(annotation)}",
        hint=f"it takes: {', '.join(map(shown, takes.values()))}",
    )


def _adapter(annotation: Any) -> TypeAdapter[Any] | None:
    """What checks values of that type; None for a type that cannot be checked."""
    for config in (None, ConfigDict(arbitrary_types_allowed=True)):
        try:
            return TypeAdapter(annotation, config=config)
        except (PydanticSchemaGenerationError, PydanticUserError):
            continue
    return None


def _fits(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def _readings(adapter: TypeAdapter[Any], value: object) -> Iterator[Any]:
    """What the value means in that type: a text as what it says, a list as a tuple, and so on."""
    text = value if isinstance(value, str) else orjson.dumps(value, default=str)
    yield from _valid(lambda: adapter.validate_json(text, strict=True))
    if isinstance(value, str):
        yield from _valid(lambda: adapter.validate_python(value, strict=False))


def _valid(read: Callable[[], Any]) -> tuple[Any, ...]:
    try:
        return (read(),)
    except ValidationError:
        return ()


def _name(annotation: Any) -> str:
    return _MODULES.sub("", inspect.formatannotation(annotation))
