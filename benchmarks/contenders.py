"""Those who run the same turns: two requests each, by the same words, to the same endpoint.

raw       a bare aiohttp loop that keeps nothing: the floor
litellm   the same loop through litellm
graph     a LangGraph of one node over litellm, with rows written in batches: the best bare loop
direct    society: play() and record() on a real store, over its own HTTP
society   the same over litellm
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol, TypedDict

import aiohttp
import orjson

from benchmarks.table import SAMPLING, TALK, StandIn, drawn, seated, talk
from society.llm.asking import response_format
from society.llm.connect import Connections
from society.llm.limits import Limits
from society.llm.network import TransportName
from society.store.store import Store

Body = dict[str, Any]
Pair = tuple[Body, Body]
MODEL = "bench"
PRICE = {
    "input_cost_per_token": 1e-7,
    "output_cost_per_token": 1e-7,
    "cache_read_input_token_cost": 1e-8,
    "cache_creation_input_token_cost": 1e-7,
    "litellm_provider": "hosted_vllm",
    "mode": "chat",
}


class Contender(Protocol):
    """Plays so many dialogues at once to their end."""

    name: str

    async def play(self, dialogues: int) -> None:
        """Play them."""


async def requests_of(turns: int, folder: Path) -> list[Pair]:
    """The two requests of each turn, as society makes them: everyone else sends the same."""
    model, game = StandIn(), drawn(TALK, turns)
    model.keep = True
    with Store.open(folder / "requests.db") as store:
        await talk(game, seated(game, model), store, "requests")
    bodies = [_body(messages, schema) for messages, schema in model.asked]
    return list(zip(bodies[::2], bodies[1::2], strict=True))


def _body(messages: Sequence[Any], schema: Mapping[str, Any] | None) -> Body:
    drawn_by = (
        SAMPLING.model_dump(exclude_defaults=True)
        if schema is None
        else {"temperature": 0.0, "max_tokens": 720}
    )
    said = [{"role": each.role, "content": each.content} for each in messages]
    return {"model": MODEL, "messages": said, **drawn_by, **response_format(schema, "schema")}


class Raw:
    """The floor."""

    name = "raw aiohttp"

    def __init__(self, url: str, pairs: Sequence[Pair], session: aiohttp.ClientSession) -> None:
        self._url, self._pairs, self._session = f"{url}/v1/chat/completions", pairs, session

    async def play(self, dialogues: int) -> None:
        await asyncio.gather(*(self._one() for _ in range(dialogues)))

    async def _one(self) -> None:
        for pair in self._pairs:
            for body in pair:
                await self._ask(body)

    async def _ask(self, body: Body) -> str:
        async with self._session.post(self._url, json=body) as response:
            said: str = (await response.json())["choices"][0]["message"]["content"]
            return said


class Bare:
    """litellm alone, told all that makes it fast: the server's kind and a price."""

    name = "bare litellm"

    def __init__(self, url: str, pairs: Sequence[Pair]) -> None:
        self._litellm = library()
        self._litellm.register_model({f"hosted_vllm/{MODEL}": PRICE})
        self._to = {"api_base": f"{url}/v1", "api_key": "none", "max_retries": 0}
        self.pairs = pairs

    async def play(self, dialogues: int) -> None:
        await asyncio.gather(*(self._one() for _ in range(dialogues)))

    async def _one(self) -> None:
        for pair in self.pairs:
            for body in pair:
                await self.ask(body)

    async def ask(self, body: Body) -> str:
        """One completion."""
        asked = {**body, "model": f"hosted_vllm/{MODEL}", **self._to}
        response = await self._litellm.acompletion(**asked)
        return str(response.choices[0].message.content)


class Told(TypedDict):
    """The state of the bare graph."""

    dialogue: str
    at: int
    said: list[str]


class BareGraph:
    """LangGraph as lean as it goes: one node a turn, no checkpoints, one writer."""

    name = "bare langgraph + litellm"

    def __init__(self, url: str, pairs: Sequence[Pair], rows: "Rows") -> None:
        self._bare, self._rows, self._number = Bare(url, pairs), rows, count()
        self._graph = self._compiled()

    def _compiled(self) -> Any:
        from langgraph.graph import END, START, StateGraph
        from langgraph.types import Command

        async def turn(state: Told) -> Command[str]:
            agent, judge = self._bare.pairs[state["at"]]
            words = await self._bare.ask(agent)
            marks = orjson.loads(await self._bare.ask(judge))
            score = sum(each["score"] for each in marks.values()) / 10 / len(marks)
            self._rows.add((state["dialogue"], state["at"], words, score))
            at = state["at"] + 1
            update = {"at": at, "said": [*state["said"], words]}
            return Command(update=update, goto="turn" if at < len(self._bare.pairs) else END)

        house = StateGraph(Told)
        house.add_node("turn", turn, destinations=("turn", END))
        house.add_edge(START, "turn")
        return house.compile()

    async def play(self, dialogues: int) -> None:
        await asyncio.gather(*(self._one() for _ in range(dialogues)))

    async def _one(self) -> None:
        begun = Told(dialogue=f"d{next(self._number)}", at=0, said=[])
        await self._graph.ainvoke(begun, {"recursion_limit": len(self._bare.pairs) + 4})


class Rows:
    """A thread that writes what has gathered, every few milliseconds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: SimpleQueue[tuple[Any, ...] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def add(self, row: tuple[Any, ...]) -> None:
        """Take a row."""
        self._queue.put(row)

    def close(self) -> None:
        """Write the rest."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        db = sqlite3.connect(self._path)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE turn (dialogue TEXT, at INTEGER, said TEXT, score REAL)")
        while (first := self._queue.get()) is not None:
            rows, last = [first], False
            while not self._queue.empty() and not last:
                row = self._queue.get()
                last = row is None
                rows += [row] if row is not None else []
            db.executemany("INSERT INTO turn VALUES (?, ?, ?, ?)", rows)
            db.commit()
            if last:
                break
        db.close()


class House:
    """society itself: the real loop, one model judge, a real store."""

    def __init__(self, name: str, connections: Connections, store: Store, turns: int) -> None:
        self.name = name
        self._model, self._store, self._turns = connections(MODEL), store, turns
        self._number = count()

    async def play(self, dialogues: int) -> None:
        games = [drawn(TALK, self._turns, seed=next(self._number)) for _ in range(dialogues)]
        await asyncio.gather(
            *(
                talk(game, seated(game, self._model), self._store, f"{self.name}-{game.seed}")
                for game in games
            )
        )


@asynccontextmanager
async def contenders(url: str, turns: int, folder: Path) -> AsyncIterator[list[Contender]]:
    """Everyone, set up; closed when the block ends."""
    pairs = await requests_of(turns, folder)
    rows = Rows(folder / "rows.db")
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        _house("society direct", "direct", url, turns, folder) as direct,
        _house("society litellm", "litellm", url, turns, folder) as slow,
    ):
        graph = BareGraph(url, pairs, rows)
        yield [Raw(url, pairs, session), Bare(url, pairs), graph, direct, slow]
    rows.close()


def _house(
    name: str, transport: TransportName, url: str, turns: int, folder: Path
) -> AbstractAsyncContextManager[Contender]:
    @asynccontextmanager
    async def set_up() -> AsyncIterator[Contender]:
        connections = Connections(
            environ={},
            models_dir=folder,
            api_base=f"{url}/v1",
            stream=False,
            transport=transport,
            limits={MODEL: Limits(concurrency=4096)},
        )
        with Store.open(folder / f"{transport}.db") as store:
            yield House(name, connections, store, turns)
        await connections.close()

    return set_up()


def library() -> Any:
    """litellm, told before it is imported what makes it fast."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_MODE", "PRODUCTION")
    os.environ.setdefault("AIOHTTP_CONNECTOR_LIMIT", "0")
    os.environ.setdefault("AIOHTTP_CONNECTOR_LIMIT_PER_HOST", "0")
    from society.llm.library import litellm

    return litellm()
