"""A table without a provider: two who talk, each line paid for with one call."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from society.batch.runner import Batch, Todo
from society.casting import Job, Table
from society.domain.calls import Attempt
from society.domain.dialogue import Utterance, View
from society.domain.episode import Provenance
from society.domain.events import Event
from society.llm.model import Tell, nobody
from society.play.bench import Bench
from society.scenario.draw import draw
from society.scenario.load import load
from society.store.store import Store
from society.store.values import RunInfo

TALK = Path(__file__).parents[1] / "faults" / "batch_talk.yaml"
TURNS = 4
RUN = RunInfo(id="run", command=("society", "batch"))
Before = Callable[[int, View], Awaitable[None]]


async def at_once(index: int, view: View) -> None:
    """Let everybody speak without waiting."""
    await asyncio.sleep(0)


class Talker:
    """Says one line a turn; `before` may wait or break, and knows which dialogue it is."""

    name = "talker"

    def __init__(self, index: int, before: Before) -> None:
        self._index, self._before = index, before

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        await self._before(self._index, view)
        call = uuid4().hex
        tell(Attempt(call=call, number=1, purpose="turn", model="talker", finish="stop", cost=0.0))
        return Utterance(text=f"line {view.turn}", player=self.name, calls=(call,))


def seat(job: Job, before: Before = at_once, **overrides: Any) -> Table:
    """The table of a job."""
    game = draw(load(TALK), seed=job.seed, index=job.index)
    talker = Talker(job.index, before)
    bench = Bench(players={"a": talker, "b": talker}, seats=())
    origin = Provenance(scenario=game.scenario.id, seed=job.seed, index=job.index)
    return Table(game=game, bench=bench, provenance=origin, scenario_text="")


def todo(many: int, seed: int = 0) -> list[Todo]:
    return [(f"d{index}", Job(scenario="talk", seed=seed, index=index)) for index in range(many)]


def batch(store: Store, many: int, before: Before = at_once, **more: Any) -> Batch:
    """A batch of so many dialogues."""
    options = {"slots": 4, "poll": 0.01, **more}
    return Batch(
        name="night",
        todo=iter(options.pop("todo", todo(many))),
        seat=options.pop("seat", lambda job: seat(job, before)),
        store=store,
        run=RUN,
        **options,
    )


async def played(playing: Batch) -> list[Event]:
    """Every event of it."""
    return [event async for event in playing.play()]
