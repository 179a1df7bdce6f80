"""Texts and JSON as columns hold them: exact, or mended where UTF-8 has no word for it."""

import base64
import json
import re
from typing import Any

import orjson

_LONG_NUMBER = re.compile(r"\d{19}")
"""The fast reader makes a float of a whole number beyond 64 bits; the other does not."""

_PLAIN = (
    orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_exactly = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode

_LONE = re.compile("[\ud800-\udfff]")


def to_json(value: object) -> str:
    """JSON of plain values; ValueError where a number is not finite."""
    try:
        fast = orjson.dumps(value, option=_PLAIN)
    except TypeError:
        fast = b"null"
    # The fast writer makes a null of a number that is not finite: whether there was one is seen
    # only where nothing else is null.
    if b"null" not in fast:
        return fast.decode()
    text = _exactly(value)
    return text if text.isascii() else mended(text)


def from_json(text: str) -> Any:
    """What `to_json` was given; whole numbers of any size stay whole."""
    return json.loads(text) if _LONG_NUMBER.search(text) else orjson.loads(text)


def mended(text: str) -> str:
    """The text with each lone surrogate as U+FFFD, which is what UTF-8 can hold."""
    return text if text.isascii() else _LONE.sub("\ufffd", text)


def raw_of(text: str) -> str:
    """Base64 of the bytes of a text that has to be mended, "" where it has not."""
    if text.isascii() or not _LONE.search(text):
        return ""
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
