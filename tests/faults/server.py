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
from time import time
from typing import Any, Self

from tests.faults.wire import (
    USAGE,
    Ask,
    Body,
    chunk,
    completion,
    event,
    frame,
    read,
    send,
    send_json,
    send_stream,
    words,
)

HUGE = 5_000_000
Say = Callable[[Body], str]


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
        await self.gone()

    async def gone(self) -> None:
        """Close the port: from now on nobody listens there."""
        self._closing.set()
        self._server.close()
        await self._server.wait_closed()

    async def stalled(self) -> None:
        """Wait until the server closes: a stall that needs no clock."""
        await self._closing.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            ask = await read(reader)
            if ask is not None:
                await self._answer(ask, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, ask: Ask, writer: asyncio.StreamWriter) -> None:
        if ask.path.endswith("/models"):
            await send_json(writer, {"object": "list", "data": [{"id": "ok", "object": "model"}]})
            return
        name = str(ask.body.get("model", ""))
        self.hits[name] += 1
        self.asked.append(ask)
        fault = ask.fault if self.hits[name] <= ask.times else "ok"
        if fault.startswith("429-retry-after-"):
            await _refuse_until(writer, fault.removeprefix("429-retry-after-"))
        elif fault in _STATUS:
            await send_json(writer, {"error": _STATUS[fault][1]}, _STATUS[fault][0])
        elif fault in FAULTS:
            await FAULTS[fault](self, ask, writer)
        else:
            await send_json(writer, {"error": {"message": f"no model {name}", "code": 404}}, 404)


Fault = Callable[[FaultServer, Ask, asyncio.StreamWriter], Awaitable[None]]


async def _whole(ask: Ask, writer: asyncio.StreamWriter, text: str, finish: str = "stop") -> None:
    """A good answer, streamed where that was asked for."""
    if not ask.body.get("stream"):
        await send_json(writer, completion(ask, text, finish=finish))
        return
    events = words(ask, text) + chunk(ask, {}, finish)
    if (ask.body.get("stream_options") or {}).get("include_usage"):
        events += event({**frame(ask), "choices": [], "usage": USAGE})
    await send_stream(writer, events + b"data: [DONE]\n\n")


async def _ok(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _whole(ask, writer, server.say(ask.body))


async def _refuse_until(writer: asyncio.StreamWriter, value: str) -> None:
    after = formatdate(time() + 5, usegmt=True) if value == "date" else value
    body = {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}
    await send_json(writer, body, 429, f"Retry-After: {after}\r\n")


async def _html(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await send(writer, b"<html><h1>Bad day</h1></html>", 500, kind="text/html")


async def _echo_key(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    key = ask.headers.get("authorization", "").removeprefix("Bearer ")
    message = f"Incorrect API key provided: {key}. You can find your key in your account."
    await send_json(writer, {"error": {"message": message, "code": "invalid_api_key"}}, 401)


async def _stall(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await server.stalled()


async def _stall_mid_stream(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await send_stream(writer, words(ask, "I would say "))
    await server.stalled()


async def _cut_stream(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    """A clean end in the middle; whole where it is not streamed."""
    if ask.body.get("stream"):
        await send_stream(writer, words(ask, "I would say "))
    else:
        await _ok(server, ask, writer)


async def _reset(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _truncated_json(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    body = json.dumps(completion(ask, "cut in two")).encode()
    await send(writer, body[: len(body) // 2])


async def _dropped(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    body = json.dumps(completion(ask, "dropped")).encode()
    await send(writer, body[: len(body) // 2], length=len(body))


async def _error_200(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await send_json(writer, {"error": {"message": "upstream is ill", "code": 500}})


async def _no_choices(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await send_json(writer, {**completion(ask, ""), "choices": []})


async def _no_schema(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    """A server that knows json_object and no json_schema."""
    asked = (ask.body.get("response_format") or {}).get("type")
    if asked != "json_schema":
        await _ok(server, ask, writer)
        return
    await send_json(writer, {"error": {"message": "response_format json_schema is unknown"}}, 400)


async def _one_choice(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    """A server that does not know `n`."""
    one = Ask(body={**ask.body, "n": 1}, headers=ask.headers, path=ask.path)
    await _ok(server, one, writer)


def _saying(content: Any, **more: Any) -> Fault:
    async def answer(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
        await send_json(writer, completion(ask, content, **more))

    return answer


async def _length(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    await _whole(ask, writer, "I was about to", "length")


async def _no_usage(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    body = completion(ask, "Fine, let us say 90.")
    del body["usage"]
    await send_json(writer, body)


async def _redirect(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    """The same server again, under another name that answers well."""
    await send(writer, b"", 307, headers=f"Location: {server.url}/elsewhere\r\n")


async def _unsized(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    """A huge body that does not say how long it is; whoever has enough may leave."""
    await send(writer, json.dumps(completion(ask, "x" * 4 * HUGE)).encode(), length=-1)


async def _endless(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
    """A stream that never ends by itself."""
    await send_stream(writer, b"")
    while not writer.is_closing():
        writer.write(words(ask, "I would say " * 500))
        await writer.drain()


def _streaming(*ends: bytes, finish: str | None = None) -> Fault:
    """A stream with another end than it should have; whole where it is not streamed."""

    async def answer(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
        if not ask.body.get("stream"):
            await _ok(server, ask, writer)
            return
        last = chunk(ask, {}, finish) if finish else b""
        await send_stream(writer, words(ask, "I would say ") + last + b"".join(ends))

    return answer


def _knows_no(parameter: str, message: str) -> Fault:
    """A server that refuses a parameter by its name."""

    async def answer(server: FaultServer, ask: Ask, writer: asyncio.StreamWriter) -> None:
        if parameter not in ask.body:
            await _ok(server, ask, writer)
            return
        error = {"message": message, "code": "unsupported_parameter", "param": parameter}
        await send_json(writer, {"error": error}, 400)

    return answer


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
    "no-schema": _no_schema,
    "one-choice": _one_choice,
    "empty": _saying(""),
    "blank": _saying(" \n"),
    "none": _saying(None),
    "refusal": _saying(None, refusal="I cannot help with that."),
    "filter": _saying("", finish="content_filter"),
    "length": _length,
    "redirect": _redirect,
    "unsized": _unsized,
    "endless": _endless,
    "no-done": _streaming(finish="stop"),
    "no-finish": _streaming(b"data: [DONE]\n\n"),
    "error-stream": _streaming(event({"error": {"message": "upstream is ill"}})),
    "garbage-stream": _streaming(b"data: {half\n\n", b"data: [DONE]\n\n", finish="stop"),
    "no-temperature": _knows_no("temperature", "temperature does not support 0.2 here"),
    "no-max-tokens": _knows_no(
        "max_tokens", "'max_tokens' is not supported; use 'max_completion_tokens' instead"
    ),
    "parts": _saying([{"type": "text", "text": "Fine, "}, {"type": "text", "text": "90."}]),
    "huge": _saying("x" * HUGE),
    "nul": _saying("a\x00b"),
    "surrogate": _saying("a\ud800b"),
    "no-usage": _no_usage,
    "negative-usage": _saying("Fine.", usage={"prompt_tokens": -5, "completion_tokens": -1}),
    "dear-usage": _saying("Fine.", usage={"prompt_tokens": 100, "completion_tokens": 9000}),
    "absurd-usage": _saying("Fine.", usage={"prompt_tokens": 10**9, "completion_tokens": 10**9}),
}
