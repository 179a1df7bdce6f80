"""A provider for batches: who is answered how is chosen per request, and it keeps its own bill.

`choose` names the fault that answers a request, `hold` one that waits until the provider lets go.
Everything may be read and set from another thread than the one it answers in.
"""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from tests.faults.beside import beside
from tests.faults.server import FaultServer
from tests.faults.wire import USAGE, Ask, Body, completion, send_json

Choose = Callable[[Ask], str]
LOT = re.compile(r"lot (\d{6})")
TIMES = 10
"""How many times too much a provider bills that answers with `dear`."""

PATIENCE = 2.0
"""Seconds that a connection may take to close after the provider has left."""


def well(_: Ask) -> str:
    return "ok"


def by_model(ask: Ask) -> str:
    """The fault that the model's name says, as the fault server itself does it."""
    return str(ask.body["model"])


def lot(ask: Ask) -> str:
    """Which dialogue of batch_talk.yaml a request belongs to; empty for a greeting."""
    found = LOT.search(str(ask.body["messages"]))
    return found[1] if found else ""


def is_judge(ask: Ask) -> bool:
    return str(ask.body["model"]).startswith("judge")


def speech(body: Body) -> str:
    """A good answer: words, or what the form asks for."""
    form = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    return json.dumps(filled(form, form)) if form else "Fine, let us talk about it."


def filled(part: Any, form: Any) -> Any:
    """The least that fits a JSON schema of a rubric or of a spoken reply."""
    if "$ref" in part:
        return filled(form["$defs"][part["$ref"].rpartition("/")[2]], form)
    if "anyOf" in part:
        return None if {"type": "null"} in part["anyOf"] else filled(part["anyOf"][0], form)
    if "properties" in part:
        return {name: filled(each, form) for name, each in part["properties"].items()}
    return {"string": "Fine.", "number": 7, "integer": 7}.get(part.get("type"))


class Victims:
    """The first so many dialogues that are asked about suffer a fault, all others are well."""

    def __init__(self, fault: str, many: int = 1) -> None:
        self.lots: list[str] = []
        self._fault, self._many = fault, many

    def __call__(self, ask: Ask) -> str:
        one = lot(ask)
        if one and one not in self.lots and len(self.lots) < self._many:
            self.lots.append(one)
        return self._fault if one in self.lots else "ok"


class Once:
    """Every so many-th request suffers a fault, whoever made it; its next try is well."""

    def __init__(self, fault: str, every: int = 3) -> None:
        self.struck = 0
        self._fault, self._every, self._count = fault, every, 0

    def __call__(self, ask: Ask) -> str:
        if not lot(ask):
            return "ok"
        self._count += 1
        strike = self._count % self._every == 0
        self.struck += strike
        return self._fault if strike else "ok"


class Storm:
    """Every request has so much of a chance of each fault; a seed makes it the same again."""

    def __init__(self, chances: Mapping[str, float], seed: int) -> None:
        self.struck: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._names = ["ok", *chances]
        self._weights = [1 - sum(chances.values()), *chances.values()]

    def __call__(self, ask: Ask) -> str:
        (fault,) = self._random.choices(self._names, self._weights)
        self.struck[fault] += 1
        return fault if lot(ask) else "ok"


@dataclass
class Provider(FaultServer):
    """A fault server for batches.

    `billed` counts the tokens of all answers that held usage. Where it is `numbered`, every good
    answer reports another number of tokens, so that each can be found again: `numbers` has them.
    """

    say: Callable[[Body], str] = speech
    choose: Choose = well
    billed: Counter[str] = field(default_factory=Counter)
    held: list[Ask] = field(default_factory=list)
    numbered: bool = False
    numbers: list[int] = field(default_factory=list)
    most_at_once: int = 0
    open: int = 0

    async def __aenter__(self) -> Self:
        self._loop, self._go = asyncio.get_running_loop(), asyncio.Event()
        self._serving: set[asyncio.Task[None] | None] = set()
        await super().__aenter__()
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._go.set()
        await super().__aexit__(*failure)
        for task in filter(None, [*self._serving]):
            await asyncio.wait({task}, timeout=PATIENCE)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.add(task := asyncio.current_task())
        try:
            await super()._serve(reader, writer)
            await writer.wait_closed()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._serving.discard(task)

    @property
    def requests(self) -> int:
        """The provider's bill: every request it ever saw."""
        return len(self.asked)

    @property
    def holding(self) -> int:
        """How many requests were ever held."""
        return len(self.held)

    @property
    def quiet(self) -> bool:
        """Whether nobody is connected."""
        return not self._serving

    def go(self) -> None:
        """Let go of all that is held, now and from now on."""
        self._loop.call_soon_threadsafe(self._go.set)

    def _usage(self) -> dict[str, int]:
        if not self.numbered:
            return USAGE
        self.numbers.append(1000 + len(self.numbers))
        return {"prompt_tokens": self.numbers[-1], "completion_tokens": 6}

    def bill(self, usage: dict[str, int]) -> None:
        """Put tokens on the bill."""
        self.billed.update({part: usage[part] for part in ("prompt_tokens", "completion_tokens")})

    def leave(self) -> None:
        """Close the port, from any thread."""
        asyncio.run_coroutine_threadsafe(self.gone(), self._loop).result()

    async def _answer(self, ask: Ask, writer: asyncio.StreamWriter) -> None:
        if ask.path.endswith("/models"):
            await super()._answer(ask, writer)
            return
        self.open += 1
        self.most_at_once = max(self.most_at_once, self.open)
        try:
            await self._as_chosen(self.choose(ask), ask, writer)
        finally:
            self.open -= 1

    async def _as_chosen(self, fault: str, ask: Ask, writer: asyncio.StreamWriter) -> None:
        name, _, words = fault.partition("=")
        if name not in {"ok", "hold", "dear", "say"}:
            body = {**ask.body, "model": fault}
            await super()._answer(Ask(body=body, headers=ask.headers, path=ask.path), writer)
            return
        self.hits[name] += 1
        self.asked.append(ask)
        if name == "hold":
            self.held.append(ask)
            await self._go.wait()
        text = words if name == "say" else self.say(ask.body)
        usage = dear(ask.body) if name == "dear" else self._usage()
        self.bill(usage)
        await send_json(writer, completion(ask, text, usage=usage))


def dear(body: Body, times: int = TIMES) -> dict[str, int]:
    """So many times the most tokens that a request can have."""
    said = sum(len(each["content"].encode()) for each in body["messages"])
    most = body.get("max_tokens") or body.get("max_completion_tokens") or 0
    return {"prompt_tokens": times * said, "completion_tokens": times * most}


@contextmanager
def provider(choose: Choose = well) -> Iterator[Provider]:
    """A provider in a thread of its own."""
    with beside(running := Provider(choose=choose)):
        yield running
