"""The body of a response: read within bounds, and parsed whatever it is."""

import json
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    import aiohttp

CAP = 4 * 1024 * 1024
"""The most bytes of a body that are read, where no log-probabilities were asked for."""

WIDE = 32 * 1024 * 1024
"""The most with them, and with several choices."""

HEAD = 64 * 1024
"""The most of a body that says why there is no answer."""

_TO_SHOW = 500


async def body(response: "aiohttp.ClientResponse", most: int) -> bytes | None:
    """The whole body; None where it has more bytes than that."""
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and "Content-Encoding" not in response.headers:
        return await response.read() if int(length) <= most else None
    read = await beginning(response, most + 1)
    return read if len(read) <= most else None


async def beginning(response: "aiohttp.ClientResponse", most: int) -> bytes:
    """So many bytes of the body at the most."""
    pieces, size = [], 0
    async for piece in response.content.iter_any():
        pieces.append(piece)
        size += len(piece)
        if size >= most:
            break
    return b"".join(pieces)[:most]


def parse(raw: bytes) -> dict[str, Any] | None:
    """The JSON object; None where it is none. Half characters are let in: they are mended later."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        found = _leniently(raw)
    return found if isinstance(found, dict) else None


def said_by(raw: bytes) -> str:
    """Why a provider refuses, in its own words, with the code and the parameter it names."""
    found = parse(raw)
    if found is None:
        text = raw.decode("utf-8", "replace")
        return "" if text.lstrip().startswith("<") else _short(text)
    error = found.get("error", found)
    if not isinstance(error, dict):
        return _short(str(error))
    told = error.get("message") or error.get("detail") or found.get("message") or ""
    named = [str(error[name]) for name in ("code", "type", "param") if error.get(name)]
    text = _details(told)
    return _short(f"{text} ({', '.join(named)})" if named else text)


def _leniently(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def _details(told: Any) -> str:
    """A message, or the list of messages that some servers give instead."""
    if not isinstance(told, list):
        return str(told)
    parts = [each for each in told if isinstance(each, dict)]
    return "; ".join(f"{_place(each.get('loc'))}{each.get('msg', '')}" for each in parts)


def _place(loc: Any) -> str:
    return f"{'.'.join(map(str, loc))}: " if isinstance(loc, list) else ""


def _short(text: str) -> str:
    return " ".join(text.split())[:_TO_SHOW]
