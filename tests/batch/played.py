"""A batch that was really played, at a loopback server, and what is reckoned of the next."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from society.batch.billing import Bill
from society.batch.estimate import Estimate, Part, estimate
from society.batch.expectation import Cell
from society.batch.plan import Plan
from society.batch.prompts import Unasked
from society.casting import Cast, Job, Table, assemble
from society.cli.batch.batching import perform
from society.cli.batch.command import WorkOptions
from society.llm.prices import Price
from society.settings import Settings
from tests.faults.server import FaultServer
from tests.faults.wire import Ask, Body

BIKE = "market/used_bike"
PRICE = Price(prompt=2.0, completion=10.0)


def table(scenario: str = BIKE, **job: Any) -> Table:
    return assemble(Job(scenario=scenario, **job), Settings(), Unasked)


def priced(model: str) -> Bill:
    return Bill(price=PRICE, place="away", line=model)


def told_by_nobody(model: str) -> float | None:
    return None


async def reckon(*cells: Cell, **more: Any) -> Estimate:
    return await estimate(cells, priced, told_by_nobody, **{"slots": 4, **more})


def only(found: Estimate, who: str) -> Part:
    return next(part for part in found.parts if part.who == who)


def dealing(body: Body) -> str:
    """Plays used_bike: proposes until the talk has gone on for some turns, then accepts."""
    form = (body.get("response_format") or {}).get("json_schema", {}).get("schema", {})
    fields = form.get("properties", {})
    if "say" not in fields:
        return json.dumps({name: {"reason": "So so.", "score": 5} for name in fields})
    moves = json.dumps(fields["action"])
    patient = len(body["messages"]) < 3 + int(body.get("seed", 0)) % 4
    move = "accept" if "accept" in moves and not patient else None
    if move is None and "propose" in moves:
        move = "propose"
    args = {"price": 120} if move == "propose" else None
    return json.dumps(
        {"say": f"I say this: {len(body['messages'])}.", "action": move, "args": args}
    )


class Played(NamedTuple):
    """A batch that was played: its store, its first table, and what the server was asked."""

    db: Path
    table: Table
    asked: list[Ask]


def plan_of(n: int) -> Plan:
    """So many dialogues of one scenario with one model."""
    cast = Cast(model="ok", judge_model="ok")
    return Plan(name="bikes", scenarios=(BIKE,), n=n, casts=(cast,))


def play(folder: Path, n: int) -> Played:
    """Play a real batch at a loopback server."""
    plan, db = plan_of(n), folder / "society.db"

    async def batch() -> list[Ask]:
        async with FaultServer(say=dealing) as server:
            work = WorkOptions(api_base=server.url, db=str(db), quiet=True, json=True)
            assert await perform(plan, work) == 0
            return server.asked

    asked = asyncio.run(batch())
    return Played(db, table(model="ok", judge_model="ok"), asked)


def written(asks: Iterable[Ask]) -> int:
    """Bytes of all prompts, with the forms that they ask to be filled."""
    asked = [ask.body for ask in asks]
    said = sum(len(each["content"].encode()) for body in asked for each in body["messages"])
    return said + sum(len(json.dumps(body.get("response_format"))) for body in asked)
