"""The rules of services that train for one, and of the project's own raw files."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from society.domain.errors import SocietyError
from society.export.checks.talk import (
    Mark,
    Problems,
    Record,
    Rule,
    closed,
    differ,
    is_bool,
    is_text,
    is_zero_or_one,
    messages,
    only,
    order,
)
from society.export.formats.bedrock import SCHEMA
from society.export.formats.raw import episode_of

GEMINI = ("system", "user", "model")


def openai_chat(record: Record) -> Problems:
    """Whole dialogues; answers may have the weight 0 or 1, others may not."""
    mark = Mark("weight", is_zero_or_one, "0 or 1", needed=False)
    yield from messages(record, "messages", "assistant", mark)
    yield from closed(record, {"messages", "tools", "parallel_tool_calls"})


def openai_dpo(record: Record) -> Problems:
    """A prompt, and one preferred and one other answer."""
    asked = record.get("input")
    told: Record = asked if isinstance(asked, Mapping) else {}
    yield from messages(told, "messages", "user")
    yield from closed(told, {"messages", "tools", "parallel_tool_calls"})
    if "parallel_tool_calls" in told and not is_bool(told["parallel_tool_calls"]):
        yield "parallel_tool_calls is no bool"
    yield from only(record, "preferred_output")
    yield from only(record, "non_preferred_output")
    sides = record.get("preferred_output"), record.get("non_preferred_output")
    yield from differ(sides[0], sides[1], "both outputs")
    yield from closed(record, {"input", "preferred_output", "non_preferred_output"})


def gemini_sft(record: Record) -> Problems:
    """Contents of user and model in turns, texts as parts."""
    yield from _system(record, "systemInstruction", {"role", "parts"})
    yield from _contents(record, "model")
    yield from closed(record, {"systemInstruction", "contents"})


def gemini_preference(record: Record) -> Problems:
    """Contents that end with the user, and exactly two completions, scored 1 and 0."""
    yield from _system(record, "system_instruction", {"parts"})
    yield from _contents(record, "user")
    found = record.get("completions")
    if not isinstance(found, list) or len(found) != 2:
        yield "completions are not exactly two"
        return
    if [each.get("score") for each in found if isinstance(each, Mapping)] not in ([1, 0], [0, 1]):
        yield "the completions do not have the scores 1 and 0"
    said = [each.get("completion") for each in found if isinstance(each, Mapping)]
    for at, each in enumerate(said):
        yield from _parted(each, f"completions[{at}]")
        if isinstance(each, Mapping) and each.get("role") != "model":
            yield f"completions[{at}] is said by {each.get('role')!r}"
    yield from differ(said[:1], said[1:], "the completions")
    yield from closed(record, {"system_instruction", "contents", "completions"})


def bedrock(record: Record) -> Problems:
    """The conversation schema: system and messages with texts as parts."""
    if record.get("schemaVersion") != SCHEMA:
        yield f"schemaVersion is {record.get('schemaVersion')!r}, not {SCHEMA!r}"
    yield from _texts(record.get("system"), "system")
    found = record.get("messages")
    said = [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    yield from order([each.get("role") for each in said], "messages", "assistant")
    for at, each in enumerate(said):
        yield from _texts(each.get("content"), f"messages[{at}].content")
    yield from closed(record, {"schemaVersion", "system", "messages"})


def bedrock_claude(record: Record) -> Problems:
    """The system text beside messages that are never of the system."""
    if not is_text(record.get("system")):
        yield "system is no text"
    yield from messages(record, "messages", "assistant")
    if any(role == "system" for role in _roles(record)):
        yield "a message of the system is among messages"
    yield from closed(record, {"system", "messages"})


def raw(record: Record) -> Problems:
    """A dialogue that `society import` reads back."""
    try:
        episode_of(dict(record))
    except SocietyError as error:
        yield error.message


def _roles(record: Record) -> Iterator[Any]:
    found = record.get("messages")
    for each in found if isinstance(found, list) else []:
        yield each.get("role") if isinstance(each, Mapping) else None


def _system(record: Record, key: str, keys: set[str]) -> Problems:
    """The system text is optional; where it is, it has parts."""
    if key not in record:
        return
    found = record[key]
    if not isinstance(found, Mapping) or {*found} != keys:
        yield f"{key} does not have exactly the keys {', '.join(sorted(keys))}"
    else:
        yield from _texts(found["parts"], f"{key}.parts")


def _contents(record: Record, end: str) -> Problems:
    found = record.get("contents")
    if not isinstance(found, list) or not found:
        yield "contents is no list"
        return
    for at, each in enumerate(found):
        yield from _parted(each, f"contents[{at}]")
    said = [each.get("role") for each in found if isinstance(each, Mapping)]
    if "system" in said:
        yield "contents holds a message of the system"
    yield from order(said, "contents", end, GEMINI)


def _parted(value: Any, where: str) -> Problems:
    if not isinstance(value, Mapping) or {*value} != {"role", "parts"}:
        yield f"{where} does not have exactly the keys role and parts"
    else:
        yield from _texts(value["parts"], f"{where}.parts")


def _texts(value: Any, where: str) -> Problems:
    """A list of {text}."""
    if not isinstance(value, list) or not value:
        yield f"{where} is no list of texts"
        return
    for at, each in enumerate(value):
        if not isinstance(each, Mapping) or {*each} != {"text"} or not is_text(each["text"]):
            yield f"{where}[{at}] is no text"


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "raw": raw,
        "openai-chat": openai_chat,
        "openai-dpo": openai_dpo,
        "gemini-sft": gemini_sft,
        "gemini-preference": gemini_preference,
        "bedrock": bedrock,
        "bedrock-claude": bedrock_claude,
    }
)
"""The rules by format."""
