"""`society db check`: sound, damaged, spilled beside, on a network folder."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from society.domain.errors import StoreError
from society.store.health import examine, filesystem, vacuum
from society.store.record import record
from society.store.schema import SHIPPED
from society.store.store import Store
from tests.store import paper


@pytest.fixture
def filled(path: Path) -> Path:
    async def play(store: Store) -> None:
        for name in ("e1", "e2"):
            _ = [event async for event in record(store, paper.told(paper.play(name)))]

    with Store.open(path) as store:
        asyncio.run(play(store))
    return path


def test_a_sound_file_is_counted(filled: Path) -> None:
    found = examine(filled)

    assert found.problems == ()
    assert found.migration == SHIPPED.chain[-1]
    assert (found.counts["episode"], found.counts["turn"], found.counts["call"]) == (2, 8, 16)


def test_a_row_that_refers_to_nothing_is_a_problem(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        db.execute("UPDATE reward SET seq = 99 WHERE seq = 0 AND episode_id = 'e1'")
        db.commit()

    assert examine(filled).problems == ("row 1 of reward refers to a turn that is not there",)


def test_a_damaged_file_is_a_problem(filled: Path) -> None:
    with filled.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"\xa5" * 4096)

    with pytest.raises(StoreError, match="is damaged"):
        Store.open(filled)
    assert problems_or_refusal(filled)


def problems_or_refusal(path: Path) -> bool:
    try:
        return bool(examine(path).problems)
    except StoreError as refused:
        return "damaged" in refused.message


def test_what_waits_beside_is_noted(filled: Path) -> None:
    filled.with_name(f"{filled.name}-spill-1.json").write_text("[]")
    filled.with_name(f"{filled.name}-spill-2.unplaced").write_text("[]")

    notes = " ".join(examine(filled).notes)

    assert "spill-1.json waits to be taken in" in notes
    assert "spill-2.unplaced holds requests" in notes


def test_a_file_made_smaller_keeps_everything(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DELETE FROM judgement")
        db.commit()

    before, after = vacuum(filled)

    assert after <= before
    with Store.open(filled, write=False) as store:
        assert len(store.episode("e1").dialogue.turns) == 4


def test_a_foreign_file_is_not_made_smaller(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="of another program"):
        vacuum(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("where", "kind"),
    [("/home/ann/a.db", "ext4"), ("/net/my disk/a.db", "nfs4"), ("/a.db", "ext4")],
)
def test_the_kind_of_disk_is_read_from_the_mounts(tmp_path: Path, where: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda / ext4 rw 0 0\nhost:/x /net/my\\040disk nfs4 rw 0 0\n")

    assert filesystem(Path(where), mounts=mounts) == kind


def test_a_system_without_a_list_of_mounts_says_nothing(tmp_path: Path) -> None:
    assert filesystem(tmp_path, mounts=tmp_path / "none") == ""
