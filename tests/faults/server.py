"""An OpenAI-compatible server on loopback that breaks in the way the model's name says.

`ok` answers well. Any other name of `FAULTS`, or `429-retry-after-<value>`, breaks; with `@2` after
it, it breaks twice and then answers well. `hits` counts requests by name, `asked` keeps them.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from time import time
from typing import Any, Self

HUGE = 5_000_000
Body = dict[str, Any]
Say = Callable[[Body], str]


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


@dataclass
class FaultServer:
    """The server, as an async context manager; `say` makes the words of a good answer."""

    say: Say = lambda body: "Fine, let us say 90."
    hits: Counter[str] = field(default_factory=Counter)
    asked: list[Ask] = field(default_factory=list)
    url: str = ""

    async def __aenter__(self) -> Self:
        self._closing = asyncio.Event()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._closing.set()
        self._server.close()
        await self._server.wait_closed()

    async def stalled(self) -> None:
        """Wait until the server closes: a stall that needs no clock."""
        await self._closing.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            ask = await _read(reader)
            if ask is not None:
                await self._answer(ask, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _answer(self, ask: Ask, writer: asyncio.StreamWriter) -> None:
        if ask.path.endswith("/models"):
            await _json(writer, {"object": "list", "data": [{"id": "ok", "object": "model"}]})
            return
        name = str(ask.body.get("model", ""))
        self.hits[name] += 1
        self.asked.append(ask)
        fault = ask.fault if self.hits[name] <= ask.times else "ok"
        if fault.startswith("429-retry-after-"):
            await _refuse_until(writer, fault.removeprefix("429-retry-after-"))
        elif fault in _STATUS:
            await _json(writer, {"error": _STATUS[fault][1]}, _STATUS[fault][0])
        elif fault in FAULTS:
            await FAULTS[fault](self, ask, writer)
        else:
            await _json(writer, {"error": {"message": f"no model {name}", "code": 404}}, 404)


Fault = Callable[[FaultServer, Ask, asyncio.StreamWriter], Awaitable[None]]


async def _read(reader: asyncio.StreamReader) -> Ask | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return Ask(body=json.loads(raw) if raw else {}, headers=headers, path=first.split(" ")[1])


async def _send(
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


async def _json(
    writer: asyncio.StreamWriter, body: Body, status: int = 200, headers: str = ""
) -> None:
    await _send(writer, json.dumps(body).encode(), status, headers=headers)


def _completion(
    ask: Ask, content: str | None, *, finish: str = "stop", usage: Body | None = None, **more: Any
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
        "usage": _USAGE if usage is None else usage,
    }


def _chunk(ask: Ask, delta: Body, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _event({**_frame(ask), "choices": [choice]})


def _frame(ask: Ask) -> Body:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": f"{ask.body.get('model')}-2026",
    }


def _event(body: Body) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def _words(ask: Ask, text: str) -> bytes:
    pieces = [text[at : at + 4] for at in range(0, len(text), 4)]
    return b"".join(_chunk(ask, {"content": piece}) for piece in pieces)


async def _stream(writer: asyncio.StreamWriter, events: bytes) -> None:
    await _send(writer, events, kind="text/event-stream", length=-1)


async def _whole(ask: Ask, writer: asyncio.StreamWriter, text: str, finish: str = "stop") -> None:
    """A good answer, streamed where that was asked for."""
    if not ask.body.get("stream"):
        await _json(writer, _completion(ask, text, finish=finish))
        return
    events = _words(ask, text) + _chunk(ask, {}, finish)
    if (ask.body.get("stream_options") or {}).get("include_usage"):
        events += _event({**_frame(ask), "choices": [], "usage": _USAGE})
    await _stream(writer, events + b"data: [DONE]\n\n")


async def _ok(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _whole(ask, writer, server.say(ask.body))


async def _refuse_until(writer: asyncio.StreamWriter, value: str) -> None:
    after = formatdate(time() + 5, usegmt=True) if value == "date" else value
    body = {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}
    await _json(writer, body, 429, f"Retry-After: {after}\r\n")


async def _html(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _send(writer, b"<html><h1>Bad day</h1></html>", 500, kind="text/html")


async def _echo_key(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    key = ask.headers.get("authorization", "").removeprefix("Bearer ")
    message = f"Incorrect API key provided: {key}. You can find your key in your account."
    await _json(writer, {"error": {"message": message, "code": "invalid_api_key"}}, 401)


async def _stall(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await server.stalled()


async def _stall_mid_stream(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _stream(writer, _words(ask, "I would say "))
    await server.stalled()


async def _cut_stream(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    """A clean end in the middle; whole where it is not streamed."""
    if ask.body.get("stream"):
        await _stream(writer, _words(ask, "I would say "))
    else:
        await _ok(server, ask, writer)


async def _reset(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _truncated_json(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    body = json.dumps(_completion(ask, "cut in two")).encode()
    await _send(writer, body[: len(body) // 2])


async def _dropped(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    body = json.dumps(_completion(ask, "dropped")).encode()
    await _send(writer, body[: len(body) // 2], length=len(body))


async def _error_200(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _json(writer, {"error": {"message": "upstream is ill", "code": 500}})


async def _no_choices(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _json(writer, {**_completion(ask, ""), "choices": []})


def _saying(content: str | None, **more: Any) -> Fault:
    async def answer(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
        await _json(writer, _completion(ask, content, **more))

    return answer


async def _length(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _whole(ask, writer, "I was about to", "length")


async def _no_usage(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    body = _completion(ask, "Fine, let us say 90.")
    del body["usage"]
    await _json(writer, body)


_USAGE = {"prompt_tokens": 12, "completion_tokens": 6, "total_tokens": 18}
_STATUS: dict[str, tuple[int, Body]] = {
    "429": (429, {"message": "slow down", "code": "rate_limit_exceeded"}),
    "quota": (429, {"message": "You exceeded your current quota", "code": "insufficient_quota"}),
    "500": (500, {"message": "internal", "code": 500}),
    "502": (502, {"message": "bad gateway", "code": 502}),
    "503": (503, {"message": "overloaded", "code": 503}),
    "401": (401, {"message": "no such key", "code": "invalid_api_key"}),
    "403": (403, {"message": "not for you", "code": "forbidden"}),
    "404": (404, {"message": "The model does not exist", "code": "model_not_found"}),
    "400": (400, {"message": "temperature is wrong", "code": "invalid_request_error"}),
    "context": (
        400,
        {
            "message": "This model's maximum context length is 4096 tokens",
            "code": "context_length_exceeded",
        },
    ),
}
FAULTS: dict[str, Fault] = {
    "ok": _ok,
    "html-500": _html,
    "echo-key": _echo_key,
    "stall": _stall,
    "stall-mid-stream": _stall_mid_stream,
    "cut-stream": _cut_stream,
    "reset": _reset,
    "truncated-json": _truncated_json,
    "dropped": _dropped,
    "error-200": _error_200,
    "no-choices": _no_choices,
    "empty": _saying(""),
    "blank": _saying(" \n"),
    "none": _saying(None),
    "refusal": _saying(None, refusal="I cannot help with that."),
    "filter": _saying("", finish="content_filter"),
    "length": _length,
    "huge": _saying("x" * HUGE),
    "nul": _saying("a\x00b"),
    "surrogate": _saying("a\ud800b"),
    "no-usage": _no_usage,
    "negative-usage": _saying("Fine.", usage={"prompt_tokens": -5, "completion_tokens": -1}),
    "absurd-usage": _saying("Fine.", usage={"prompt_tokens": 10**9, "completion_tokens": 10**9}),
}
