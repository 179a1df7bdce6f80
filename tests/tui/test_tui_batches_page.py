"""The page of batches: what it shows in every state and at both sizes, also of hostile words."""

import asyncio
from pathlib import Path
from shutil import copy

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from society.domain.errors import StoreError
from tests.hostile import MARKUP, TITLE
from tests.tui import night
from tests.tui.look import look
from tests.tui.stage import Commands, backstage
from tui.app import Studio
from tui.messages import OpenBatch
from tui.screens.batches import Batches

SIZES = [(80, 24), (120, 40)]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one batch and one of many, made once."""
    folder = tmp_path_factory.mktemp("stores")
    asyncio.run(night.one(folder / "one.db"))
    asyncio.run(night.many(folder / "many.db"))
    return folder


async def opened(pilot: Pilot[int]) -> Batches:
    """The page, having looked once."""
    await pilot.press("3")
    await settled(pilot)
    page = pilot.app.screen
    assert isinstance(page, Batches)
    return page


async def settled(pilot: Pilot[int]) -> None:
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_no_batch_is_one_sentence_and_a_key(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        assert look(studio) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_one_finished_batch(
    tmp_path: Path, stores: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    copy(stores / "one.db", tmp_path / "society.db")
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        assert look(studio) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_many_batches_also_those_of_other_processes(
    tmp_path: Path, stores: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    copy(stores / "many.db", tmp_path / "society.db")
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        assert look(studio) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_a_database_that_cannot_be_read_says_why(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "society.db").write_text("this is no database, but a text " * 40)
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        assert look(studio) == snapshot


async def test_what_was_seen_stays_while_the_database_is_locked(
    tmp_path: Path, stores: Path
) -> None:
    copy(stores / "one.db", tmp_path / "society.db")
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        page._trouble(StoreError("society.db is locked by another program"))
        await pilot.pause()
        assert "looking again" in look(studio)
        assert "✓ finished" in look(studio)

        page.look()
        await settled(pilot)
        assert "looking again" not in look(studio)


async def test_a_batch_begun_elsewhere_appears_by_itself(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await night.one(tmp_path / "society.db")
        page.look()
        await settled(pilot)
        assert "old" in look(studio)


async def test_hostile_words_are_shown_and_never_obeyed(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 60)) as pilot:
        page = await opened(pilot)
        assert page._timer
        page._timer.pause()
        page._looking = True
        for words in (*MARKUP, f"{TITLE}\x9b2J"):
            page._draw(night.sight(words))
            await pilot.pause()
            seen = look(studio)
            shown = words.replace("\x1b", "<U+001B>").replace("\x07", "<U+0007>")[:9]
            assert seen.count(shown) >= 4, words
            assert not {"\x1b", "\x9b", "\x07"} & {*seen}


async def test_a_batch_is_opened_by_its_name(tmp_path: Path, stores: Path) -> None:
    copy(stores / "many.db", tmp_path / "society.db")
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        studio.post_message(OpenBatch("day"))
        await settled(pilot)
        page = studio.screen
        assert isinstance(page, Batches)
        assert page.chosen is not None
        assert (page.chosen.name, page.query_text) == ("day", "batch:day")


async def test_enter_lists_the_dialogues_of_the_batch(tmp_path: Path, stores: Path) -> None:
    copy(stores / "many.db", tmp_path / "society.db")
    studio = Studio(backstage(tmp_path, commands=Commands()))
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert studio.current_mode == "dialogues"
