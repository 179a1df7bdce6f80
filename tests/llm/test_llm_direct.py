"""What our own HTTP does with what no client library is in between of."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from society.domain.errors import ModelError, SocietyError
from society.llm.connect import Connections
from society.llm.network import Network
from society.llm.providers import route
from society.llm.reading import CAP
from society.llm.remote import Remote
from tests.faults.beside import beside
from tests.faults.server import FaultServer
from tests.faults.wire import Ask, completion, read
from tests.llm.conftest import ENVIRON
from tests.llm.ears import HELLO, Ears

Build = Callable[..., Remote]


@pytest.fixture
def wire() -> str:
    """Only our own."""
    return "direct"


@pytest.fixture
def direct(network: Callable[..., Network]) -> Build:
    """Models over our own HTTP, by name and address."""

    def build(name: str, address: str, **more: Any) -> Remote:
        return network(**more).model(name, route(name, ENVIRON, address))

    return build


@pytest.mark.parametrize("fault", ["no-done", "no-finish", "error-stream", "garbage-stream"])
async def test_a_stream_that_does_not_end_as_it_should_is_cut(
    fault: str, server: FaultServer, direct: Build, ears: Ears
) -> None:
    reply = await direct(f"{fault}@1", server.url, stream=True).reply(HELLO, tell=ears)

    assert reply.text == "Fine, let us say 90."
    assert [attempt.error_kind for attempt in ears.attempts] == ["connection", ""]
    assert [bool(ask.body.get("stream")) for ask in server.asked] == [True, False]


async def test_a_stream_without_end_is_left_when_it_is_too_long(
    server: FaultServer, direct: Build, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await direct("endless", server.url, stream=True).reply(HELLO, tell=ears)

    assert failure.value.kind == "oversized"
    assert server.hits["endless"] == 1


@pytest.mark.parametrize("fault", ["unsized", "huge"])
async def test_of_a_huge_body_no_more_is_read_than_a_reply_can_have(
    fault: str, server: FaultServer, direct: Build, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await direct(fault, server.url).reply(HELLO, tell=ears)

    assert failure.value.kind == "oversized"
    assert [attempt.response for attempt in ears.attempts] == [""]


async def test_a_server_that_does_not_stream_is_heard_all_the_same(
    server: FaultServer, direct: Build, ears: Ears
) -> None:
    reply = await direct("parts", server.url, stream=True).reply(HELLO, tell=ears)

    assert reply.text == "Fine, 90."


async def test_a_redirection_is_not_followed(
    server: FaultServer, direct: Build, ears: Ears
) -> None:
    with pytest.raises(ModelError, match="its address has moved") as failure:
        await direct("redirect", server.url).reply(HELLO, tell=ears)

    assert failure.value.kind == "bad_request"
    assert sum(server.hits.values()) == len(ears.attempts) == 1
    assert ears.attempts[0].status == 307


async def test_an_address_that_is_none_is_refused_before_anything_is_asked(direct: Build) -> None:
    for address in ("localhost:8000/v1", "ftp://host/v1", "nonsense"):
        with pytest.raises(SocietyError, match="is no address of a model server"):
            direct("ok", address)


async def test_a_full_address_is_taken_too(server: FaultServer, direct: Build) -> None:
    reply = await direct("ok", f"{server.url}/chat/completions").reply(HELLO)

    assert reply.text
    assert server.asked[0].path == "/v1/chat/completions"


@asynccontextmanager
async def keeping_alive(connections: list[int]) -> AsyncIterator[str]:
    """A server that answers again and again on one connection, and counts them."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(0)
        at = len(connections) - 1
        while (ask := await _next(reader)) is not None:
            connections[at] += 1
            body = json.dumps(completion(ask, "Fine.")).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    async def _next(reader: asyncio.StreamReader) -> Ask | None:
        try:
            return await read(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


async def test_connections_are_used_again(direct: Build) -> None:
    connections: list[int] = []
    async with keeping_alive(connections) as address:
        model = direct("ok", address)
        for _ in range(5):
            await model.reply(HELLO)
        await asyncio.gather(*(model.reply(HELLO) for _ in range(3)))

    assert sum(connections) == 8
    assert len(connections) == 3


ALONE = """
import asyncio, sys
from pathlib import Path
from society.domain.calls import Message
from society.llm.connect import Connections
from society.llm.prices import Price
from tests.faults.beside import beside
from tests.faults.server import FaultServer

async def main():
    async with FaultServer() as server:
        connect = Connections(
            environ={f"{name}_API_BASE": server.url for name in ("HOSTED_VLLM", "GROQ")}
            | {"GROQ_API_KEY": "k"},
            models_dir=Path("none"),
        )
        for name in ("hosted_vllm/ok", "groq/ok"):
            await connect(name).reply([Message(role="user", content="90?")])
        assert connect.prices.of("gpt-4o") is not None
        await connect.close()

asyncio.run(main())
sys.exit("litellm was imported" if "litellm" in sys.modules else 0)
"""


def test_litellm_is_not_imported_where_it_is_not_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=False, timeout=120
    )

    assert (done.returncode, done.stderr) == (0, "")


async def test_a_compressed_body_is_bounded_too(direct: Build) -> None:
    import gzip

    packed = gzip.compress(json.dumps({"choices": [], "pad": "x" * 3 * CAP}).encode())

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(reader)
        head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
        writer.write(f"{head}Content-Length: {len(packed)}\r\n\r\n".encode() + packed)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        with pytest.raises(ModelError) as failure:
            await direct("ok", address).reply(HELLO)

    assert failure.value.kind == "oversized"


async def test_a_server_that_does_not_speak_tls_is_a_connection_failure(
    direct: Build, ears: Ears
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        address = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        with pytest.raises(ModelError) as failure:
            await direct("ok", address, patience=ears.patience(tries=2)).reply(HELLO, tell=ears)

    assert failure.value.kind == "connection"
    assert len(ears.attempts) == 2


def test_a_call_costs_no_more_than_so_many_python_calls(tmp_path: Path) -> None:
    made = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal made
        made += event == "call"

    async def ask(address: str) -> None:
        environ = {"HOSTED_VLLM_API_BASE": address}
        connect = Connections(environ=environ, models_dir=tmp_path, stream=False)
        model = connect("hosted_vllm/ok")
        await model.reply(HELLO)
        sys.setprofile(count)
        for _ in range(20):
            await model.reply(HELLO)
        sys.setprofile(None)
        await connect.close()

    with beside(FaultServer()) as server:
        asyncio.run(ask(server.url))

    assert made / 20 < 900
