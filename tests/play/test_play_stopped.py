"""A dialogue stopped with requests in flight: they are paid for, so they are stored."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from society.domain.dialogue import Turn, Utterance, View
from society.domain.episode import Provenance
from society.domain.errors import ModelError
from society.domain.events import Called, Event, Failed, Judged, Spoke
from society.domain.judging import judge
from society.llm.ledger import open_call
from society.llm.model import Tell, nobody
from society.play.bench import Bench
from society.play.engine import play
from society.store.record import record
from society.store.store import Store
from tests.play.table import DEAL, Script, bench, game, seat


class Asking(Script):
    """Has a request in flight until it is cancelled, or until its provider fails."""

    def __init__(self, error: ModelError | None = None) -> None:
        super().__init__([])
        self.asked = asyncio.Event()
        self._error = error

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        call = open_call(model="m", purpose="turn", messages=(), params={}, tell=tell, provider="p")
        with call.request():
            self.asked.set()
            if self._error:
                raise self._error
            await asyncio.Event().wait()
        raise AssertionError("it waits until it is cancelled")


def buying(buyer: Script) -> Bench:
    table = bench([], [])
    return replace(table, players={**table.players, "buyer": buyer})


def recorded(store: Store, table: Bench) -> AsyncGenerator[Event, None]:
    unheard: list[Called] = []
    made_by = Provenance(scenario="test/haggle")
    stream = play(game(), table, episode="e1", provenance=made_by, unheard=unheard)
    return record(store, stream, unheard=unheard)


async def test_a_request_that_was_in_flight_when_it_was_cancelled_is_stored(
    tmp_path: Path,
) -> None:
    buyer = Asking()

    async def all_of(store: Store) -> None:
        async for _ in recorded(store, buying(buyer)):
            pass

    with Store.open(tmp_path / "a.db") as store:
        running = asyncio.create_task(all_of(store))
        await buyer.asked.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

        (kept,) = store.attempts("e1")
        assert (kept.purpose, kept.error_kind) == ("turn", "cancelled")
        assert store.episode("e1").status == "stopped"
    assert running.cancelled()


async def test_what_the_other_judges_had_asked_when_the_stream_was_closed_is_stored(
    tmp_path: Path,
) -> None:
    asked = asyncio.Event()

    class Slow:
        name = "slow"
        speaks_json = False

        async def reply(self, *_: Any, tell: Any, **__: Any) -> Any:
            call = open_call(
                model="m", purpose="judge:slow", messages=(), params={}, tell=tell, provider="p"
            )
            with call.request():
                asked.set()
                await asyncio.Event().wait()

    @judge(name="quick")
    async def quick(turn: Turn) -> float:
        await asked.wait()
        return 0.5

    @judge(name="slow")
    async def slow(turn: Turn, model: Any) -> float:
        return len((await model.ask("How kind?")).text)

    seats = [seat(quick), seat(slow, model=Slow())]
    with Store.open(tmp_path / "a.db") as store:
        table = bench(DEAL["seller"], DEAL["buyer"], seats)
        async with aclosing(recorded(store, table)) as events:
            async for event in events:
                if isinstance(event, Judged):
                    break

        (kept,) = store.attempts("e1")
        assert (kept.purpose, kept.error_kind) == ("judge:slow", "cancelled")


async def test_a_request_that_failed_is_told_before_the_failure(tmp_path: Path) -> None:
    buyer = Asking(ModelError("no answer", kind="server"))

    with Store.open(tmp_path / "a.db") as store:
        events = [event async for event in recorded(store, buying(buyer))]

        assert [type(event) for event in events[-2:]] == [Called, Failed]
        assert [each.error_kind for each in store.attempts("e1")] == ["server"]


async def test_whoever_stores_no_calls_may_close_the_stream_as_well() -> None:
    stream = play(
        game(), bench([], ["Hm."]), episode="e1", provenance=Provenance(scenario="test/haggle")
    )

    async with aclosing(stream) as events:
        async for event in events:
            if isinstance(event, Spoke) and event.turn.index:
                break

    with pytest.raises(StopAsyncIteration):
        await anext(stream)
