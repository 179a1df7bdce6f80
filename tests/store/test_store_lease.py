"""The lease: one process plays a dialogue at a time, and who comes late commits only its bill."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from society.domain.errors import StoreError
from society.domain.events import Called, Event, Failed, Spoke, Started
from society.store.lease import Holder
from society.store.record import record
from society.store.store import Store
from tests.store import paper

HOLD = """
import asyncio, sys
from society.store.store import Store

async def hold():
    with Store.open(sys.argv[1]) as store:
        async with store.holding("e1"):
            print("held", flush=True)
            await asyncio.to_thread(sys.stdin.readline)

asyncio.run(hold())
"""


async def begun(store: Store, name: str = "e1") -> None:
    await store.begin(name, paper.game(), paper.provenance())


async def played(store: Store, *events: Event) -> list[Event]:
    return [event async for event in record(store, paper.told(events))]


@contextmanager
def holder(path: Path) -> "Iterator[subprocess.Popen[str]]":
    """Another process that holds e1 until it is told something."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        yield other
        other.kill()


def leased(path: Path, owner: str, *, until: str) -> None:
    """Write a lease as another machine would."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "UPDATE episode SET lease_owner = ?, fence = fence + 1, "
            f"lease_until = strftime('%s', 'now') {until}",
            (owner,),
        )
        db.commit()


def lease(path: Path) -> tuple[str, float, int]:
    with closing(sqlite3.connect(path)) as db:
        row = db.execute("SELECT lease_owner, lease_until, fence FROM episode").fetchone()
    return (row[0], row[1], row[2])


async def test_what_a_living_process_plays_is_refused_to_others_by_its_name(
    store: Store, path: Path
) -> None:
    await begun(store)

    with holder(path) as other:
        with pytest.raises(StoreError) as refused:
            async with store.holding("e1"):
                pass
        assert store.unfinished() == ["e1"]
        assert store.unfinished(idle=True) == []

    named = f"dialogue 'e1' is being played by {os.uname().nodename}:{other.pid} since 20"
    assert refused.value.message.startswith(named)
    assert refused.value.hint == "stop it, or wait"


async def test_two_that_play_one_dialogue_pay_for_nothing_twice(store: Store, path: Path) -> None:
    await begun(store)
    heard: list[str] = []

    async def told() -> AsyncIterator[Event]:
        for event in paper.play():
            heard.append(event.kind)
            yield event

    with holder(path), pytest.raises(StoreError, match="is being played by"):
        _ = [event async for event in record(store, told())]

    assert heard == ["started"]


async def test_what_a_killed_process_played_can_be_played_on_at_once(
    store: Store, path: Path
) -> None:
    await begun(store)

    with holder(path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert store.unfinished(idle=True) == ["e1"]

        await played(store, *paper.play())

    assert store.episode("e1").status == "done"


async def test_a_dead_process_that_nobody_buried_yet_holds_nothing(
    store: Store, path: Path
) -> None:
    await begun(store)

    with holder(path) as other:
        other.send_signal(signal.SIGKILL)
        left_unburied(other.pid)

        async with store.holding("e1"):
            pass


def left_unburied(pid: int) -> None:
    """Wait until the process is dead and leave it in the list of processes."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


async def test_a_later_process_of_the_same_number_is_not_the_holder(
    store: Store, path: Path
) -> None:
    await begun(store)
    mine = Holder.here("2026-11-22")
    leased(path, mine._replace(start="1").owner, until="+ 120")

    assert store.unfinished(idle=True) == ["e1"]
    async with store.holding("e1"):
        assert lease(path)[0].startswith(f"{mine.host}:{mine.pid}:{mine.start}:")


@pytest.mark.parametrize(("until", "free"), [("+ 60", False), ("- 1", True)])
async def test_another_machine_holds_a_dialogue_until_its_lease_lapses(
    store: Store, path: Path, until: str, free: bool
) -> None:
    await begun(store)
    leased(path, "elsewhere.example:7:1:2026-11-22T12:00:00", until=until)

    assert store.unfinished(idle=True) == (["e1"] if free else [])
    if free:
        async with store.holding("e1"):
            assert lease(path)[2] == 2
    else:
        told = "by elsewhere.example:7 since 2026-11-22T12:00:00"
        with pytest.raises(StoreError, match=told):
            await played(store, *paper.play())


async def test_a_lease_is_given_back_at_the_end_also_by_a_bug(store: Store, path: Path) -> None:
    await begun(store)

    with pytest.raises(ZeroDivisionError):
        async with store.holding("e1"):
            raise ZeroDivisionError

    assert lease(path) == ("", 0.0, 1)
    await played(store, *paper.play())
    assert lease(path) == ("", 0.0, 2)


async def test_holding_gives_the_dialogue_as_it_is_once_nobody_else_can_play_it(
    store: Store,
) -> None:
    await played(store, *paper.play("abc", 2, ends=False))

    async with store.holding("a") as so_far:
        assert (so_far.id, len(so_far.dialogue.turns)) == ("abc", 2)
        await played(store, *paper.play("abc", so_far=so_far.dialogue.turns))
        with pytest.raises(StoreError, match=f":{os.getpid()} since"):
            async with store.holding("abc"):
                pass

    assert store.episode("abc").status == "done"


async def test_every_write_keeps_the_lease_alive(store: Store, path: Path) -> None:
    async for event in record(store, paper.told(paper.play(turns=1))):
        if isinstance(event, Started):
            age(path)
        if isinstance(event, Spoke):
            assert lease(path)[1] > 1000.0


def age(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE episode SET lease_until = 1000")
        db.commit()


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(Spoke(episode="e1", turn=paper.turn(0)), id="turn"),
        pytest.param(Failed(episode="e1", code="server", error="x"), id="failure"),
        pytest.param(None, id="end of the stream"),
    ],
)
async def test_one_that_wakes_late_commits_only_its_bill(
    store: Store, path: Path, last: Event | None
) -> None:
    async def stalled() -> AsyncIterator[Event]:
        yield next(paper.play())
        leased(path, "elsewhere.example:7:1:2026-11-22", until="+ 60")
        yield Called(episode="e1", attempt=paper.attempt("speak-0"))
        yield Called(episode="e1", attempt=paper.attempt("judge-0", "judge:kind"))
        if last:
            yield last

    with pytest.raises(StoreError, match="'e1' was taken over by another process"):
        _ = [event async for event in record(store, stalled())]

    found = store.episode("e1")
    assert (found.dialogue.turns, found.status, found.error) == ((), "running", "")
    assert {each.call for each in store.attempts("e1")} == {"speak-0", "judge-0"}
    assert lease(path)[0].startswith("elsewhere.example")


async def test_what_was_spilled_under_an_old_lease_leaves_only_its_bill(path: Path) -> None:
    with Store.open(path, busy=0.1) as store, closing(sqlite3.connect(path)) as other:

        async def locked() -> AsyncIterator[Event]:
            for event in paper.play():
                yield event
                if isinstance(event, Started):
                    other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="is locked"):
            _ = [event async for event in record(store, locked())]
    leased(path, "elsewhere.example:7:1:2026-11-22", until="- 1")

    with Store.open(path) as store:
        assert store.episode("e1").dialogue.turns == ()
        assert [each.call for each in store.attempts("e1")] == ["e1-speak-0"]
        await played(store, *paper.play())
        assert len(store.attempts("e1")) == 8
