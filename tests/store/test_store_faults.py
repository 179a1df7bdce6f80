"""Full, read-only, locked, damaged, pulled away: told before or at the write, nothing lost."""

import asyncio
import json
import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from society.domain.errors import StoreError
from society.domain.events import Spoke
from society.store.connect import beside
from society.store.record import record
from society.store.rows import call_row
from society.store.spill import waiting
from society.store.statements import write
from society.store.store import Store
from society.store.turn_rows import turn_row
from tests.store import paper

NOBODY = 65534


async def played(store: Store, name: str, turns: int = 4, *, ends: bool = True) -> int:
    """Play a dialogue and count the turns that were told."""
    told = 0
    async for event in record(store, paper.told(paper.play(name, turns, ends=ends))):
        told += isinstance(event, Spoke)
    return told


def in_a_child(work: Callable[[], int]) -> int:
    """The exit code of a forked child that does the work."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        except StoreError as error:
            os.write(2, f"{error}\n".encode())
            os._exit(error.exit)
        finally:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user of this machine can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_file_that_may_not_grow_keeps_what_was_told_and_exits_5(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    notes = path.with_name("told")

    async def until_full(store: Store) -> None:
        with notes.open("a") as file:
            for name in (f"e{number}" for number in range(500)):
                async for event in record(store, paper.told(paper.play(name, 20))):
                    if isinstance(event, Spoke):
                        file.write(f"{name} {event.turn.index}\n")
                        file.flush()

    def work() -> int:
        with Store.open(path) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
            asyncio.run(until_full(store))
        return 0

    assert in_a_child(work) == 5
    assert "society.db could not be read or written" in capfd.readouterr().err
    told = {(name, int(turn)) for name, turn in map(str.split, notes.read_text().splitlines())}
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert told <= set(db.execute("SELECT episode_id, seq FROM turn"))
    assert len(told) > 20
    with Store.open(path) as store:
        assert waiting(path) == []
        assert len(store.unfinished()) == 1


@pytest.mark.parametrize("folder_too", [False, True], ids=["file", "folder"])
def test_a_read_only_file_is_refused_before_anything_but_can_be_read(
    shared: Path, capfd: pytest.CaptureFixture[str], folder_too: bool
) -> None:
    path = shared / "society.db"
    with Store.open(path) as store:
        asyncio.run(played(store, "e1"))
    path.chmod(0o444)
    shared.chmod(0o555 if folder_too else 0o777)

    def as_nobody(work: Callable[[], int]) -> Callable[[], int]:
        def low() -> int:
            if os.getuid() == 0:
                os.setuid(NOBODY)
            return work()

        return low

    def reads() -> int:
        with Store.open(path, create=False, write=False) as store:
            return len(store.episode("e1").dialogue.turns)

    def writes() -> int:
        Store.open(path).close()
        return 0

    assert in_a_child(as_nobody(writes)) == 5
    assert "society.db may be read but not written" in capfd.readouterr().err
    assert in_a_child(as_nobody(reads)) == 4


def overwritten(path: Path, at: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * size)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(lambda path: overwritten(path, 0, 16), "is not a database", id="header"),
        pytest.param(lambda path: overwritten(path, 4096 * 3, 4096), "is damaged", id="page"),
        pytest.param(lambda path: os.truncate(path, 4096 * 20 + 7), "is damaged", id="truncated"),
    ],
)
def test_a_damaged_file_is_refused_untouched_and_told_how_to_recover(
    path: Path, damage: Callable[[Path], None], words: str
) -> None:
    with Store.open(path) as store:
        asyncio.run(played(store, "e1", 20))
    damage(path)
    before = path.read_bytes()

    for writes in (True, False):
        with pytest.raises(StoreError, match=words) as refused:
            Store.open(path, write=writes)
        assert ".recover" in refused.value.hint

    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_that_another_program_holds_is_refused_after_the_wait(path: Path) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(StoreError, match=r"society\.db is locked by another program"):
            Store.open(path, busy=0.1)


async def test_a_lock_that_comes_later_stops_the_dialogue_but_the_reply_comes_in_after_all(
    path: Path,
) -> None:
    with Store.open(path, busy=0.1) as store, closing(sqlite3.connect(path)) as other:
        with pytest.raises(StoreError) as refused:
            await locked_at(store, other, turn=1)
        assert refused.value.exit == 5
        assert "is locked by another program" in refused.value.message
        (spilled,) = waiting(path)
        assert spilled.name in refused.value.hint

    with Store.open(path) as store:
        assert waiting(path) == []
        assert [turn.index for turn in store.episode("e1").dialogue.turns] == [0, 1]
        assert store.episode("e1").judgements[-1].turn == 1
        assert len(store.attempts("e1")) == 4


async def locked_at(store: Store, other: sqlite3.Connection, *, turn: int) -> None:
    """Play while another program takes the lock after one of the turns."""
    async for event in record(store, paper.told(paper.play("e1", 4))):
        if isinstance(event, Spoke) and event.turn.index == turn:
            other.execute("BEGIN IMMEDIATE")


async def test_what_was_spilled_comes_in_once(path: Path) -> None:
    with (
        Store.open(path, busy=0.1) as store,
        closing(sqlite3.connect(path)) as other,
        pytest.raises(StoreError),
    ):
        await locked_at(store, other, turn=0)
    (spilled,) = waiting(path)
    kept = spilled.read_bytes()

    Store.open(path).close()
    spilled.write_bytes(kept)
    with Store.open(path) as store:
        assert waiting(path) == []
        assert len(store.episode("e1").dialogue.turns) == 1
        assert len(store.attempts("e1")) == 2


async def test_a_spilled_turn_that_was_played_anew_meanwhile_leaves_only_its_bill(
    path: Path,
) -> None:
    spoken = paper.turn(0, "the reply that was paid but not stored", calls=("lost",))
    with Store.open(path, busy=0.1) as store:
        await played(store, "e1", 0, ends=False)
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            paid = write("keep call", call_row("e1", paper.attempt("lost"), None))
            with pytest.raises(StoreError):
                await store.write(paid, write("add turn", turn_row("e1", spoken)))
    hidden = path.with_name("hidden")
    waiting(path)[0].rename(hidden)
    with Store.open(path) as store:
        events = paper.play("e1", 1, ends=False)
        _ = [event async for event in record(store, paper.told(events))]

    hidden.rename(path.with_name(f"{path.name}-spill-1.json"))
    with Store.open(path) as store:
        assert store.episode("e1").dialogue.last.text == "Turn 0: what about 30?"
        assert "lost" in {each.call for each in store.attempts("e1")}


def test_a_spill_of_a_dialogue_that_is_not_there_is_set_aside_not_lost(path: Path) -> None:
    Store.open(path).close()
    stray = path.with_name(f"{path.name}-spill-2.json")
    row = {"episode_id": "e9", "seq": 0, "scope": "turn", "role": "a", "value": 1, "parts": "{}"}
    stray.write_text(json.dumps([[["put reward", [row], ""]]]), encoding="utf-8")

    Store.open(path).close()

    assert not stray.exists()
    assert stray.with_suffix(".unplaced").exists()


@pytest.mark.parametrize("ending", ["", "-wal"], ids=["file", "log"])
async def test_a_file_pulled_away_while_in_use_is_noticed(path: Path, ending: str) -> None:
    with Store.open(path) as store:
        await played(store, "e1")
        beside(path, ending).rename(path.with_name("elsewhere"))

        with pytest.raises(StoreError, match="was moved or deleted while society was writing"):
            await played(store, "e2")


async def test_a_log_left_by_a_killed_process_is_read_by_all(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        await played(store, "e1")
        left = tmp_path / "left.db"
        for ending in ("", "-wal"):
            shutil.copy(beside(path, ending), beside(left, ending))

    with Store.open(left, write=False) as reading:
        assert len(reading.episode("e1").dialogue.turns) == 4
    with Store.open(left) as store:
        assert len(store.episode("e1").dialogue.turns) == 4


@pytest.mark.parametrize("target", ["postgresql://host/db", "mysql://host/db"])
def test_a_url_of_another_kind_is_refused_in_words(target: str) -> None:
    with pytest.raises(StoreError, match="a database of kind"):
        Store.open(target)


def test_a_missing_file_is_not_made_by_who_only_reads(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database at"):
        Store.open(path, create=False)

    assert not path.exists()


def test_a_folder_in_the_way_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Store.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(tmp_path / "file" / "deeper" / "society.db")
