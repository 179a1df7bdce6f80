"""However a process ends, nothing stored is lost or doubled, and at most the call in flight is paid
again."""

import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from society.store.store import Store

CHILD = Path(__file__).parent / "talking_child.py"
TURNS = 40


class Talkers:
    """Processes that talk, one after the other."""

    def __init__(self) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def talk(self, folder: Path, kill_after: float | None) -> bool:
        """Let one talk, kill it after some seconds of talking. Whether it came to the end."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.write(f"{folder}\n")
        self._mother.stdin.flush()
        heard, pid = set[str](), 0
        while "gone" not in heard:
            heard.add(line := self._mother.stdout.readline().strip())
            assert line, "the talkers are gone"
            pid = int(line.split()[1]) if line.startswith("pid") else pid
            if pid and "talking" in heard and kill_after is not None:
                select.select([], [], [], kill_after)
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                kill_after = None
        return "over" in heard

    def close(self) -> None:
        self._mother.communicate()


@pytest.fixture
def talkers() -> Iterator[Talkers]:
    talking = Talkers()
    yield talking
    talking.close()


def survive(talkers: Talkers, folder: Path, chance: random.Random, kills: int) -> tuple[int, int]:
    """Talk to the end with so many kills at random instants; kills that struck, calls repeated."""
    struck = 0
    for _ in range(kills):
        if talkers.talk(folder, chance.uniform(0.0, 0.4)):
            break
        struck += 1
    else:
        assert talkers.talk(folder, None)
    whole(folder)
    bill = Counter((folder / "bill").read_text().splitlines())
    assert set(bill) == {f"{what} {at}" for what in ("turn", "judge") for at in range(TURNS)}
    return struck, sum(bill.values()) - len(bill)


def whole(folder: Path) -> None:
    """Every turn, judgement and reward is there once, in order, and the file is sound."""
    with Store.open(folder / "talk.db", write=False) as store:
        episode = store.episode("talk")
    assert episode.status == "done"
    assert [turn.index for turn in episode.dialogue.turns] == list(range(TURNS))
    assert [turn.text for turn in episode.dialogue.turns] == [
        f"line {at} of the talk" for at in range(TURNS)
    ]
    assert sorted(said.turn or 0 for said in episode.judgements) == list(range(TURNS))
    paid = [each.turn for each in episode.rewards if each.scope == "turn"]
    assert sorted(paid) == list(range(TURNS))
    with sqlite3.connect(folder / "talk.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM turn").fetchone() == (TURNS,)
        assert db.execute("SELECT count(*) FROM judgement").fetchone() == (TURNS,)
    db.close()


def killed_often(talkers: Talkers, folder: Path, *, kills: int, seed: int) -> None:
    chance, struck, repeated, runs = random.Random(seed), 0, 0, 0
    while struck < kills:
        runs += 1
        (here := folder / str(runs)).mkdir()
        hits, again = survive(talkers, here, chance, 4)
        struck, repeated = struck + hits, repeated + again
        assert again <= hits, "a kill costs at most the call in flight"
    print(f"{struck} kills in {runs} dialogues: 0 lost, 0 doubled, {repeated} calls repeated")


def test_thirty_kills_lose_nothing_and_double_nothing(talkers: Talkers, tmp_path: Path) -> None:
    killed_often(talkers, tmp_path, kills=30, seed=11)


@pytest.mark.long
def test_two_hundred_kills_lose_nothing_and_double_nothing(
    talkers: Talkers, tmp_path: Path
) -> None:
    killed_often(talkers, tmp_path, kills=200, seed=12)
