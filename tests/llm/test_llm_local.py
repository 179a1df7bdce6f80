"""Servers on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from society.llm.local import servers
from society.llm.probe import probe
from society.llm.scripted import Scripted
from tests.faults.server import FaultServer


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


@asynccontextmanager
async def saying(body: bytes) -> AsyncIterator[int]:
    """Something on a port that is no model server."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_servers_that_answer_are_listed_with_names_to_ask_by() -> None:
    async with FaultServer() as server:
        found = await servers({"ollama": ("Ollama", port_of(server.url))}, patience=5)

    assert [(each.title, each.models) for each in found] == [("Ollama", ("ollama/ok",))]


async def test_ports_that_nobody_answers_are_left_out() -> None:
    async with FaultServer() as gone:
        port = port_of(gone.url)

    assert await servers({"ollama": ("Ollama", port)}) == ()


async def test_what_is_no_model_server_is_left_out() -> None:
    for body in (b"<html>", b"[]", b'{"data": 7}', b"{}", b"\xff"):
        async with saying(body) as port:
            assert await servers({"vllm": ("vLLM", port)}, patience=5) == ()


async def test_a_first_meeting_says_how_fast_and_how_well() -> None:
    model = Scripted(["I would like 120 for it.", '{"say": "120?", "price": 120}'])

    met = await probe(model)

    assert (met.model, met.text, met.cost) == ("scripted", "I would like 120 for it.", 0.0)
    assert met.keeps_schema
    assert met.first_token is not None


async def test_a_form_that_is_not_kept_is_said() -> None:
    met = await probe(Scripted(["Hello there.", "no form for you"]))

    assert not met.keeps_schema
    assert "no JSON object" in met.problem
