"""From a model's words to a checked value: read leniently, believed strictly.

Law: nothing is clamped, coerced or filled in. What does not fit is asked for again with the error,
and then there is no value.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import json_repair
from pydantic import BaseModel, ValidationError

from society.domain.calls import Message, Sampling
from society.domain.errors import ModelError
from society.llm.corrections import (
    CUT_OFF,
    NO_OBJECT,
    NOT_FINITE,
    Unfit,
    Words,
    correction,
    unfit,
    words,
)
from society.llm.model import DEFAULT, Model, Reply, Tell, nobody
from society.llm.text import capped

STARTS = 32
"""How many opening braces are tried as the beginning of the object."""

_SCORE = re.compile(
    r"\s*(?P<top>\d+(?:\.\d+)?)\s*(?:[/／]\s*(?P<of>\d+(?:\.\d+)?)|(?P<percent>[%％])|(?P<fen>分))\s*"
)


async def ask(
    model: Model,
    messages: Sequence[Message],
    schema: type[BaseModel],
    *,
    sampling: Sampling = DEFAULT,
    purpose: str = "ask",
    tell: Tell = nobody,
    repairs: int = 2,
    locale: str = "",
) -> tuple[BaseModel, tuple[str, ...]]:
    """The reply as a value of `schema`, and the ids of the calls it took.

    A reply that does not fit is shown its error and asked for again, at most `repairs` times; then
    ModelError of kind bad_reply. That is said in the language of `locale`, or of the prompt.
    """
    form, language = form_of(schema), words(messages, locale)
    asked, calls, problem = [*messages], list[str](), ""
    for _ in range(repairs + 1):
        prompt = asked if model.speaks_json else _with_form(asked, form, language)
        reply = await model.reply(
            prompt, sampling=sampling, schema=form, purpose=purpose, tell=tell
        )
        calls.append(reply.call)
        try:
            return _value(reply, schema), tuple(calls)
        except ValueError as error:
            problem = str(error)
            asked = [*asked, *_correction(reply.text, correction(error, language))]
    raise ModelError(f"{model.name} did not keep to the form: {problem}", kind="bad_reply")


@lru_cache(maxsize=256)
def form_of(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a form, worked out once: pydantic takes a thousand steps for it."""
    return schema.model_json_schema()


def read(text: str, schema: type[BaseModel]) -> BaseModel:
    """The first object in the text that fits; ValueError saying what is wrong where none does.

    Reasoning, prose and fences around the object do not matter. A broken object is mended, unless
    its end is missing: half a number is another number.
    """
    said = _without_thoughts(text)
    problems: list[ValueError] = []
    for found in chain.from_iterable(find(said) for find in (_objects, _mended)):
        try:
            return _checked(found, schema)
        except ValueError as error:
            problems.append(error)
    raise problems[0] if problems else Unfit(*NO_OBJECT)


def score_of(text: str) -> float | None:
    """A score that carries its own scale, as a share of it; None for anything else.

    >>> score_of("8/10"), score_of("80%"), score_of("8分"), score_of("85分")
    (0.8, 0.8, 0.8, 0.85)
    >>> score_of("8"), score_of("11/10"), score_of("1/0")
    (None, None, None)
    """
    found = _SCORE.fullmatch(text)
    if not found:
        return None
    top = float(found["top"])
    share = _of(top, found)
    return share if share is not None and 0 <= share <= 1 else None


def _of(top: float, found: re.Match[str]) -> float | None:
    if found["percent"]:
        return top / 100
    if found["fen"]:
        return top / (10 if top <= 10 else 100)
    of = float(found["of"])
    return top / of if of else None


def _value(reply: Reply, schema: type[BaseModel]) -> BaseModel:
    if reply.finish == "length":
        raise Unfit(*CUT_OFF)
    return read(reply.text, schema)


def _with_form(
    messages: Sequence[Message], form: Mapping[str, Any], language: Words
) -> list[Message]:
    """The prompt with the schema in words, in its last message: some templates want turns."""
    text = language.form.format(schema=json.dumps(form, ensure_ascii=False))
    *before, last = messages
    if last.role != "user":
        return [*messages, Message(role="user", content=text)]
    return [*before, Message(role="user", content=f"{last.content}\n\n{text}")]


def _correction(text: str, told: str) -> list[Message]:
    return [
        Message(role="assistant", content=capped(text)),
        Message(role="user", content=told),
    ]


def _without_thoughts(text: str) -> str:
    """What comes after the reasoning; reasoning that never ends hides what follows it."""
    if "</think>" in text:
        return text.rpartition("</think>")[2]
    return text.partition("<think>")[0]


def _objects(text: str) -> list[dict[str, Any]]:
    """The well-formed objects of the text, in order."""
    decoder = json.JSONDecoder(object_pairs_hook=_no_key_twice)
    found, at = [], text.find("{")
    for _ in range(STARTS):
        if at < 0:
            break
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found.append(value)
        at = text.find("{", end)
    return found


def _mended(text: str) -> list[dict[str, Any]]:
    """The object from the first brace to the last, mended; nothing where its end is missing.

    json_repair's own schema mode would turn "8" into 8, so it only mends the syntax here.
    """
    broken = text[max(text.find("{"), 0) : text.rfind("}") + 1]
    if not broken.startswith("{") or _well_formed(broken):
        return []
    try:
        value = json_repair.loads(broken, skip_json_loads=True)
    except (ValueError, RecursionError):
        return []
    return [value] if isinstance(value, dict) else []


def _well_formed(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _checked(found: dict[str, Any], schema: type[BaseModel]) -> BaseModel:
    _refuse_infinite(found)
    rescaled = _rescaled(found, form_of(schema))
    try:
        return schema.model_validate_json(json.dumps(rescaled), strict=True)
    except ValidationError as error:
        raise unfit(error) from error


def _rescaled(found: dict[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """Scores that carry their own scale ("8/10") put on the field's; all else as it is."""
    fields = form.get("properties", {})
    return {name: _on_scale(value, fields.get(name, {})) for name, value in found.items()}


def _on_scale(value: Any, field: Mapping[str, Any]) -> Any:
    low, high = field.get("minimum"), field.get("maximum")
    if not isinstance(value, str) or low is None or high is None:
        return value
    share = score_of(value)
    if share is None:
        return value
    top = (
        float(value.partition("/")[0]) if value.rpartition("/")[2].strip() == f"{high:g}" else None
    )
    exact = top if top is not None else low + (high - low) * share
    return int(exact) if field.get("type") == "integer" and exact == int(exact) else exact


def _refuse_infinite(value: object) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise Unfit(*NOT_FINITE)
    for inner in value.values() if isinstance(value, dict) else _items(value):
        _refuse_infinite(inner)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found
