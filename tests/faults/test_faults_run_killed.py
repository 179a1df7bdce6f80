"""`society run` with the embedded model, killed in the middle, and `society resume`."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from society.store.store import Store

WORDS = ["--jsonl", "--judge", "deal", "--judge", "brevity", "--seed", "7", "--set", "turns.max=6"]


def society(*words: str) -> list[str]:
    return [sys.executable, "-m", "society", *words]


@pytest.mark.embedded
def test_a_killed_run_goes_on_and_asks_nothing_twice(tmp_path: Path) -> None:
    db = str(tmp_path / "killed.db")
    running = subprocess.Popen(
        society("run", "market/used_bike", *WORDS, "--db", db), stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    spoken = 0
    for line in running.stdout:
        spoken += json.loads(line)["kind"] == "spoke"
        if spoken == 3:
            os.kill(running.pid, signal.SIGKILL)
            break
    running.stdout.close()
    running.wait()
    with Store.open(db, write=False) as store:
        (waiting,) = store.unfinished()
        before = store.episode(waiting)

    ended = subprocess.run(society("resume", "--db", db, "--quiet"), capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    with Store.open(db, write=False) as store:
        after = store.episode(waiting)
        calls = [each.call for each in store.attempts(waiting)]
    assert after.status == "done"
    assert after.outcome is not None
    assert after.dialogue.turns[: len(before.dialogue.turns)] == before.dialogue.turns
    assert [turn.index for turn in after.dialogue.turns] == list(range(len(after.dialogue.turns)))
    assert len(calls) == len(set(calls))
    again = subprocess.run(society("resume", "--db", db), capture_output=True, text=True)
    assert (again.returncode, again.stdout) == (0, "")
    assert "nothing to resume" in again.stderr
