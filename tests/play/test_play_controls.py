"""A dialogue that is held: paused between turns, played one at a time, stopped."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Episode, Provenance
from society.domain.events import Ended, Event, Judged, Spoke
from society.domain.judging import judge
from society.play.bench import Bench, Seat
from society.play.controls import Controls, Mode, State
from society.store.record import record
from society.store.store import Store
from tests.play.table import DEAL, Script, all_of, bench, game, seat, watch


@judge(name="kind")
def kind(turn: Turn) -> float:
    return 0.5


@judge(name="stern")
def stern(turn: Turn) -> None:
    """Has no opinion, so nobody is paid for it."""


class Held:
    """A dialogue under controls, and everything that came of it."""

    def __init__(self, table: Bench, mode: Mode, stream: AsyncIterator[Event] | None) -> None:
        self.table = table
        self.events: list[Event] = []
        self.states: list[State] = []
        self._came = asyncio.Event()
        self.controls = Controls(mode, told=self._told)
        self._stream = stream or watch(table)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    @property
    def said(self) -> list[int]:
        return [event.turn.index for event in self.events if isinstance(event, Spoke)]

    async def play(self) -> None:
        async for event in self.controls.pace(self._stream, self.table):  # type: ignore[arg-type]
            self.events.append(event)

    async def until(self, state: State, times: int = 1) -> None:
        """Wait until it has come to that state so many times."""
        async with asyncio.timeout(10):
            while self.states.count(state) < times:
                self._came.clear()
                await self._came.wait()

    def _told(self, state: State) -> None:
        self.states.append(state)
        self._came.set()

    async def step(self) -> None:
        paused = self.states.count("paused")
        self.controls.step()
        await self.until("paused", paused + 1)


@asynccontextmanager
async def held(
    seats: Sequence[Seat] = (),
    mode: Mode = "pause",
    stream: AsyncIterator[Event] | None = None,
    table: Bench | None = None,
) -> AsyncIterator[tuple[Held, "asyncio.Task[None]"]]:
    talk = Held(table or bench(DEAL["seller"], DEAL["buyer"], seats), mode, stream)
    task = asyncio.create_task(talk.play())
    try:
        yield talk, task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_begun_paused_nobody_is_asked_before_it_is_told_to_go() -> None:
    async with held([seat(kind)]) as (talk, _):
        await talk.until("paused")

        assert talk.kinds == ["started"]
        assert [each.seen for each in scripts(talk)] == [[], []]


async def test_a_step_is_one_turn_with_what_is_said_of_it_and_paid() -> None:
    async with held([seat(kind)]) as (talk, _):
        await talk.until("paused")
        await talk.step()
        opening = talk.kinds[1:]
        await talk.step()

        assert opening == ["spoke"]
        assert talk.kinds[2:] == ["speaking", "spoke", "asked", "judged", "paid"]
        assert [len(each.seen) for each in scripts(talk)] == [0, 1]


async def test_a_turn_that_nobody_pays_is_over_once_all_have_spoken_of_it() -> None:
    async with held([seat(stern), seat(kind, weight=0.0)]) as (talk, _):
        await talk.until("paused")
        await talk.step()
        await talk.step()

        assert talk.kinds[-1] == "judged"
        assert sum(isinstance(event, Judged) for event in talk.events) == 2
        assert [len(each.seen) for each in scripts(talk)] == [0, 1]


async def test_a_pause_takes_hold_when_the_turn_under_way_is_over() -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    @judge(name="slow")
    async def slow(turn: Turn) -> float:
        asked.set()
        await answer.wait()
        return 0.5

    async with held([seat(slow)], "go") as (talk, _):
        await asked.wait()
        talk.controls.pause()
        still = talk.controls.state
        answer.set()
        await talk.until("paused")

        assert still == "playing"
        assert talk.said == [0, 1]
        assert talk.kinds[-1] == "paid"


async def test_after_a_pause_it_goes_on_to_its_end() -> None:
    async with held([seat(kind)]) as (talk, task):
        await talk.until("paused")
        await talk.step()
        talk.controls.go()
        await task

        assert isinstance(talk.events[-1], Ended)
        assert talk.said == [0, 1, 2, 3, 4]
        assert talk.states == ["paused", "playing", "paused", "playing"]


async def test_the_same_happens_held_or_not() -> None:
    calm = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(kind)])))
    async with held([seat(kind)]) as (talk, task):
        await talk.until("paused")
        for _ in range(5):
            await talk.step()
        talk.controls.go()
        await task

        assert talk.kinds == [event.kind for event in calm]


@pytest.mark.parametrize("mode", ["pause", "go"])
async def test_a_stop_ends_it_after_the_turn_and_it_can_be_gone_on_with(
    mode: Mode, tmp_path: Path
) -> None:
    asked = asyncio.Event()

    @judge(name="kind")
    async def telling(turn: Turn) -> float:
        asked.set()
        return 0.5

    seats = [seat(telling)]
    table = bench(DEAL["seller"], DEAL["buyer"], seats)
    with Store.open(tmp_path / "a.db") as store:
        async with held(seats, mode, record(store, watch(table)), table) as (talk, task):
            if mode == "pause":
                await talk.until("paused")
                await talk.step()
                await talk.step()
            await asked.wait()
            talk.controls.stop()
            await task

        stopped = store.episode("e1")
        assert (stopped.status, len(stopped.dialogue.turns)) == ("stopped", 2)
        assert [each.turn for each in stopped.judgements] == [1]
        assert [each.turn for each in stopped.rewards] == [1]

        rest = bench(DEAL["seller"], DEAL["buyer"][1:], seats)
        events = await all_of(record(store, watch(rest, so_far=stopped)))
        assert [event.turn.index for event in events if isinstance(event, Spoke)] == [2, 3, 4]
        assert store.episode("e1").status == "done"


async def test_a_step_after_it_was_resumed_is_a_turn_and_not_the_pay_of_the_last() -> None:
    seats = [seat(kind)]
    played = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], seats)))
    told = played[: played.index(first_paid(played)) + 1]
    so_far = Episode(
        id="e1",
        dialogue=Dialogue(
            game=game(), turns=tuple(each.turn for each in told if isinstance(each, Spoke))
        ),
        judgements=tuple(each.judgement for each in told if isinstance(each, Judged)),
        provenance=Provenance(scenario="test/haggle"),
    )
    rest = bench(DEAL["seller"], DEAL["buyer"][1:], seats)
    async with held(seats, "pause", watch(rest, so_far=so_far), rest) as (again, _):
        await again.until("paused")
        await again.step()

        assert again.kinds == ["started", "paid", "speaking", "spoke", "asked", "judged", "paid"]
        assert again.said == [2]


async def test_after_a_stop_nothing_else_is_heard() -> None:
    async with held([seat(kind)]) as (talk, task):
        await talk.until("paused")
        talk.controls.stop()
        talk.controls.go()
        await task

        assert talk.kinds == ["started"]
        assert talk.states == ["paused", "stopping"]


def scripts(talk: Held) -> list[Script]:
    """Who plays: the seller, the buyer."""
    found = [each for each in talk.table.players.values() if isinstance(each, Script)]
    assert len(found) == 2
    return found


def first_paid(events: Sequence[Event]) -> Event:
    return next(event for event in events if event.kind == "paid")
