"""A dialogue of thousands of turns in a batch: it costs as much more as it is longer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from society.batch.runner import Batch
from society.casting import Job, Table
from society.domain.episode import Provenance
from society.domain.events import Ended, Event
from society.play.bench import Bench
from society.scenario.draw import draw
from society.scenario.load import load
from society.store.store import Store
from tests.batch.talkers import RUN, TALK, Talker, at_once

TEXT = len("line 1234")
MOST = 1300
"""Bytes of a turn and its call, beyond its words."""


def seat(job: Job, turns: int) -> Table:
    game = draw(load(TALK, overrides={"turns.max": turns}), seed=1)
    talker = Talker(0, at_once)
    return Table(
        game=game,
        bench=Bench(players={"a": talker, "b": talker}),
        provenance=Provenance(scenario="talk"),
        scenario_text="",
    )


async def played(path: Path, turns: int) -> list[Event]:
    with Store.open(path) as store:
        batch = Batch(
            name="long",
            todo=iter([("d", Job(scenario="talk"))]),
            seat=lambda job: seat(job, turns),
            store=store,
            run=RUN,
            slots=1,
        )
        return [event async for event in batch.play() if isinstance(event, Ended)]


def size(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.execute("VACUUM")
    return path.stat().st_size


async def grows_evenly(folder: Path, turns: int) -> None:
    short, long = folder / "short.db", folder / "long.db"
    await played(short, turns // 10)
    ended = await played(long, turns)

    assert len(ended) == 1
    with closing(sqlite3.connect(long)) as db:
        assert db.execute("SELECT count(*), max(seq) FROM turn").fetchone() == (turns, turns - 1)
    a_turn = (size(long) - size(short)) / (turns - turns // 10)
    assert a_turn <= MOST + TEXT


async def test_a_thousand_turns_are_kept_in_a_size_that_grows_with_them(tmp_path: Path) -> None:
    await grows_evenly(tmp_path, 1000)


@pytest.mark.long
async def test_ten_thousand_turns_are_kept_in_a_size_that_grows_with_them(tmp_path: Path) -> None:
    await grows_evenly(tmp_path, 10_000)
