"""Home at both sizes: empty, one, many, in trouble; nothing that a file says is obeyed."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from society.settings import Settings
from tests.hostile import MARKUP
from tests.tui import shelves
from tests.tui.look import look
from tests.tui.shelves import BROKEN, CHAT, LAMP, opened, press, shelved, window

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_without_a_scenario_it_says_how_to_make_one(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio, size):
        assert look(studio) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_one_scenario_is_shown_with_its_draw(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    studio = window(tmp_path)
    async with opened(studio, size):
        assert look(studio) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_many_are_listed_with_runs_rewards_and_what_is_wrong(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    shelved(tmp_path / "scenarios", talk__broken=BROKEN, talk__chat=CHAT)
    await shelves.lamps(tmp_path / "society.db", "e1", "e2", "e3")
    studio = window(tmp_path)
    async with opened(studio, size):
        assert look(studio) == snapshot


async def test_a_broken_file_says_where_it_is_broken(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__broken=BROKEN)
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio):
        assert "talk/broken.yaml:5:" in look(studio)
        assert "✗ talk/broken" in look(studio)


async def test_a_folder_that_is_missing_is_said_and_hides_nothing(tmp_path: Path) -> None:
    missing = str(tmp_path / "gone")
    studio = window(tmp_path, settings=Settings(scenarios=(missing,)))
    async with opened(studio):
        assert "there is no folder" in look(studio)
        assert "● market/lamp" in look(studio)


async def test_a_database_that_cannot_be_read_hides_no_scenario(tmp_path: Path) -> None:
    (tmp_path / "society.db").write_bytes(b"this is no database at all, only words" * 200)
    studio = window(tmp_path)
    async with opened(studio):
        assert "● market/lamp" in look(studio)


async def test_a_model_without_its_key_is_said_on_top(tmp_path: Path) -> None:
    studio = window(tmp_path, settings=Settings(model="openai/gpt-4o-mini"))
    async with opened(studio):
        assert "no API key for openai/gpt-4o-mini" in look(studio)


async def test_a_model_whose_key_is_set_is_nothing_to_say(tmp_path: Path) -> None:
    settings = Settings(model="openai/gpt-4o-mini")
    studio = window(tmp_path, settings=settings, environ={"OPENAI_API_KEY": "sk-canary"})
    async with opened(studio):
        assert "no API key" not in look(studio)
        assert "canary" not in look(studio)


@pytest.mark.parametrize("hostile", [*MARKUP, "\\e]0;title\\a", "\\u202Egnp.exe"])
async def test_what_a_file_says_is_shown_and_never_obeyed(tmp_path: Path, hostile: str) -> None:
    quoted = '"' + hostile.replace('"', '\\"') + '"'
    text = LAMP.replace("{en: A lamp, zh: 一盏灯}", quoted).replace("negotiation", quoted)
    studio = window(tmp_path, shipped=shelved(tmp_path / "s", market__lamp=text))
    async with opened(studio) as pilot:
        await press(pilot, "v", "escape", "enter", "escape", "p", "p", "x")
        assert "\x1b" not in look(studio)
        assert "\u202e" not in look(studio)


async def test_a_hostile_file_is_drawn_in_its_tab_without_its_controls(tmp_path: Path) -> None:
    text = f"# \x1b]0;title\x07 and \u202e\n{CHAT}"
    studio = window(tmp_path, shipped=shelved(tmp_path / "s", talk__chat=text))
    async with opened(studio) as pilot:
        shelves.home_of(studio).preview.open("yaml")
        await shelves.settled(pilot)
        assert "\ufffd]0;title\ufffd and \ufffd" in look(studio)
        assert "\x1b" not in look(studio)


async def test_the_prompt_is_the_one_a_player_gets(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "p", "p", "x")
        assert look(studio) == snapshot


async def test_the_history_lists_the_dialogues_of_this_scenario(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    await shelves.lamps(tmp_path / "society.db", "e1", "e2")
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        shelves.home_of(studio).preview.open("history-tab")
        await shelves.settled(pilot)
        assert look(studio) == snapshot


async def test_on_a_narrow_screen_enter_opens_the_scenario(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    studio = window(tmp_path)
    async with opened(studio, (80, 24)) as pilot:
        await press(pilot, "enter")
        assert look(studio) == snapshot
