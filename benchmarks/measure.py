"""How the figures are taken: CPU, calls of Python, stalls of the event loop, memory."""

import asyncio
import gc
import sys
import time
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.contenders import Contender
from benchmarks.table import TALK, StandIn, drawn, made_by, seated, talk
from society.domain.events import Event
from society.llm.model import Reply
from society.play.engine import play
from society.store.record import record
from society.store.store import Store

TICK = 0.005
"""Seconds between two looks at the event loop."""


@dataclass
class Figures:
    """What was measured of one contender: one number a round."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    calls: float = 0.0
    efficiency: dict[int, float] = field(default_factory=dict)
    stall: float = 0.0


async def timed(contender: Contender, dialogues: int, turns: int, figures: Figures) -> None:
    """CPU milliseconds a turn of this process, and turns a second."""
    gc.collect()
    cpu, wall = time.process_time(), time.monotonic()
    await contender.play(dialogues)
    done = dialogues * turns
    figures.cpu.append((time.process_time() - cpu) * 1000 / done)
    figures.rate.append(done / (time.monotonic() - wall))


async def counted(run: Callable[[], Awaitable[object]]) -> int:
    """How many Python functions were entered in this thread while it ran."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        await run()
    finally:
        sys.setprofile(None)
    return calls


@asynccontextmanager
async def watched() -> AsyncIterator[Callable[[], float]]:
    """The longest time, in seconds, that the event loop came late to a tick."""
    loop, worst = asyncio.get_running_loop(), [0.0]

    async def watch() -> None:
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            worst[0] = max(worst[0], loop.time() - due)

    task = asyncio.create_task(watch())
    try:
        yield lambda: worst[0]
    finally:
        task.cancel()
        await asyncio.wait([task])


async def efficiency(contender: Contender, at_once: int, turns: int, latency: float) -> float:
    """The time that the endpoint alone would take, by the time that it took."""
    began = time.monotonic()
    await contender.play(at_once)
    return 2 * turns * latency / (time.monotonic() - began)


class Held(StandIn):
    """Answers some calls, and then no more until it is let go."""

    def __init__(self, answers: int, waiting: int) -> None:
        super().__init__("held")
        self._answers, self._waiting = answers, waiting
        self.all_wait, self.go_on = asyncio.Event(), asyncio.Event()

    async def reply(self, *args: Any, **kwargs: Any) -> Reply:
        """The fixed answer, later."""
        if self._answers:
            self._answers -= 1
        else:
            self._waiting -= 1
            if not self._waiting:
                self.all_wait.set()
            await self.go_on.wait()
        return await super().reply(*args, **kwargs)


async def memory(dialogues: int, turns: int, folder: Path) -> float:
    """Kilobytes of each dialogue that waits for its model in the middle of its turns."""
    model = Held(answers=dialogues * turns, waiting=dialogues)
    with Store.open(folder / "memory.db") as store:
        await talk(drawn(TALK, 2), seated(drawn(TALK, 2), StandIn()), store, "first")
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        games = [drawn(TALK, turns, seed=number) for number in range(dialogues)]
        playing = [
            asyncio.create_task(talk(game, seated(game, model), store, f"m{game.seed}"))
            for game in games
        ]
        await model.all_wait.wait()
        gc.collect()
        held = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        model.go_on.set()
        await asyncio.gather(*playing)
    return held / 1024 / dialogues


async def storage(dialogues: int, turns: int, folder: Path) -> float:
    """CPU milliseconds a turn of storing alone: events told before are recorded, all at once."""
    game = drawn(TALK, turns)
    stream = play(game, seated(game, StandIn()), episode="s", provenance=made_by(game))
    told = [event async for event in stream]
    copies = [[_moved(event, f"s{number}") for event in told] for number in range(dialogues)]
    with Store.open(folder / "storage.db") as store:
        for number in range(dialogues):
            await store.begin(f"s{number}", game, made_by(game))
        cpu = time.process_time()
        await asyncio.gather(*(_recorded(store, events) for events in copies))
        spent = time.process_time() - cpu
    return spent * 1000 / (dialogues * turns)


async def _recorded(store: Store, events: Sequence[Event]) -> None:
    async def again() -> AsyncIterator[Event]:
        for event in events:
            yield event

    async with store.holding(events[0].episode):
        async for _ in record(store, again()):
            pass


def _moved(event: Event, episode: str) -> Event:
    moved = event.model_copy(update={"episode": episode})
    if event.kind == "called":
        call = f"{episode}-{event.attempt.call}"
        return moved.model_copy(update={"attempt": event.attempt.model_copy(update={"call": call})})
    if event.kind == "judged":
        said = event.judgement
        calls = tuple(f"{episode}-{call}" for call in said.calls)
        return moved.model_copy(update={"judgement": said.model_copy(update={"calls": calls})})
    if event.kind == "spoke":
        calls = tuple(f"{episode}-{call}" for call in event.turn.calls)
        return moved.model_copy(update={"turn": event.turn.model_copy(update={"calls": calls})})
    return moved
