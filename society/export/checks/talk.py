"""What every trainer asks of a conversation, and of the keys and values of a record. Pure.

A rule yields what is wrong, in words that name the place; it yields nothing where all is well.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from math import isfinite
from typing import Any

Record = Mapping[str, Any]
Problems = Iterator[str]
Rule = Callable[[Record], Problems]

ROLES = ("system", "user", "assistant")


@dataclass(frozen=True)
class Mark:
    """A key of a message that says whether it is trained: of which messages, and with what value.

    Where it is `needed` every message of these roles must have it.
    """

    key: str
    fits: Callable[[Any], bool]
    kind: str
    roles: Sequence[str] = ("assistant",)
    needed: bool = True


def is_bool(value: Any) -> bool:
    """Whether it is true or false: a 1 is neither."""
    return isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether it is a finite number: true is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def is_text(value: Any) -> bool:
    """Whether it is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def is_zero_or_one(value: Any) -> bool:
    """Whether it is the number 0 or 1."""
    return is_number(value) and value in (0, 1)


def messages(record: Record, key: str, end: str, mark: Mark | None = None) -> Problems:
    """A list of {role, content}: a system text at most first, then in turns up to `end`."""
    found = record.get(key)
    if not isinstance(found, list) or not found:
        yield f"{key} is no list of messages"
        return
    for at, each in enumerate(found):
        yield from _message(each, f"{key}[{at}]", mark)
    said = [each for each in found if isinstance(each, Mapping)]
    yield from order([each.get("role") for each in said], key, end)
    if mark and not any(each.get(mark.key) for each in said):
        yield f"no message of {key} has {mark.key}: nothing in it would be learned"


def one(value: Any, where: str, role: str = "assistant") -> Problems:
    """One message {role, content} of that role."""
    yield from _message(value, where, None)
    if isinstance(value, Mapping) and value.get("role") != role:
        yield f"{where} is said by {value.get('role')!r}, not by {role!r}"


def only(record: Record, key: str) -> Problems:
    """A list of exactly one assistant message under `key`."""
    found = record.get(key)
    if not isinstance(found, list) or len(found) != 1:
        yield f"{key} is no list of one message"
    else:
        yield from one(found[0], f"{key}[0]")


def order(roles: Sequence[Any], where: str, end: str, names: Sequence[str] = ROLES) -> Problems:
    """A system text at most first, then the other two in turns, the last of them `end`."""
    system, *speakers = names
    talk = list(roles[1:] if roles[:1] == [system] else roles)
    if not talk:
        yield f"{where}: nobody says anything"
        return
    for at, (role, due) in enumerate(zip(talk, cycle(speakers), strict=False)):
        if role != due:
            at += len(roles) - len(talk)
            yield f"{where}[{at}] is said by {role!r} where it is {due!r}'s turn"
            return
    if talk[-1] != end:
        yield f"{where} ends with {talk[-1]!r}, not with {end!r}"


def differ(one_side: Any, other: Any, what: str) -> Problems:
    """The two sides of a preference are not the same."""
    if one_side == other:
        yield f"{what} are the same: there is nothing to prefer"


def holds(record: Record, **kinds: Callable[[Any], bool]) -> Problems:
    """Every named key is there with a value that fits."""
    for key, fits in kinds.items():
        if key not in record:
            yield f"{key} is missing"
        elif not fits(record[key]):
            what = fits.__name__.removeprefix("is_").replace("_", " ")
            yield f"{key} is {record[key]!r}, which is no {what}"


def closed(record: Record, keys: Iterable[str]) -> Problems:
    """There is no key but these."""
    for key in record:
        if key not in keys:
            yield f"the key {key!r} is unknown to its reader"


def reserved(record: Record, own: Iterable[str], taken: Iterable[str]) -> Problems:
    """No column has a name that the trainer would take for something else."""
    for key in record:
        if key in taken and key not in own:
            yield f"a trainer would take the column {key!r} for its own"


def _message(value: Any, where: str, mark: Mark | None) -> Problems:
    if not isinstance(value, Mapping):
        yield f"{where} is no message"
        return
    known = {"role", "content", mark.key if mark else ""}
    yield from (f"{where} has the unknown key {key!r}" for key in value if key not in known)
    if value.get("role") not in ROLES:
        yield f"{where} is said by {value.get('role')!r}"
    if not is_text(value.get("content")):
        yield f"{where} has no text"
    if mark:
        yield from _marked(value, where, mark)


def _marked(value: Record, where: str, mark: Mark) -> Problems:
    may = value.get("role") in mark.roles
    if mark.key not in value:
        if may and mark.needed:
            yield f"{where} lacks {mark.key}"
    elif not may:
        yield f"{where} has {mark.key}, which only {' and '.join(mark.roles)} may have"
    elif not mark.fits(value[mark.key]):
        yield f"{where} has {mark.key} {value[mark.key]!r}, which is no {mark.kind}"
