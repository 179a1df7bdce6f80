"""The schema: made, migrated, refused; and what it refuses whoever writes."""

import random
import re
import shutil
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from society.domain.errors import StoreError
from society.store.beginning import beginning
from society.store.connect import beside, connect
from society.store.migrate import forward
from society.store.rows import judgement_row
from society.store.schema import SHIPPED, Schema
from society.store.statements import write
from society.store.store import Store
from society.store.tables import METADATA
from society.store.turn_rows import turn_row
from tests.store import paper
from tests.store.nursery import nursery

NEXT = '''
"""A migration of a later release: rebuild a table, fill a column, go on."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "m999_next", "LAST"
def upgrade() -> None:
    with op.batch_alter_table("turn") as table:
        table.add_column(sa.Column("seconds", sa.Float(), nullable=False, server_default="0"))
    op.execute("UPDATE turn SET seconds = 1.5")
    op.create_table("league", sa.Column("id", sa.String(), primary_key=True))
'''.replace("LAST", SHIPPED.chain[-1])

RELEASE = Path(__file__).parent / "releases" / "0.1.0.sql"
GROW = """
    WITH RECURSIVE count(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM count WHERE n < 1995)
    INSERT INTO turn SELECT episode_id, n, role, text, action, player, planned, flags, standing,
        calls, raw FROM turn, count WHERE episode_id = 'e2' AND seq = 1;
"""


def shape(path: Path) -> dict[str, object]:
    """Every table with its columns, keys and constraints, in whatever order they were added."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = None
        found: dict[str, object] = {}
        for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
            found[name] = sql
            if kind == "table":
                columns = {row[1:] for row in db.execute(f"PRAGMA table_info('{name}')")}
                refers = {row[2:] for row in db.execute(f"PRAGMA foreign_key_list('{name}')")}
                found[name] = (columns, refers, set(re.findall(r"CHECK \(.*\)", sql)))
        return found


def objects(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute("SELECT name, sql FROM sqlite_master"))


@pytest.fixture
def later(tmp_path: Path) -> Schema:
    """The schema of a release after this one."""
    folder = tmp_path / "migrations"
    shutil.copytree(SHIPPED.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "m999_next.py").write_text(NEXT, encoding="utf-8")
    return Schema(folder, (*SHIPPED.chain, "m999_next"))


@pytest.fixture
def release_0_1_0(path: Path) -> Path:
    """A file as release 0.1.0 made it, one of its dialogues grown long."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(RELEASE.read_text(encoding="utf-8"))
        db.executescript(GROW)
    return path


def test_a_new_file_has_exactly_the_schema_that_migrations_make(tmp_path: Path) -> None:
    Store.open(tmp_path / "made.db").close()
    forward(tmp_path / "migrated.db", folder=SHIPPED.folder)

    assert shape(tmp_path / "made.db") == shape(tmp_path / "migrated.db")


def test_the_first_migration_still_makes_what_release_0_1_0_shipped(
    release_0_1_0: Path, tmp_path: Path
) -> None:
    forward(tmp_path / "made.db", folder=SHIPPED.folder, target="m001_dialogues")

    assert objects(tmp_path / "made.db") == objects(release_0_1_0)


def test_the_chain_that_the_code_knows_is_the_one_in_the_folder() -> None:
    script = ScriptDirectory(str(SHIPPED.folder))

    found = [str(each.revision) for each in script.iterate_revisions("head", "base")]

    assert tuple(reversed(found)) == SHIPPED.chain


def test_many_may_open_the_same_new_file_at_once(path: Path) -> None:
    together = threading.Barrier(8)

    def open_it(_: int) -> None:
        together.wait()
        Store.open(path).close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_it, range(8)))

    assert counted(path, "alembic_version") == 1


def test_a_new_file_is_opened_as_soon_as_another_is_done_with_it(path: Path) -> None:
    """SQLite refuses at once to log ahead in a file that another has begun to write."""
    with closing(connect(path, mode="rwc")) as other:
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.2, other.execute, ["ROLLBACK"])
        done.start()
        Store.open(path).close()
        done.join()

    assert counted(path, "alembic_version") == 1


def test_a_new_file_that_another_keeps_is_given_up_in_words(path: Path) -> None:
    with closing(connect(path, mode="rwc")) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="is locked by another program"):
            Store.open(path, busy=0.1)


def test_the_tables_are_plain_enough_for_postgres() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

    told = [str(CreateTable(table).compile(dialect=dialect)) for table in METADATA.sorted_tables]
    told += [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in METADATA.sorted_tables
        for index in table.indexes
    ]

    assert len(told) > len(METADATA.tables)


def test_an_older_file_is_copied_then_moved_forward(release_0_1_0: Path, later: Schema) -> None:
    before = objects(release_0_1_0)

    with Store.open(release_0_1_0, schema=later) as store:
        assert store.episode("e1").dialogue.game == paper.game()
        assert len(store.episode("e1").dialogue.turns) == 4

    copy = beside(release_0_1_0, ".m001_dialogues.bak")
    assert objects(copy) == before
    assert "league" in objects(release_0_1_0)
    assert counted(release_0_1_0, "turn WHERE seconds = 1.5") == 2000
    assert counted(copy, "turn") == 2000


def test_opening_a_migrated_file_again_leaves_it_alone(release_0_1_0: Path, later: Schema) -> None:
    Store.open(release_0_1_0, schema=later).close()
    beside(release_0_1_0, ".m001_dialogues.bak").unlink()

    Store.open(release_0_1_0, schema=later).close()

    assert not beside(release_0_1_0, ".m001_dialogues.bak").exists()


def test_a_migration_that_breaks_leaves_the_old_file(release_0_1_0: Path, later: Schema) -> None:
    broken = NEXT + "    raise ZeroDivisionError('half way')\n"
    (later.folder / "versions" / "m999_next.py").write_text(broken, encoding="utf-8")
    before = objects(release_0_1_0)

    with pytest.raises(ZeroDivisionError):
        Store.open(release_0_1_0, schema=later)

    assert objects(release_0_1_0) == before
    with Store.open(release_0_1_0) as store:
        assert store.unfinished() == ["e2"]


def test_a_newer_file_is_refused_untouched(release_0_1_0: Path, later: Schema) -> None:
    Store.open(release_0_1_0, schema=later).close()
    before = release_0_1_0.read_bytes()

    with pytest.raises(StoreError) as refused:
        Store.open(release_0_1_0)

    assert str(refused.value) == (
        "society.db was made by a newer society: it has migration 'm999_next'\n"
        "  upgrade dialogue-society, or choose another file with --db"
    )
    assert refused.value.exit == 5
    assert release_0_1_0.read_bytes() == before


def test_a_file_of_another_program_is_refused_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="is a database of another program"):
        Store.open(path)

    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "trap",
    [
        "CREATE TRIGGER t AFTER INSERT ON turn BEGIN DELETE FROM turn; END",
        "CREATE VIEW v AS SELECT * FROM turn",
    ],
)
def test_a_file_with_a_trap_in_it_is_refused(path: Path, trap: str) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(trap)

    with pytest.raises(StoreError, match="that society did not make"):
        Store.open(path)


def test_a_kill_in_the_middle_of_a_migration_leaves_old_or_new(
    release_0_1_0: Path, later: Schema, tmp_path: Path
) -> None:
    chance, original = random.Random(7), release_0_1_0.read_bytes()
    seen = []
    with nursery() as children:
        for round_ in range(12):
            path = tmp_path / f"kill{round_}.db"
            path.write_bytes(original)
            children.start("migrate", path, folder=str(later.folder), chain=later.chain)
            assert children.line() == "begins"
            spin(chance.uniform(0.0, 0.3))
            children.kill()
            children.rest()
            seen.append(tells_old_or_new(path))

    assert set(seen) <= {"old", "new"}
    Store.open(path, schema=later).close()
    assert tells_old_or_new(path) == "new"


def spin(seconds: float) -> None:
    """Let an instant pass that no clock tick rounds."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


def tells_old_or_new(path: Path) -> str:
    found = objects(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        version = db.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    new = "league" in found
    assert ("seconds" in found["turn"]) is new
    assert version == ("m999_next" if new else "m001_dialogues")
    assert not [name for name in found if "alembic_tmp" in name]
    assert counted(path, "turn") == 2000
    return "new" if new else "old"


def counted(path: Path, what: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


@pytest.mark.parametrize(
    ("score", "unscored"),
    [
        pytest.param(1.5, "", id="above one"),
        pytest.param(-0.1, "", id="below zero"),
        pytest.param(float("nan"), "", id="not a number"),
        pytest.param("abc", "", id="a word"),
        pytest.param(None, "", id="nothing, for no reason"),
        pytest.param(0.5, "timeout", id="a score and a reason for none"),
    ],
)
async def test_no_score_gets_in_that_is_none(store: Store, score: Any, unscored: str) -> None:
    row = {**judgement_row("e1", paper.judgement(0, calls=())), "score": score}
    await store.write(*beginning("e1", paper.game(), paper.provenance()))
    await store.write(write("add turn", turn_row("e1", paper.turn(0))))

    with pytest.raises(StoreError, match="CHECK constraint failed"):
        await store.write(write("add judgement", {**row, "unscored": unscored}))


async def test_a_judgement_of_a_turn_that_is_not_there_is_refused(store: Store) -> None:
    await store.write(*beginning("e1", paper.game(), paper.provenance()))

    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await store.write(write("add judgement", judgement_row("e1", paper.judgement(3))))


@pytest.mark.parametrize("value", [float("inf"), float("nan"), None])
async def test_no_reward_gets_in_that_is_not_finite(store: Store, value: Any) -> None:
    row = {"episode_id": "e1", "seq": 0, "scope": "turn", "role": "a", "value": value, "parts": ""}
    await store.write(*beginning("e1", paper.game(), paper.provenance()))
    await store.write(write("add turn", turn_row("e1", paper.turn(0))))

    with pytest.raises(StoreError, match="refused a row"):
        await store.write(write("put reward", row))
