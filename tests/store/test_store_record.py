"""Recording: an event is on the disk before anyone else hears of it, and no paid reply is lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from society.domain.errors import StoreError
from society.domain.events import (
    Called,
    Ended,
    Event,
    Failed,
    Spoke,
    Started,
    Token,
    Waiting,
)
from society.domain.strategy import Strategy
from society.store.record import record
from society.store.rows import strategy_row
from society.store.statements import write
from society.store.store import Store
from tests.store import paper


def counted(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def all_of(store: Store, events: Iterable[Event]) -> list[Event]:
    return [event async for event in record(store, paper.told(events))]


def begun(episode: str = "e1") -> Started:
    return Started(episode=episode, game=paper.game(), provenance=paper.provenance())


async def test_every_event_is_yielded_on_unchanged_and_in_order(store: Store) -> None:
    events = list(paper.play())

    assert await all_of(store, events) == events


async def test_what_was_yielded_is_already_committed(store: Store, path: Path) -> None:
    tables = {"spoke": "turn", "judged": "judgement"}
    seen = dict.fromkeys(tables, 0)

    async for event in record(store, paper.told(paper.play())):
        if event.kind in seen:
            seen[event.kind] += 1
            assert counted(path, tables[event.kind]) == seen[event.kind]
        if isinstance(event, Ended):
            assert store.episode("e1").status == "done"

    assert set(seen.values()) == {4}


async def test_what_was_paid_is_on_the_disk_with_what_comes_next(store: Store, path: Path) -> None:
    paid = 0

    async for event in record(store, paper.told(paper.play())):
        if event.kind == "spoke" or event.kind == "ended":
            assert counted(path, "reward") == paid
        paid += event.kind == "paid"

    assert paid == 4


async def test_what_was_paid_is_kept_where_the_dialogue_breaks_off(
    store: Store, path: Path
) -> None:
    events = list(paper.play())
    first = next(at for at, event in enumerate(events) if event.kind == "paid")

    await all_of(store, events[: first + 1])

    assert counted(path, "reward") == 1


async def test_a_failed_request_is_stored_before_it_is_told(store: Store) -> None:
    failed = paper.attempt("c1", error_kind="server", error="500 and no more")
    events: list[Event] = [begun(), Called(episode="e1", attempt=failed)]

    async with aclosing(record(store, paper.told(events))) as stream:
        async for event in stream:
            if isinstance(event, Called):
                assert store.attempts("e1") == [failed]


async def test_a_reply_and_its_request_are_committed_together(store: Store, path: Path) -> None:
    used = paper.attempt("speak-0")
    events: list[Event] = [
        begun(),
        Called(episode="e1", attempt=used),
        Spoke(episode="e1", turn=paper.turn(0)),
    ]

    async with aclosing(record(store, paper.told(events))) as stream:
        async for event in stream:
            if isinstance(event, Called):
                assert (counted(path, "call"), counted(path, "turn")) == (0, 0)
            if isinstance(event, Spoke):
                assert (counted(path, "call"), counted(path, "turn")) == (1, 1)


async def test_tokens_and_waits_leave_no_trace(store: Store, path: Path) -> None:
    passing: list[Event] = [
        Token(episode="e1", role="seller", text="Hi"),
        Waiting(episode="e1", purpose="turn", seconds=1.0, why="429"),
    ]

    assert await all_of(store, [begun(), *passing]) == [begun(), *passing]
    assert counted(path, "turn") == counted(path, "call") == 0


@pytest.mark.parametrize(
    ("code", "status"),
    [("server", "failed"), ("bad_reply", "failed"), ("error", "failed"), ("limit", "stopped")],
)
async def test_a_failure_keeps_its_code_and_words(store: Store, code: str, status: str) -> None:
    await all_of(
        store, [begun(), Failed(episode="e1", code=code, error="it broke", hint="mend", seconds=2)]
    )
    found = store.episode("e1")

    assert (found.status, found.error, found.seconds) == (status, "it broke", 2.0)
    assert store.episodes()[0].code == code
    assert store.unfinished() == ["e1"]


async def test_closing_the_stream_leaves_the_dialogue_stopped_and_its_replies_kept(
    store: Store,
) -> None:
    closed: list[bool] = []

    async def playing() -> AsyncIterator[Event]:
        try:
            for event in paper.play(ends=False):
                yield event
        finally:
            closed.append(True)

    async with aclosing(record(store, playing())) as stream:
        async for event in stream:
            if isinstance(event, Called) and event.attempt.purpose == "judge:kind":
                break

    assert closed == [True]
    assert store.episode("e1").status == "stopped"
    assert [each.purpose for each in store.attempts("e1")] == ["turn:seller", "judge:kind"]


async def test_cancelling_while_a_turn_is_committed_does_not_lose_the_turn(store: Store) -> None:
    yielded: list[Event] = []

    async def listen() -> None:
        async for event in record(store, paper.told([begun(), said])):
            yielded.append(event)

    said = Spoke(episode="e1", turn=paper.turn(0, calls=()))
    task = asyncio.create_task(listen())
    while not yielded:
        await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert store.episode("e1").status == "stopped"
    assert store.episode("e1").dialogue.turns in ((), (said.turn,))


async def test_a_stream_that_just_stops_is_not_called_finished(store: Store) -> None:
    await all_of(store, paper.play(ends=False))

    assert store.episode("e1").status == "stopped"
    assert store.episodes()[0].code == "cut"


async def test_a_bug_in_the_stream_comes_through_and_leaves_the_dialogue_resumable(
    store: Store,
) -> None:
    async def broken() -> AsyncIterator[Event]:
        yield begun()
        raise ZeroDivisionError("division by zero")

    with pytest.raises(ZeroDivisionError):
        _ = [event async for event in record(store, broken())]

    found = store.episode("e1")
    assert (found.status, found.error) == ("failed", "ZeroDivisionError: division by zero")
    assert store.unfinished() == ["e1"]


async def test_a_dialogue_is_resumed_where_it_was_left(store: Store) -> None:
    await all_of(store, paper.play(turns=2, ends=False))
    so_far = store.episode("e1")

    await all_of(store, paper.play(turns=4, so_far=so_far.dialogue.turns))

    found = store.episode("e1")
    assert [turn.index for turn in found.dialogue.turns] == [0, 1, 2, 3]
    assert found.dialogue.turns[:2] == so_far.dialogue.turns
    assert (found.status, len(found.rewards), len(store.attempts("e1"))) == ("done", 4, 8)
    assert found.started == so_far.started


async def test_the_seconds_of_a_resumed_dialogue_add_up(store: Store) -> None:
    await all_of(store, [begun(), Failed(episode="e1", code="server", error="x", seconds=2.0)])

    await all_of(store, paper.play())

    assert store.episode("e1").seconds == 3.5


async def test_a_branch_brings_the_turns_it_grew_from(store: Store) -> None:
    await all_of(store, paper.play("e1"))
    stem = store.episode("e1").dialogue.turns[:2]

    await all_of(store, paper.play("e2", turns=3, so_far=stem))

    assert store.episode("e2").dialogue.turns[:2] == stem
    assert len(store.episode("e1").dialogue.turns) == 4


async def test_a_finished_dialogue_is_not_played_again(store: Store) -> None:
    await all_of(store, paper.play())

    with pytest.raises(StoreError, match="'e1' is already done"):
        await all_of(store, paper.play(turns=6))

    assert len(store.episode("e1").dialogue.turns) == 4


async def test_a_dialogue_that_went_on_since_it_was_read_is_refused_before_anything_is_asked(
    store: Store,
) -> None:
    await all_of(store, paper.play(turns=2, ends=False))
    heard: list[Event] = []

    async def stale() -> AsyncIterator[Event]:
        for event in paper.play(turns=4, so_far=store.episode("e1").dialogue.turns[:1]):
            heard.append(event)
            yield event

    with pytest.raises(StoreError, match="played on since it was read"):
        _ = [event async for event in record(store, stale())]

    assert [event.kind for event in heard] == ["started"]


async def test_every_win_is_kept_as_observed_once(store: Store) -> None:
    await all_of(store, paper.play("e1"))
    won = store.strategies()
    again = [strategy_row(each.model_copy(update={"status": "proven"})) for each in won]
    await store.write(write("keep strategy", *again))

    assert store.strategies() == won
    assert isinstance(won[0], Strategy)
    assert (won[0].role, won[0].status, won[0].margin) == ("seller", "observed", 0.75 - 0.2)
    assert won[0].evidence[0].episode == "e1"


async def test_many_dialogues_are_recorded_side_by_side(store: Store) -> None:
    names = [f"e{number}" for number in range(20)]

    await asyncio.gather(*(all_of(store, paper.play(name, 6)) for name in names))

    assert {each.id: each.turns for each in store.episodes(50)} == dict.fromkeys(names, 6)
    assert store.totals().calls == 20 * 6 * 2
