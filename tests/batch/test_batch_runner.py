"""Many dialogues as one stream: whatever happens to one, to the process or to the store."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import aclosing, closing
from itertools import cycle
from pathlib import Path

import pytest

from society.batch.halt import Halt
from society.batch.runner import outstanding
from society.batch.tally import Progress, ending
from society.casting import Job, Table
from society.domain.dialogue import View
from society.domain.errors import Exit, StoreError
from society.domain.events import Called, Ended, Event, Failed, Spoke, Started, Waiting
from society.store import batches
from society.store.spill import waiting
from society.store.store import Store
from tests.batch.talkers import TURNS, batch, played, seat, todo


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "night.db"


def statuses(store: Store) -> Counter[str]:
    return Counter(status for status, _ in batches.statuses(store, "night").values())


def kinds(events: list[Event]) -> Counter[str]:
    return Counter(event.kind for event in events)


async def test_every_event_of_every_dialogue_comes_after_it_was_stored(path: Path) -> None:
    with Store.open(path) as store:
        stored = 0
        async with aclosing(batch(store, 6).play()) as events:
            async for event in events:
                if isinstance(event, Spoke):
                    turns = store.episode(event.episode).dialogue.turns
                    assert event.turn in turns
                    stored += 1

        assert stored == 6 * TURNS
        assert statuses(store) == {"done": 6}


async def test_what_is_done_is_not_played_again(path: Path) -> None:
    with Store.open(path) as store:
        await played(batch(store, 3))

        events = await played(batch(store, 5))

        assert kinds(events)["started"] == 2
        assert statuses(store) == {"done": 5}


async def test_no_more_dialogues_are_under_way_than_there_are_slots(path: Path) -> None:
    open_, most = set[int](), 0

    async def before(index: int, view: View) -> None:
        nonlocal most
        open_.add(index)
        most = max(most, len(open_))
        await asyncio.sleep(0)
        if view.turn == TURNS - 1:
            open_.discard(index)

    with Store.open(path) as store:
        await played(batch(store, 20, before, slots=3))

    assert most <= 3


async def test_a_bug_in_one_dialogue_fails_it_alone_and_is_kept_with_its_traceback(
    path: Path,
) -> None:
    async def before(index: int, view: View) -> None:
        if index == 2 and view.turn == 1:
            raise ZeroDivisionError("ours")

    with Store.open(path) as store:
        playing = batch(store, 6, before)
        events = await played(playing)

        failed = [event for event in events if isinstance(event, Failed)]
        assert [(each.code, each.error) for each in failed] == [("bug", "ZeroDivisionError: ours")]
        assert len(playing.bugs) == 1
        assert "Traceback" in playing.bugs[0]
        assert statuses(store) == {"done": 5, "failed": 1}
        assert ending(Progress(total=6, done=5, failed=1), None, len(playing.bugs)) is Exit.BUG
        await played(batch(store, 6))
        assert statuses(store) == {"done": 6}


async def test_a_table_that_cannot_be_set_fails_its_dialogue_alone(path: Path) -> None:
    def sits(job: Job) -> Table:
        if job.index == 1:
            raise MemoryError
        return seat(job)

    with Store.open(path) as store:
        events = await played(batch(store, 3, seat=sits))

        assert [each.code for each in events if isinstance(each, Failed)] == ["bug"]
        assert statuses(store) == {"done": 2}


async def test_an_id_that_belongs_to_another_game_fails_in_words_and_the_rest_goes_on(
    path: Path,
) -> None:
    with Store.open(path) as store:
        await played(batch(store, 1, todo=todo(1, seed=9)))

        events = await played(batch(store, 3, todo=[*todo(3)[1:], *todo(1)]))

        (failed,) = [each for each in events if isinstance(each, Failed)]
        assert failed.code == "error"
        assert "another game" in failed.error
        assert statuses(store) == {"done": 3}


async def test_a_halt_lets_what_runs_come_to_its_turn_and_begins_nothing_more(path: Path) -> None:
    halt = Halt()
    with Store.open(path) as store:
        spoken = 0
        async with aclosing(batch(store, 50, halt=halt).play()) as events:
            async for event in events:
                spoken += isinstance(event, Spoke)
                if spoken == 7:
                    halt.ask("enough", Exit.INTERRUPTED)

        found = statuses(store)
        assert found.total() < 20
        assert set(found) <= {"done", "stopped"}
        assert batches.holders(store, "night") == []
        await played(batch(store, 50))
        assert statuses(store) == {"done": 50}


async def test_leaving_the_stream_keeps_all_that_was_paid_for_and_frees_every_lease(
    path: Path,
) -> None:
    asked = 0

    async def before(index: int, view: View) -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)

    with Store.open(path) as store:
        async with aclosing(batch(store, 50, before).play()) as events:
            async for event in events:
                if isinstance(event, Ended):
                    break
        await batches.put_down(store, "after", 1, {})  # what was handed in before is stored before

        assert statuses(store)["running"] == 0
        assert batches.holders(store, "night") == []
        kept = len(stored_calls(path))
        assert asked - 4 <= kept <= asked
        await played(batch(store, 50, before))
        assert statuses(store) == {"done": 50}


def stored_calls(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [call for (call,) in db.execute("SELECT call_id FROM call")]


async def test_two_who_play_the_same_batch_share_it_and_each_waits_for_the_other(
    path: Path,
) -> None:
    with Store.open(path) as one, Store.open(path) as other:
        first, second = await asyncio.gather(played(batch(one, 12)), played(batch(other, 12)))

        assert kinds(first + second)["ended"] == 12
        assert kinds(first + second)["called"] == 12 * TURNS, "nobody pays twice"
        assert statuses(one) == {"done": 12}


async def test_who_waits_for_another_says_for_whom(path: Path) -> None:
    with Store.open(path) as one, Store.open(path) as other:
        await played(batch(one, 0, todo=[]))
        table = seat(Job(scenario="talk"))
        await one.begin("d0", table.game, table.provenance, batch="night")
        async with one.holding("d0"), aclosing(batch(other, 1).play()) as events:
            said = await anext(events)

    assert isinstance(said, Waiting)
    assert said.why.startswith("1 played by others: dialogue 'd0' is being played by")


async def test_a_lock_that_comes_in_the_middle_stops_the_batch_and_what_was_paid_comes_in_later(
    path: Path,
) -> None:
    heard: list[Event] = []
    with Store.open(path, busy=0.1) as store, closing(sqlite3.connect(path)) as other:
        with pytest.raises(StoreError, match="is locked by another program") as refused:
            await locked_after(20, store, other, heard)
        assert refused.value.exit is Exit.STORAGE
        assert waiting(path)
    the_process_has_ended(path)

    with Store.open(path) as store:
        assert waiting(path) == []
        told = {event.attempt.call for event in heard if isinstance(event, Called)}
        assert told <= set(stored_calls(path))
        await played(batch(store, 8))
        assert statuses(store) == {"done": 8}


async def locked_after(
    many: int, store: Store, other: sqlite3.Connection, heard: list[Event]
) -> None:
    """Play while another program takes the lock after so many events."""
    async for event in batch(store, 8).play():
        heard.append(event)
        if len(heard) == many:
            other.execute("BEGIN IMMEDIATE")


def the_process_has_ended(path: Path) -> None:
    """Its leases count no more."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE episode SET lease_owner = ''")
        db.commit()


@pytest.mark.parametrize(
    "clock",
    [
        pytest.param(["2031-11-22T00:00:00.000+00:00"], id="five years on"),
        pytest.param(
            ["2026-11-22T02:00:00.000+00:00", "2026-11-22T01:00:00.000+00:00"], id="back and forth"
        ),
        pytest.param(["1970-01-01T00:00:00.000+00:00"], id="the epoch"),
    ],
)
async def test_a_clock_that_is_wrong_changes_no_order_no_duration_and_no_lease(
    path: Path, clock: list[str]
) -> None:
    ticking = cycle(clock)
    with Store.open(path, clock=lambda: next(ticking)) as store:
        halt = Halt()
        async with aclosing(batch(store, 6, halt=halt).play()) as events:
            async for event in events:
                if isinstance(event, Ended):
                    halt.ask("enough", Exit.INTERRUPTED)
        events_after = await played(batch(store, 6))

        assert statuses(store) == {"done": 6}
        ended = [each for each in events_after if isinstance(each, Ended)]
        assert all(each.seconds >= 0 for each in ended)
        started = [each.episode for each in events_after if isinstance(each, Started)]
        assert {row.id for row in store.episodes(limit=10)} >= set(started)
        assert [row.id for row in store.episodes(limit=10)][-1] == "d0"


def test_outstanding_is_what_is_neither_done_nor_hopeless() -> None:
    known = {"d0": ("done", ""), "d1": ("failed", "context"), "d2": ("failed", "server")}
    known |= {"d3": ("stopped", "limit"), "d4": ("running", ""), "d5": ("pending", "")}

    left = [id_ for id_, _ in outstanding(todo(7), known)]
    again = [id_ for id_, _ in outstanding(todo(7), known, again=True)]

    assert left == ["d2", "d3", "d4", "d5", "d6"]
    assert again == ["d1", *left]
