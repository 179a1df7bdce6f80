"""What the fault server reads and writes: HTTP by hand, and chat completions as JSON."""

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Body = dict[str, Any]
USAGE = {"prompt_tokens": 12, "completion_tokens": 6, "total_tokens": 18}


@dataclass(frozen=True)
class Ask:
    """One request: its JSON body, its headers with lower-case names, and its path."""

    body: Body
    headers: dict[str, str]
    path: str

    @property
    def fault(self) -> str:
        """The model's name without the number of times it breaks."""
        return str(self.body.get("model", "")).partition("@")[0]

    @property
    def times(self) -> float:
        """How often it breaks before it is well."""
        number = str(self.body.get("model", "")).partition("@")[2]
        return int(number) if number else float("inf")


async def read(reader: asyncio.StreamReader) -> Ask | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return Ask(body=json.loads(raw) if raw else {}, headers=headers, path=first.split(" ")[1])


async def send(
    writer: asyncio.StreamWriter,
    body: bytes,
    status: int = 200,
    *,
    kind: str = "application/json",
    headers: str = "",
    length: int | None = None,
) -> None:
    size = "" if length == -1 else f"Content-Length: {len(body) if length is None else length}\r\n"
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}\r\n"
        f"{size}{headers}x-request-id: req-1\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode("latin-1") + body)
    await writer.drain()


async def send_json(
    writer: asyncio.StreamWriter, body: Body, status: int = 200, headers: str = ""
) -> None:
    await send(writer, json.dumps(body).encode(), status, headers=headers)


def completion(
    ask: Ask, content: Any, *, finish: str = "stop", usage: Body | None = None, **more: Any
) -> Body:
    message = {"role": "assistant", "content": content, **more}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": f"{ask.body.get('model')}-2026",
        "system_fingerprint": "fp_1",
        "choices": [
            {"index": at, "message": message, "finish_reason": finish}
            for at in range(ask.body.get("n") or 1)
        ],
        "usage": USAGE if usage is None else usage,
    }


def chunk(ask: Ask, delta: Body, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({**frame(ask), "choices": [choice]})


def frame(ask: Ask) -> Body:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": f"{ask.body.get('model')}-2026",
    }


def event(body: Body) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def words(ask: Ask, text: str) -> bytes:
    pieces = [text[at : at + 4] for at in range(0, len(text), 4)]
    return b"".join(chunk(ask, {"content": piece}) for piece in pieces)


async def send_stream(writer: asyncio.StreamWriter, events: bytes) -> None:
    await send(writer, events, kind="text/event-stream", length=-1)
