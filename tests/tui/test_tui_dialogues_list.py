"""The browser's list: its looks in every state, its keys, how little of a long list it holds."""

import asyncio
import sqlite3
from pathlib import Path
from shutil import copy

import pytest
from syrupy.assertion import SnapshotAssertion

from society.store.store import Store
from tests.hostile import MARKUP
from tests.store import paper
from tests.tui import archive
from tests.tui.archive import SIZES, Heard, opened, pressed, settled
from tests.tui.look import look
from tests.tui.stage import backstage
from tui.app import Studio
from tui.screens.dialogues.window import KEPT, SIZE, Window

LONG = 1700
STEP = 300


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stores made once: of one dialogue, of a few, of many."""
    folder = tmp_path_factory.mktemp("stores")
    asyncio.run(archive.one(folder / "one.db"))
    asyncio.run(archive.branches(folder / "few.db"))
    asyncio.run(archive.many(folder / "many.db", LONG))
    return folder


@pytest.mark.parametrize("size", SIZES)
async def test_no_dialogue_is_one_sentence_and_a_key(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        assert look(studio) == snapshot


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("stored", ["one", "few", "many"])
async def test_dialogues_are_listed_the_latest_first(
    tmp_path: Path, stores: Path, size: tuple[int, int], stored: str, snapshot: SnapshotAssertion
) -> None:
    studio = Studio(backstage(tmp_path, db=stores / f"{stored}.db"))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        assert look(studio) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_a_store_that_cannot_be_read_says_what_to_do_and_tries_again(
    tmp_path: Path, stores: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    db = tmp_path / "society.db"
    db.write_bytes(b"no database at all" * 100)
    studio = Studio(backstage(tmp_path, db=db))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        assert look(studio) == snapshot

        copy(stores / "one.db", db)
        await pressed(pilot, "r")
        assert "f1f1f1f1f1" in look(studio)


async def test_the_end_of_a_long_list_is_reached_at_once_and_the_middle_not_read(
    tmp_path: Path, stores: Path
) -> None:
    studio = Studio(backstage(tmp_path, db=stores / "many.db"))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "G")

        assert page.grid.line is not None
        assert page.grid.line.id == "n0000"
        assert page.grid.window.line(LONG // 2) is None
        assert "1,700 of 1,700" in look(studio)

        await pressed(pilot, "g")
        assert page.grid.line is not None
        assert page.grid.line.id == f"n{LONG - 1}"


async def test_going_through_a_long_list_keeps_a_few_pages_and_misses_no_line(
    tmp_path: Path, stores: Path
) -> None:
    studio = Studio(backstage(tmp_path, db=stores / "many.db"))
    met: list[str] = []
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        for at in range(0, LONG, STEP):
            page.grid.cursor = at
            await settled(pilot)
            assert page.grid.line is not None
            met.append(page.grid.line.id)
        here = sum(page.grid.window.line(at) is not None for at in range(LONG))

    assert met == [f"n{LONG - 1 - at:04}" for at in range(0, LONG, STEP)]
    assert here <= KEPT * SIZE


async def test_the_bar_at_the_right_leads_to_the_middle(tmp_path: Path, stores: Path) -> None:
    studio = Studio(backstage(tmp_path, db=stores / "many.db"))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pilot.click("#grid", offset=(79, 11))
        await settled(pilot)

        assert page.grid.line is not None
        assert 600 < page.grid.cursor < 1100
        assert page.grid.line.id == f"n{LONG - 1 - page.grid.cursor:04}"


def test_a_page_is_asked_for_from_what_lies_nearest() -> None:
    window = Window(10 * SIZE + 7)

    assert (window.request(0).skip, window.request(0).back) == (0, False)
    last = window.request(10)
    assert (last.skip, last.back, last.limit) == (0, True, 7)
    assert window.request(3).skip == 3 * SIZE
    assert window.request(9).skip == 7


async def test_the_order_is_asked_for_and_turned_round(tmp_path: Path, stores: Path) -> None:
    studio = Studio(backstage(tmp_path, db=stores / "few.db"))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "o", "down", "enter")
        falling = [page.grid.window.line(at) for at in range(3)]
        await pressed(pilot, "o", "enter")
        rising = [page.grid.window.line(at) for at in range(3)]

    assert [line.id for line in falling if line] == ["50f750f750", "f1f1f1f1f1", "bead00bead"]
    assert [line.id for line in rising if line] == ["f1f1f1f1f1", "50f750f750", "bead00bead"]


async def test_a_dialogue_is_read_by_enter_and_by_a_double_click(
    tmp_path: Path, stores: Path
) -> None:
    studio = Heard(tmp_path, stores / "few.db")
    async with studio.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pressed(pilot, "j", "enter")
        await pilot.click("#grid", offset=(10, 3), times=2)
        await settled(pilot)

    assert studio.sent == [("read", "50f750f750"), ("read", "f1f1f1f1f1")]


async def test_what_was_played_meanwhile_appears_and_the_cursor_stays(
    tmp_path: Path, stores: Path
) -> None:
    db = tmp_path / "society.db"
    copy(stores / "few.db", db)
    studio = Studio(backstage(tmp_path, db=db))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "j")
        with Store.open(db) as store:
            await store.begin("new", paper.game(), paper.provenance())
        await pressed(pilot, "r")

        assert page.grid.line is not None
        assert (page.grid.line.id, page.grid.cursor) == ("50f750f750", 2)
        assert "new" in look(studio)


async def test_where_one_was_is_remembered(tmp_path: Path, stores: Path) -> None:
    async with Studio(backstage(tmp_path, db=stores / "few.db")).run_test() as pilot:
        await opened(pilot)
        await pressed(pilot, "slash", *"turns<9", "enter")
        await pressed(pilot, "o", "down", "enter")
    studio = Studio(backstage(tmp_path, db=stores / "few.db"))
    async with studio.run_test() as pilot:
        page = await opened(pilot)

        assert (page.asked, page.look.sort, page.past) == ("turns<9", "reward", ["turns<9"])
        assert "turns<9" in look(studio)


async def test_a_session_with_nonsense_in_it_is_passed_over(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test() as pilot:
        page = await opened(pilot)
        page.restore({"query": "turns<x", "sort": "id; DROP", "falling": 3, "past": [1, "a"]})

    assert (page.asked, page.look.sort, page.past) == ("", "time", ["a"])


WORDS = (*MARKUP, "价格 🙂")


async def test_hostile_words_are_shown_and_never_obeyed(tmp_path: Path) -> None:
    db = tmp_path / "society.db"
    await archive.many(db, len(WORDS) + 2)
    with sqlite3.connect(db) as raw:
        for at, words in enumerate((*WORDS, "\x1b]0;owned\x07", "\u202egnp.exe")):
            told = (words, words, f"n{at:04}")
            raw.execute("UPDATE episode SET level = ?, scenario = ? WHERE id = ?", told)
            raw.execute("INSERT INTO tag VALUES (?, ?)", (f"n{at:04}", words))
    raw.close()
    studio = Studio(backstage(tmp_path, db=db))
    async with studio.run_test(size=(230, 40)) as pilot:
        page = await opened(pilot)
        page.grid.cursor = len(WORDS)
        shown = look(studio)
        await pressed(pilot, "T")
        asked = look(studio)

    for words in WORDS:
        assert sum(line.count(words) >= 2 for line in shown.splitlines()) >= 1, words
    assert all(each not in screen for screen in (shown, asked) for each in "\x1b\u202e\x07")
    assert "[@click=app.bell]x[/]" in asked
