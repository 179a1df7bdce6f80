"""Every batch looked at again and again: the sums are those of a whole look, and cost less."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event as sqlalchemy_event

from society.domain.events import Ended, Event, Failed, Started
from society.store.batches import put_down
from society.store.figures import figures
from society.store.lease import Holder
from society.store.record import record
from society.store.store import Store
from society.store.values import RunInfo
from society.store.watching import Watch
from society.store.wishes import Wishes, wish
from tests.store import paper

HERE = Holder.here("2026-11-22T12:00:00").owner
NOW = 1_000_000.0


def begin(store: Store, name: str, n: int) -> None:
    asyncio.run(put_down(store, name, 1, {"plan": {"n": n}, "configs": []}))


def tell(store: Store, batch: str, events: Iterator[Event]) -> None:
    async def told() -> None:
        first = next(events)
        assert isinstance(first, Started)
        run = RunInfo(id="run", limits={"budget": 2.0})
        await store.begin(first.episode, first.game, first.provenance, run=run, batch=batch)
        listed = [first, *events]
        _ = [each async for each in record(store, paper.told(listed))]

    asyncio.run(told())


def failing(episode: str) -> Iterator[Event]:
    for event in paper.play(episode, 2):
        yield (
            Failed(episode=episode, code="server", error="503")
            if isinstance(event, Ended)
            else event
        )


def held(store: Store, episode: str, owner: str, until: float) -> None:
    with sqlite3.connect(store.path) as db:
        words = (
            "UPDATE episode SET status = 'running', lease_owner = ?, lease_until = ? WHERE id = ?"
        )
        db.execute(words, (owner, until, episode))


def test_the_sums_are_those_of_the_whole_batch_however_often_one_looks(store: Store) -> None:
    begin(store, "night", 5)
    watch = Watch(store)
    for at in range(4):
        tell(store, "night", paper.play(f"e{at}"))
        seen = watch.look().named("night")
        assert seen is not None
        assert seen.figures == figures(store, "night")
    tell(store, "night", failing("e5"))

    seen = watch.look().named("night")

    assert seen is not None
    assert seen.figures == figures(store, "night")
    assert seen.figures.errors == {"server": 1}
    assert (seen.total, seen.left, seen.state, seen.budget) == (5, 0, "failures", 2.0)


def test_nothing_but_who_plays_is_read_where_nothing_changed(store: Store) -> None:
    begin(store, "night", 2)
    tell(store, "night", paper.play("e1"))
    watch = Watch(store)
    watch.look()
    asked: list[str] = []
    sqlalchemy_event.listen(
        store._engine, "before_cursor_execute", lambda *words: asked.append(words[2])
    )

    watch.look()

    assert len(asked) == 2, asked
    assert asked[0] == "BEGIN"


def test_a_finished_batch_is_not_summed_again_while_another_grows(store: Store) -> None:
    for name in ("old", "new"):
        begin(store, name, 1)
    tell(store, "old", paper.play("e1"))
    watch = Watch(store)
    watch.look()
    asked: list[tuple[str, object]] = []
    sqlalchemy_event.listen(
        store._engine, "before_cursor_execute", lambda *words: asked.append((words[2], words[3]))
    )

    tell(store, "new", paper.play("e2"))
    sight = watch.look()

    assert [each.state for each in sight.batches] == ["finished", "finished"]
    joined = [told for told, _ in asked if "JOIN episode" in told]
    once = [told for told, _ in asked if "FROM turn JOIN episode" in told]
    assert joined
    assert len(once) == 1


def test_who_plays_is_told_with_the_seconds_of_the_call_and_its_retries(store: Store) -> None:
    begin(store, "night", 3)
    tell(store, "night", paper.play("e1", ends=False))
    held(store, "e1", HERE, NOW + 110)

    sight = Watch(store, wall=lambda: NOW).look("night")

    (worker,) = sight.workers
    assert (worker.episode, worker.turn, round(worker.quiet), worker.retries) == ("e1", 4, 10, 0)
    assert worker.pid == Holder.read(HERE).pid
    seen = sight.named("night")
    assert seen is not None
    assert (seen.state, seen.figures.running) == ("playing", 1)


@pytest.mark.parametrize(("until", "state"), [(NOW + 5, "playing"), (NOW - 5, "resting")])
def test_a_process_elsewhere_is_alive_as_long_as_its_lease(
    store: Store, until: float, state: str
) -> None:
    begin(store, "night", 3)
    tell(store, "night", paper.play("e1", ends=False))
    held(store, "e1", "faraway:17:0:2026", until)

    sight = Watch(store, wall=lambda: NOW).look("night")

    assert [each.holder for each in sight.workers] == ["faraway:17"][: state == "playing"]
    seen = sight.named("night")
    assert seen is not None
    assert seen.state == state


def test_a_dialogue_that_is_played_again_is_summed_anew(store: Store) -> None:
    begin(store, "night", 2)
    tell(store, "night", failing("e1"))
    watch = Watch(store, wall=lambda: NOW)
    watch.look()

    held(store, "e1", HERE, NOW + 100)
    seen = watch.look().named("night")

    assert seen is not None
    assert (seen.figures.failed, seen.figures.running, seen.left) == (0, 1, 2)
    assert seen.figures.turns == 2


def test_what_is_wished_is_seen(store: Store) -> None:
    begin(store, "night", 2)
    watch = Watch(store)
    watch.look()

    asyncio.run(wish(store, "night", Wishes(paused=True, budget=9.0)))

    seen = watch.look().named("night")
    assert seen is not None
    assert (seen.state, seen.budget) == ("paused", 9.0)


def test_speed_is_told_over_the_last_minute(store: Store) -> None:
    begin(store, "night", 4)
    clock = iter((0.0, 30.0, 31.0))
    watch = Watch(store, clock=lambda: next(clock), wall=lambda: NOW)
    watch.look()
    for at in range(2):
        tell(store, "night", paper.play(f"e{at}"))
    tell(store, "night", paper.play("e3", ends=False))
    held(store, "e3", HERE, NOW + 100)

    seen = watch.look().named("night")

    assert seen is not None
    assert (seen.per_minute, seen.eta) == (4.0, 30.0)


def test_causes_are_counted_with_what_was_said_last(store: Store, path: Path) -> None:
    begin(store, "night", 2)
    tell(store, "night", failing("e1"))
    tell(store, "night", failing("e2"))
    with sqlite3.connect(path) as db:
        db.execute("UPDATE judgement SET score = NULL, unscored = 'timeout', critique = 'late'")

    told = Watch(store).look("night").troubles

    assert [(each.cause, each.count, each.last) for each in told] == [
        ("judge kind: timeout", 4, "late"),
        ("server", 2, "503"),
    ]


def test_a_batch_that_nobody_plays_any_more_has_no_speed(store: Store) -> None:
    begin(store, "night", 9)
    now = [0.0]
    watch = Watch(store, clock=lambda: now[0], wall=lambda: NOW)
    tell(store, "night", paper.play("e0"))
    tell(store, "night", (each for each in paper.play("e1") if not isinstance(each, Ended)))
    held(store, "e1", HERE, NOW + 100)
    watch.look()
    now[0] = 10.0
    tell(store, "night", paper.play("e2"))
    playing = watch.look().named("night")
    held(store, "e1", "", 0.0)
    now[0] = 20.0

    left = watch.look().named("night")

    assert playing is not None
    assert left is not None
    assert playing.per_minute == pytest.approx(6.0)
    assert (left.played, left.per_minute, left.eta) == (False, 0.0, None)
