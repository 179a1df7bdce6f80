"""kill -9 at any instant: no turn that was told is lost, none is doubled, the file is sound."""

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from society.store.store import Store
from tests.store.nursery import Nursery, nursery

TURNS = 12
NAMES = ["a", "b", "c", "d"]


def test_thirty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    assert kill_and_resume(tmp_path, kills=30, seed=7) >= 30


@pytest.mark.long
def test_two_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    assert kill_and_resume(tmp_path, kills=200, seed=11) >= 200


def kill_and_resume(folder: Path, *, kills: int, seed: int) -> int:
    """Play four dialogues at a time to their end, killed on the way; how often that was."""
    chance, killed = random.Random(seed), 0
    with nursery() as children:
        for file in range(kills):
            path, told = folder / f"{file}.db", set[tuple[str, int]]()
            while not (ended := play_on(children, path, told, chance, may_kill=killed < kills)):
                killed += 1
                sound(path, told)
            assert ended
            complete(path)
            if killed >= kills:
                return killed
    return killed


def play_on(
    children: Nursery,
    path: Path,
    told: set[tuple[str, int]],
    chance: random.Random,
    *,
    may_kill: bool,
) -> bool:
    """Play until the end (True) or until killed (False), noting every turn that was told."""
    children.start("play", path, names=NAMES, turns=TURNS)
    if may_kill:
        for _ in range(chance.randrange(14)):
            if (line := children.line()) == "done":
                children.rest()
                return True
            note(line, told)
        spin(chance.uniform(0, 0.004))
        children.kill()
    for line in children.rest():
        note(line, told)
    return not may_kill or finished(path)


def note(line: str, told: set[tuple[str, int]]) -> None:
    _, name, turn = line.split()
    assert (name, int(turn)) not in told, "a turn was told twice"
    told.add((name, int(turn)))


def spin(seconds: float) -> None:
    """Let an instant pass that no clock tick rounds."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


def finished(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return False
    with Store.open(path, write=False) as store:
        return {row.id for row in store.episodes(status="done")} == set(NAMES)


def sound(path: Path, told: set[tuple[str, int]]) -> None:
    """What was told is stored, without a gap, each turn with its request."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'turn'").fetchone():
            assert not told
            return
        stored = set(db.execute("SELECT episode_id, seq FROM turn"))
        unasked = db.execute(
            "SELECT count(*) FROM turn WHERE NOT EXISTS (SELECT 1 FROM call "
            "WHERE call_id = episode_id || '-speak-' || seq)"
        ).fetchone()[0]
    assert told <= stored
    assert unasked == 0
    for name in NAMES:
        turns = sorted(seq for episode, seq in stored if episode == name)
        assert turns == list(range(len(turns)))


def complete(path: Path) -> None:
    """Every dialogue is whole: each turn once, each paid once, each settled."""
    with Store.open(path, write=False) as store:
        assert {row.id: row.status for row in store.episodes()} == dict.fromkeys(NAMES, "done")
        for name in NAMES:
            episode = store.episode(name)
            assert [turn.index for turn in episode.dialogue.turns] == list(range(TURNS))
            assert episode.outcome is not None
        assert len(store.strategies()) == len(NAMES)
