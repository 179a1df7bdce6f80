"""The line of queries: what is wrong is shown while it is typed, names are finished, history."""

import asyncio
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.tui import archive
from tests.tui.archive import opened, pressed, settled
from tests.tui.look import look
from tests.tui.stage import backstage
from tui.app import Studio
from tui.messages import OpenDialogues
from tui.screens.dialogues.bar import FieldNames


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a few dialogues."""
    path = tmp_path_factory.mktemp("few") / "few.db"
    asyncio.run(archive.branches(path))
    return path


async def test_a_wrong_word_is_pointed_at_while_it_is_typed(
    tmp_path: Path, few: Path, snapshot: SnapshotAssertion
) -> None:
    studio = Studio(backstage(tmp_path, db=few))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "slash", *"turns<9 levl:hard")
        assert look(studio) == snapshot

        await pressed(pilot, "enter")
        assert page.asked == ""
        assert page.bar.query_line.has_focus

        await pressed(pilot, "escape")
        assert page.grid.has_focus
        assert "levl" not in look(studio)


async def test_a_query_narrows_the_list_and_goes_into_the_history(
    tmp_path: Path, few: Path
) -> None:
    studio = Studio(backstage(tmp_path, db=few))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "slash", *"tag:good", "enter")
        narrowed = look(studio)
        page.bar.query_line.value = ""
        await pressed(pilot, "slash", *"winner:nobody", "enter")
        nothing = look(studio)
        await pressed(pilot, "slash", "up", "up")
        earlier = page.bar.query_line.value
        await pressed(pilot, "enter")

        assert "50f750f750" in narrowed
        assert "f1f1f1f1f1" not in narrowed
        assert "No dialogue is like that. Press / for another query." in nothing
        assert (earlier, page.asked, page.past) == (
            "tag:good",
            "tag:good",
            ["winner:nobody", "tag:good"],
        )
        assert page.query_text == "tag:good"


@pytest.mark.parametrize(
    ("begun", "finished"),
    [
        ("scen", "scenario:"),
        ("turns<9 -re", "turns<9 -reward>="),
        ("status:do", "status:done"),
        ("tag:good,fa", "tag:good,favourite"),
        ("scenario:x", None),
        ("zzz", None),
        ("", None),
    ],
)
async def test_names_are_finished(begun: str, finished: str | None) -> None:
    names = FieldNames()
    names.tags = ["favourite", "good"]

    assert await names.get_suggestion(begun) == finished


async def test_tab_takes_what_is_offered(tmp_path: Path, few: Path) -> None:
    studio = Studio(backstage(tmp_path, db=few))
    async with studio.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pressed(pilot, "slash", *"scen", "tab")

        assert page.bar.query_line.value == "scenario:"
        assert page.bar.query_line.has_focus


async def test_another_screen_may_bring_a_query(tmp_path: Path, few: Path) -> None:
    studio = Studio(backstage(tmp_path, db=few))
    async with studio.run_test(size=(80, 24)) as pilot:
        studio.post_message(OpenDialogues("outcome:walked_away"))
        await settled(pilot)
        await settled(pilot)

        assert "50f750f750" in look(studio)
        assert "1 of 1" in look(studio)
