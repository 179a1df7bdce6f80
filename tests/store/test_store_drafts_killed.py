"""kill -9 at any instant of a search: what was told is kept, and what is kept is on the bill."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

from society.store.store import Store, exists
from tests.store.nursery import Nursery, nursery
from tests.store.test_store_kill import spin

SAMPLES, KILLS = 24, 15


def test_fifteen_kills_lose_no_sample_that_was_told_and_pay_none_twice(tmp_path: Path) -> None:
    chance, killed, file = random.Random(5), 0, 0
    with nursery() as children:
        while killed < KILLS:
            file += 1
            killed += kills_until_it_was_said(children, tmp_path / f"{file}.db", chance)


def kills_until_it_was_said(children: Nursery, path: Path, chance: random.Random) -> int:
    """Let one turn be thought over, killed on the way, to its end; how often that was."""
    told = set[int]()
    killed = 0
    while thinks(children, path, told, chance):
        killed += 1
        if not kept(path, told):
            break
    thinks(children, path, told, None)
    complete(path)
    return killed


def thinks(children: Nursery, path: Path, told: set[int], chance: random.Random | None) -> bool:
    """Whether it was killed before it came to its end; `told` grows by what it told."""
    children.start("think", path, samples=SAMPLES)
    if chance is not None:
        for _ in range(chance.randrange(1, 12)):
            if (line := children.line()) == "done":
                children.rest()
                return False
            note(line, told)
        spin(chance.uniform(0, 0.004))
        children.kill()
    for line in children.rest():
        note(line, told)
    return chance is not None


def note(line: str, told: set[int]) -> None:
    n = int(line.removeprefix("sampled "))
    assert n not in told, "what was sampled and told is not sampled again"
    told.add(n)


def kept(path: Path, told: set[int]) -> bool:
    """Whether it was not said yet; then all that was told is there, each with its call."""
    if not exists(path):
        assert not told
        return True
    with closing(sqlite3.connect(path)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'turn'").fetchone():
            assert not told
            return True
        if db.execute("SELECT count(*) FROM turn").fetchone() != (0,):
            return False
        drafts = db.execute("SELECT n, calls FROM draft ORDER BY n").fetchall()
        calls = {f'["{call}"]' for (call,) in db.execute("SELECT call_id FROM call")}
    assert [n for n, _ in drafts] == list(range(len(drafts)))
    assert told <= {n for n, _ in drafts}
    assert {made for _, made in drafts} == calls, "a sample and its call are one transaction"
    return True


def complete(path: Path) -> None:
    """Every sample stands with the turn, and each was paid for once."""
    with Store.open(path, write=False) as store:
        (turn,) = store.episode("e1").dialogue.turns
        calls = [each.call for each in store.attempts("e1")]
    assert [each.text for each in turn.drafts] == [f"sample {n}" for n in range(SAMPLES)]
    assert [call for each in turn.drafts for call in each.calls] == calls
