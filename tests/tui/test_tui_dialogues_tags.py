"""What is done with listed dialogues: marks, stars, tags, the trash and back, and where they go."""

import asyncio
from pathlib import Path
from shutil import copy

import pytest

from society.store.store import Store
from tests.tui import archive
from tests.tui.archive import Heard, opened, pressed
from tests.tui.look import look


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a few dialogues."""
    path = tmp_path_factory.mktemp("few") / "few.db"
    asyncio.run(archive.branches(path))
    return path


@pytest.fixture
def few(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(copy(made, tmp_path / "few.db"))


def tagged(db: Path, episode: str) -> tuple[str, ...]:
    with Store.open(db, write=False) as store:
        return store.episode(episode).tags


async def test_a_star_is_put_on_and_taken_off(tmp_path: Path, few: Path) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pressed(pilot, "asterisk")
        first = tagged(few, "bead00bead")
        assert "★ bead00bead" in look(studio)
        await pressed(pilot, "asterisk")

    assert (first, tagged(few, "bead00bead")) == (("favourite",), ())


async def test_tags_are_typed_and_taken_back(tmp_path: Path, few: Path) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pressed(pilot, "j", "space", "space", "T")
        assert "Tag 2 dialogues" in look(studio)
        await pressed(pilot, *"-good nice", "enter")
        both = tagged(few, "50f750f750"), tagged(few, "f1f1f1f1f1")
        await pressed(pilot, "u")

    assert both == (("nice",), ("favourite", "nice", "好"))
    assert tagged(few, "50f750f750") == ("good",)
    assert tagged(few, "f1f1f1f1f1") == ("favourite", "好")


async def test_a_word_that_cannot_be_a_tag_is_refused_and_nothing_changes(
    tmp_path: Path, few: Path
) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pressed(pilot, "T", *"fine a,b", "enter")

        assert "'a,b' cannot be a tag" in look(studio)
    assert tagged(few, "bead00bead") == ()


async def test_the_trash_hides_a_dialogue_until_it_is_asked_for_or_undone(
    tmp_path: Path, few: Path
) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(80, 24), notifications=True) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "delete")
        assert "1 dialogue in the trash" in look(studio)
        gone = [page.grid.window.line(at) for at in range(page.grid.window.total)]
        await pressed(pilot, "slash", *"tag:trash", "enter")
        found = page.grid.line
        await pressed(pilot, "u", "u")

    assert [line.id for line in gone if line] == ["50f750f750", "f1f1f1f1f1"]
    assert found is not None
    assert found.id == "bead00bead"
    assert tagged(few, "bead00bead") == ()


async def test_marked_dialogues_are_exported_and_judged_else_the_query(
    tmp_path: Path, few: Path
) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "slash", *"turns>1", "enter", "E", "J")
        await pressed(pilot, "space", "space", "E", "J")
        assert page.query_text == "id:bead00bead,50f750f750"
        assert "● 2 marked" in look(studio)
        await pressed(pilot, "escape", "E")

    ids = "id:bead00bead,50f750f750"
    asked = [("export", "turns>1"), ("judge", "turns>1")]
    assert studio.sent == [*asked, ("export", ids), ("judge", ids), ("export", "turns>1")]


@pytest.mark.parametrize("key", ["asterisk", "T", "delete"])
async def test_a_store_that_cannot_be_written_says_so(tmp_path: Path, few: Path, key: str) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        studio.backstage.desk.locked = True
        await pressed(pilot, key)

        assert "the database is read-only" in look(studio)
    assert tagged(few, "bead00bead") == ()
