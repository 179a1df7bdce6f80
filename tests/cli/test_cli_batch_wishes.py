"""`society batches --pause, --go, --stop`: what a person wishes of a batch, from any shell."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from society.cli.batch.wishes import ended, told
from society.cli.root import outcome
from society.store.store import Store
from society.store.wishes import Wishes, wishes
from tests.tui import night

PLAYS = "from society.store.lease import Holder; print(Holder.here('0').owner, flush=True); input()"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
async def db(tmp_path: Path) -> str:
    """A store with a batch that nobody plays."""
    with Store.open(tmp_path / "x.db") as store:
        await night.put(store, "night", 3, "2026-11-22T12:00:00+00:00")
    return str(tmp_path / "x.db")


def kept(db: str) -> Wishes:
    with Store.open(db, create=False, write=False) as store:
        return wishes(store, "night")


def test_a_batch_is_paused_goes_on_and_is_stopped(db: str, capsys: Captured) -> None:
    found = []
    for wish in ("--pause", "--go", "--stop"):
        assert outcome(["batches", wish, "night", "--db", db]) == 0
        found.append((kept(db).paused, kept(db).stop))

    assert found == [(True, False), (False, False), (False, True)]
    assert "no dialogue of it is being played" in capsys.readouterr().err


def test_a_wish_is_told_as_one_json_document(db: str, capsys: Captured) -> None:
    assert outcome(["batches", "--pause", "night", "--json", "--db", db]) == 0

    done: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert done["batch"] == "night"
    assert done["wished"]["paused"] is True
    assert (done["told"], done["played_by"]) == (0, [])


def test_pausing_leaves_what_else_was_wished(db: str) -> None:
    outcome(["batches", "--stop", "night", "--db", db])
    outcome(["batches", "--pause", "night", "--db", db])

    assert kept(db) == Wishes(paused=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--pause", "nihgt"], "did you mean night?", id="a slip"),
        pytest.param(["--stop", "x'); DROP TABLE meta;--"], "no batch is called", id="an attack"),
        pytest.param(["--pause", "night", "--stop", "night"], "cannot both", id="two wishes"),
    ],
)
def test_what_cannot_be_wished_is_refused(
    db: str, words: list[str], said: str, capsys: Captured
) -> None:
    assert outcome(["batches", *words, "--db", db]) == 2

    assert said in capsys.readouterr().err
    assert kept(db) == Wishes()


def test_no_database_has_no_batch(capsys: Captured) -> None:
    assert outcome(["batches", "--pause", "night"]) == 2

    assert "no batch is called 'night'" in capsys.readouterr().err


def test_only_living_processes_are_told_and_never_this_one() -> None:
    heard: list[tuple[int, int]] = []

    def kill(pid: int, number: int) -> None:
        if pid == 8:
            raise ProcessLookupError
        heard.append((pid, number))

    count = ended([9, 8, 9, os.getpid()], kill)

    assert (count, heard) == (1, [(9, signal.SIGTERM)])


def test_a_stop_tells_the_processes_here_that_play_and_names_all(tmp_path: Path) -> None:
    path, heard = tmp_path / "x.db", list[tuple[int, int]]()
    asyncio.run(night.many(path))
    with Popen([sys.executable, "-c", PLAYS], stdin=PIPE, stdout=PIPE, text=True) as player:
        assert player.stdout is not None
        night.hold(path, "c5", player.stdout.readline().strip())

        done = told(str(path), "stop", "night", kill=lambda *sent: heard.append(sent))
        player.communicate("end")

    assert heard == [(player.pid, signal.SIGTERM)]
    assert done["told"] == 1
    assert len(done["played_by"]) == 2
