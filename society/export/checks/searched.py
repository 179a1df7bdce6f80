"""The rules of what a search leaves to learn from: lists of one length, shares, values. Pure."""

from collections.abc import Mapping
from math import isclose
from typing import Any

from society.export.checks.talk import Problems, Record, holds, is_number, is_text, messages

BESIDE = ("target", "moves", "visits", "priors", "values")
"""Columns of which each entry is of the completion in the same place."""


def policy(record: Record) -> Problems:
    """A prompt, two replies or more, and a distribution over them."""
    yield from messages(record, "prompt", "user")
    found = record.get("completions")
    if not isinstance(found, list) or len(found) < 2 or not all(map(is_text, found)):
        yield "completions is no list of two texts or more"
        return
    if len({*found}) < len(found):
        yield "completions has the same reply twice: their shares cannot be told apart"
    for key in BESIDE:
        beside = record.get(key)
        if not isinstance(beside, list) or len(beside) != len(found):
            yield f"{key} is no list as long as completions"
            return
    yield from _shares(record["target"])
    yield from (f"visits[{at}] is no count" for at in _wrong(record["visits"], is_count))
    for key in ("priors", "values"):
        yield from (f"{key}[{at}] is outside 0..1" for at in _wrong(record[key], is_share_or_none))


def value(record: Record) -> Problems:
    """A talk that ends with either side, and what it is worth."""
    found = record.get("messages")
    last = found[-1] if isinstance(found, list) and found else None
    end = last.get("role") if isinstance(last, Mapping) else None
    yield from messages(record, "messages", "assistant" if end == "assistant" else "user")
    yield from holds(record, value=is_share, visits=is_count)


def is_share(value: Any) -> bool:
    """Whether it is a number from 0 to 1."""
    return is_number(value) and 0 <= value <= 1


def is_share_or_none(value: Any) -> bool:
    """Whether it is a number from 0 to 1, or nobody knows."""
    return value is None or is_share(value)


def is_count(value: Any) -> bool:
    """Whether it is a whole number, 0 or more."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _shares(target: list[Any]) -> Problems:
    wrong = _wrong(target, is_share)
    yield from (f"target[{at}] is {target[at]!r}, which is no share" for at in wrong)
    if not wrong and not isclose(sum(target), 1.0, abs_tol=1e-6):
        yield f"target adds up to {sum(target):.4g}, not to 1"


def _wrong(values: list[Any], fits: Any) -> list[int]:
    return [at for at, each in enumerate(values) if not fits(each)]
