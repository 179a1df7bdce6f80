"""YAML 1.2 text to a plain tree with the place of every key: no tags, no aliases, no surprises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from society.scenario.problems import Path, Place, brief

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_PROBLEMS = 100

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BREAK = re.compile("\r\n?|[\n\x85\u2028\u2029]")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_QUOTE = (
    "a template {{ }} is read as a YAML mapping here; put the whole text in quotes, "
    "or write it in block style, on a line of its own"
)


@dataclass
class Reading:
    """A file as read: the tree, the place of each path, and what is wrong with its form."""

    tree: Any = None
    marks: dict[Path, Place] = field(default_factory=dict)
    faults: list[tuple[Place, str]] = field(default_factory=list)


class _Stop(Exception):
    """Nothing after this place can be read."""


def parse(text: str) -> Reading:
    """The text as a tree; whatever is wrong with its form is in `faults`, never raised."""
    reading = Reading()
    try:
        _prescan(text, reading)
        _Reader(text, reading).read()
    except _Stop:
        pass
    except MarkedYAMLError as fault:
        reading.faults.append(_syntax(fault, _BREAK.split(text)))
    except (ValueError, OverflowError):
        near = max(reading.marks.values(), default=(1, 1))
        reading.faults.append((near, "after this, \\U in quotes names no character"))
    return reading


def _prescan(text: str, reading: Reading) -> None:
    """Refuse what would cost the parser long to find: control characters and deep flow nesting."""
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        _stop(reading, (line, column), f"U+{ord(found[0]):04X} is not text; remove the character")
    for at, line_text in enumerate(_BREAK.split(text), start=1):
        if line_text.lstrip("\ufeff").startswith("%"):
            _stop(reading, (at, 1), "% directives are not part of a scenario; remove them")
        if line_text.count("[") + line_text.count("{") <= 2 * MAX_DEPTH:
            continue
        depth = 0
        for column, letter in enumerate(line_text, start=1):
            depth += (letter in "[{") - (letter in "]}")
            if depth > 2 * MAX_DEPTH:
                _stop(reading, (at, column), _too_deep())


def _stop(reading: Reading, place: Place, message: str) -> None:
    reading.faults.append((place, message))
    raise _Stop


def _too_deep() -> str:
    return f"it is nested deeper than {MAX_DEPTH} levels"


class _Reader:
    """Builds the tree from parser events; nothing is ever constructed from a tag."""

    def __init__(self, text: str, reading: Reading) -> None:
        self._reading = reading
        self._events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))

    def read(self) -> None:
        documents = 0
        for event in self._events:
            if not isinstance(event, DocumentStartEvent):
                continue
            documents += 1
            if documents > 1:
                self._stop(event, "a second document begins here; a scenario is one document")
            root = next(self._events)
            self._reading.marks[()] = _place(root)
            self._reading.tree = self._node(root, (), 1)
        if not documents:
            self._reading.faults.append(((1, 1), "the file is empty"))

    def _node(self, event: Event, path: Path, depth: int) -> Any:
        self._check(event, depth)
        match event:
            case MappingStartEvent():
                return self._mapping(path, depth)
            case SequenceStartEvent():
                return self._sequence(path, depth)
            case ScalarEvent():
                return self._scalar(event)
            case _:
                return None

    def _check(self, event: Event, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._stop(event, _too_deep())
        if name := getattr(event, "anchor", None):
            alias = isinstance(event, AliasEvent)
            kind = f"*{name} is an alias" if alias else f"&{name} is an anchor"
            self._stop(event, f"{kind}; scenario files have none, write the text again")
        tag = getattr(event, "ctag", None)
        if tag is not None:
            self._fault(event, f"{brief(str(tag))[1:-1]} is a tag; scenario files have none")

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event, depth)
            value = next(self._events)
            if key in tree:
                line = self._reading.marks[(*path, key)][0]
                self._fault(event, f"{key!r} is here twice; the first is in line {line}")
                self._node(value, (*path, key, "again"), depth + 1)
                continue
            self._reading.marks[(*path, key)] = _place(event)
            tree[key] = self._node(value, (*path, key), depth + 1)
        return tree

    def _key(self, event: Event, depth: int) -> str:
        if not isinstance(event, ScalarEvent):
            if isinstance(event, MappingStartEvent):
                self._stop(event, _QUOTE)
            self._stop(event, "a key must be a word")
        key = self._node(event, (), depth)
        if not isinstance(key, str):
            self._fault(event, f"the key {brief(key)} is not a word; put it in quotes")
        return str(key)

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        tree: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            here = (*path, len(tree))
            self._reading.marks[here] = _place(event)
            tree.append(self._node(event, here, depth + 1))
        return tree

    def _scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
            self._fault(event, "half a character (a lone surrogate) is not text")
            return ""
        if event.style is not None or not event.implicit[0]:
            return text
        try:
            return plain(text)
        except ValueError as fault:
            self._fault(event, str(fault))
            return 0

    def _fault(self, event: Event, message: str) -> None:
        self._reading.faults.append((_place(event), message))
        if len(self._reading.faults) >= MAX_PROBLEMS:
            raise _Stop

    def _stop(self, event: Event, message: str) -> None:
        _stop(self._reading, _place(event), message)


def plain(text: str) -> Any:
    """An unquoted scalar by the core schema of YAML 1.2; ValueError where it has no measure.

    >>> [plain(text) for text in ("no", "12:30", "010", "1e3", "true", "~")]
    ['no', '12:30', 10, 1000.0, True, None]
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        if len(text) > 20:
            raise ValueError(f"{brief(text)[1:-1]} is too large a number")
        return int(text, 10 if text.lstrip("+-").isdigit() else 0)
    if _ENDLESS.fullmatch(text):
        raise ValueError(f"{text} is not a finite number")
    if _FLOAT.fullmatch(text):
        value = float(text)
        if not isfinite(value):
            raise ValueError(f"{brief(text)[1:-1]} is not a finite number")
        return value
    return text


def _place(event: Event) -> Place:
    return (event.start_mark.line + 1, event.start_mark.column + 1)


def _syntax(fault: MarkedYAMLError, lines: list[str]) -> tuple[Place, str]:
    mark = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = str(fault.problem or fault).strip()
    here = lines[line - 1] if line <= len(lines) else ""
    before = here[: len(here) - len(here.lstrip())]
    if "\t" in before or "'\\t'" in said:
        return (line, column), "a tab stands in the indentation; YAML indents with spaces"
    started = fault.context_mark.line if fault.context_mark else line - 1
    if any("{{" in each for each in lines[started:line]) and "flow" in (fault.context or ""):
        return (line, column), _QUOTE
    since = f" {fault.context} from line {started + 1}" if fault.context else ""
    return (line, column), f"{said}{since}; look at the indentation and quotes here"
