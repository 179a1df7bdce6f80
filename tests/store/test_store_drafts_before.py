"""Drafts of files and of spills that an earlier release wrote."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from society.domain.dialogue import Draft
from society.domain.errors import StoreError
from society.store.migrate import forward
from society.store.record import record
from society.store.schema import SHIPPED
from society.store.spill import waiting
from society.store.statements import apply, write
from society.store.store import Store
from society.store.turn_rows import draft_row
from tests.store import paper

NEW = {"turn": ("searched",), "draft": ("prior", "above", "role", "calls")}
"""The columns that files of the release before do not have."""


@pytest.fixture
def before(path: Path) -> Path:
    """A file with the schema of the release before, a dialogue with drafts in it."""
    forward(path, folder=SHIPPED.folder, target="m003_trust")
    with Store.open(path.with_name("now.db")) as now, closing(sqlite3.connect(path)) as db:
        writes_of_the_release_before(now, db)
        db.commit()
    return path


def writes_of_the_release_before(now: Store, db: sqlite3.Connection) -> None:
    """The rows of a dialogue played today, without the columns that there were not."""
    asyncio.run(play(now))
    for table in ("body", "episode", "turn", "draft"):
        with closing(sqlite3.connect(now.path)) as source:
            source.row_factory = sqlite3.Row
            found = [dict(row) for row in source.execute(f"SELECT * FROM {table}")]
        for row in found:
            kept = {name: row[name] for name in row if name not in NEW.get(table, ())}
            places = ", ".join(f":{name}" for name in kept)
            db.execute(f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({places})", kept)


async def play(store: Store) -> None:
    _ = [event async for event in record(store, paper.told(paper.play()))]


def test_drafts_of_the_release_before_keep_their_words_and_say_nothing_new(before: Path) -> None:
    with Store.open(before) as store:
        turns = store.episode("e1").dialogue.turns

    assert [turn.drafts for turn in turns] == [(Draft(text="or else?"),)] * 4
    assert [turn.searched for turn in turns] == [None] * 4


def test_after_the_migration_a_draft_may_come_before_its_turn_but_not_before_its_dialogue(
    before: Path,
) -> None:
    Store.open(before).close()
    early = [write("add draft", draft_row("e1", 4, 0, Draft(text="early")))]
    stray = [write("add draft", draft_row("e9", 0, 0, Draft(text="stray")))]

    with closing(sqlite3.connect(before)) as db:
        db.execute("PRAGMA foreign_keys=ON")
        apply(db, early)
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            apply(db, stray)


async def locked_out(store: Store, other: sqlite3.Connection) -> None:
    """Play until another program takes the lock, once a turn is paid."""
    async for event in record(store, paper.told(paper.play())):
        if event.kind == "paid":
            other.execute("BEGIN IMMEDIATE")


async def test_a_turn_that_an_earlier_release_spilled_still_comes_in(path: Path) -> None:
    with (
        Store.open(path, busy=0.1) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        pytest.raises(StoreError),
    ):
        await locked_out(store, other)
    (spilled,) = waiting(path)
    jobs = json.loads(spilled.read_text(encoding="utf-8"))
    told = [(name, row) for job in jobs for name, found, _ in job for row in found]
    for name, row in told:
        for column in NEW.get(name.removeprefix("add "), ()):
            del row[column]
    spilled.write_text(json.dumps(jobs), encoding="utf-8")

    with Store.open(path) as store:
        turns = store.episode("e1").dialogue.turns

    assert {"add turn", "add draft"} <= {name for name, _ in told}
    assert [turn.drafts for turn in turns] == [(Draft(text="or else?"),)] * 2
