"""What the keys of Home do: find, draw, run, batch, make, mend."""

import asyncio
from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from society.settings import Settings
from tests.tui import shelves
from tests.tui.look import look
from tests.tui.shelves import (
    BROKEN,
    CHAT,
    LAMP,
    home_of,
    opened,
    press,
    settled,
    shelved,
    window,
)
from tests.tui.stage import Commands
from tui.backstage import Done
from tui.messages import OpenBatch, OpenDialogue, OpenScenario
from tui.screens.home import verdicts
from tui.screens.home.begin import RunDialog
from tui.screens.home.home import Home
from tui.screens.home.shelf import Card, Spot


async def test_a_word_narrows_the_list_and_escape_shows_all(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "slash", *"lamp")
        assert "talk/chat" not in look(studio)
        await press(pilot, "escape")
        assert "talk/chat" in look(studio)


async def test_nothing_found_says_so(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "slash", *"zzz")
        assert "no scenario matches" in look(studio)


async def test_s_draws_another_seed_and_l_the_next_level(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        assert "seed 7 · en" in look(studio)
        await press(pilot, "s")
        assert "seed 8 · en" in look(studio)
        await press(pilot, "l")
        assert "seed 8 · easy · en" in look(studio)
        assert "at most 8" in look(studio)


async def test_enter_asks_how_and_plays_what_was_chosen(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "l", "enter")
        studio.screen.query_one("#seed", Input).value = "12"
        studio.screen.query_one("#model-buyer", Input).value = "ollama/qwen3:8b"
        studio.screen.query_one("#judges", Input).value = "brevity, leak"
        await press(pilot, "ctrl+s")
    assert studio.job == {
        "scenario": "market/lamp",
        "seed": 12,
        "level": "easy",
        "models": {"buyer": "ollama/qwen3:8b"},
        "judges": ["brevity", "leak"],
    }


async def test_what_is_typed_faster_than_it_is_drawn_is_all_chosen(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "enter")
        studio.screen.query_one("#model", Input).focus()
        await pilot.pause()
        for letter in "ollama/x":
            studio.post_message(Key(letter, letter))
        studio.post_message(Key("ctrl+s", None))
        await settled(pilot)
    assert studio.job is not None
    assert studio.job["model"] == "ollama/x"


async def test_what_was_chosen_is_what_the_next_run_begins_with(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "enter")
        studio.screen.query_one("#model", Input).value = "ollama/x"
        await press(pilot, "ctrl+s")
    again = window(tmp_path)
    async with opened(again) as pilot:
        await press(pilot, "R")
    assert again.job == {
        "scenario": "market/lamp",
        "seed": 7,
        "model": "ollama/x",
    }


async def test_a_seed_that_is_no_number_is_refused_in_the_dialog(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "enter")
        studio.screen.query_one("#seed", Input).value = "seven"
        await press(pilot, "ctrl+s")
        assert "a seed is a whole number, not 'seven'" in look(studio)


async def test_the_models_that_the_settings_give_roles_are_played_with(tmp_path: Path) -> None:
    studio = window(tmp_path, settings=Settings(models={"buyer": "ollama/x"}))
    async with opened(studio) as pilot:
        await press(pilot, "R")
    assert studio.job["models"] == {"buyer": "ollama/x"}


async def test_a_model_without_its_key_is_not_begun(tmp_path: Path) -> None:
    studio = window(tmp_path, settings=Settings(model="anthropic/claude"))
    async with opened(studio, notifications=True) as pilot:
        await press(pilot, "R")
        assert "set ANTHROPIC_API_KEY" in look(studio)
    assert studio.asked == []


async def test_a_broken_file_is_not_begun(tmp_path: Path) -> None:
    ships = shelved(tmp_path / "s", talk__broken=BROKEN)
    studio = window(tmp_path, shipped=ships)
    async with opened(studio, notifications=True) as pilot:
        await press(pilot, "R")
        assert "talk/broken.yaml:5" in look(studio)
    assert studio.asked == []


async def test_a_database_that_can_only_be_read_takes_no_run(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio, notifications=True) as pilot:
        studio.backstage.desk.locked = True
        await press(pilot, "R")
        assert "can only be read" in look(studio)
    assert studio.asked == []


async def test_b_asks_for_a_batch_of_it(tmp_path: Path) -> None:
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "l", "b")
    (message,) = studio.asked
    assert isinstance(message, OpenBatch)
    assert message.form == {"scenarios": ["market/lamp"], "level": "easy"}


async def test_one_of_its_own_folder_is_played_by_its_path(tmp_path: Path) -> None:
    own = shelved(tmp_path / "scenarios", market__lamp=LAMP) / "market" / "lamp.yaml"
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        await press(pilot, "R")
    assert studio.job["scenario"] == str(own)


async def test_n_writes_a_new_one_by_the_command(tmp_path: Path) -> None:
    commands = Commands()
    studio = window(tmp_path, commands=commands)
    async with opened(studio) as pilot:
        await press(pilot, "n", *"talk/chat", "enter")
        shelved(tmp_path / "scenarios", talk__chat=CHAT)
        await press(pilot, "enter")
        assert home_of(studio).listing.chosen == "talk/chat"
    (words,) = commands.ran
    assert words[:4] == ("scenario", "new", "talk/chat", "--template=bargain")
    assert f"--out={tmp_path / 'scenarios'}" in words


async def test_an_id_that_is_refused_leaves_the_dialog_open(tmp_path: Path) -> None:
    commands = Commands(answers=[Done(2, "", "society: 'A B' cannot be an id")])
    studio = window(tmp_path, commands=commands)
    async with opened(studio) as pilot:
        await press(pilot, "n", "A", "space", "B", "enter", "enter")
        assert "cannot be an id" in look(studio)


async def test_v_lists_what_is_wrong_and_enter_goes_there(tmp_path: Path) -> None:
    studio = window(tmp_path, shipped=shelved(tmp_path / "s", talk__broken=BROKEN))
    async with opened(studio) as pilot:
        await press(pilot, "v")
        assert "talk/broken: 1 error" in look(studio)
        await press(pilot, "enter")
        assert home_of(studio).preview.tab == "yaml"
        assert home_of(studio).preview.sheet.lines.cursor_location[0] == 4


async def test_a_file_written_by_somebody_else_is_read_again(tmp_path: Path) -> None:
    own = shelved(tmp_path / "scenarios", talk__chat=CHAT)
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio) as pilot:
        assert "● talk/chat" in look(studio)
        (own / "talk" / "chat.yaml").write_text(BROKEN.replace("broken", "chat"))
        await home_of(studio).look_again()
        await shelves.settled(pilot)
        assert "✗ talk/chat" in look(studio)


async def test_another_screen_can_open_a_scenario(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        studio.post_message(OpenScenario("talk/chat"))
        await shelves.settled(pilot)
        assert home_of(studio).listing.chosen == "talk/chat"


async def test_enter_in_the_history_reads_the_dialogue(tmp_path: Path) -> None:
    await shelves.lamps(tmp_path / "society.db", "e1")
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        home_of(studio).preview.open("history-tab")
        await shelves.settled(pilot)
        home_of(studio).query_one("#history").focus()
        await press(pilot, "enter")
    assert studio.asked == [OpenDialogue("e1")]


async def test_the_cursor_is_where_it_was_at_the_next_start(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    async with opened(window(tmp_path)) as pilot:
        await press(pilot, "j")
    again = window(tmp_path)
    async with opened(again):
        assert home_of(again).listing.chosen == "talk/chat"


@pytest.mark.parametrize("key", ["r", "enter"])
async def test_a_narrow_screen_runs_from_the_scenario(tmp_path: Path, key: str) -> None:
    studio = window(tmp_path)
    async with opened(studio, (80, 24)) as pilot:
        await press(pilot, "enter", key)
        assert "Run market/lamp" in look(studio)


async def test_the_window_stays_light(tmp_path: Path) -> None:
    import sys

    before = {name for name in ("litellm", "langgraph", "torch") if name in sys.modules}
    async with opened(window(tmp_path)) as pilot:
        await press(pilot, "p", "x", "v", "escape")
    assert {name for name in ("litellm", "langgraph", "torch") if name in sys.modules} == before


async def test_a_filter_of_the_last_session_is_to_be_seen(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    async with opened(window(tmp_path)) as pilot:
        await press(pilot, "slash", *"lamp", "enter")
    studio = window(tmp_path)
    async with opened(studio) as pilot:
        shown = look(studio)
        await press(pilot, "escape")
        assert "talk/chat" not in shown
        assert studio.screen.query_one("#filter", Input).value == ""
        assert shown.splitlines()[1].startswith("lamp")
        assert "talk/chat" in look(studio)


class Held(Home):
    """A Home whose check in the background waits until it is let go."""

    let_go = asyncio.Event()

    async def ready(self, card: Card, spot: Spot | None = None) -> Card:
        if spot is not None:  # Enter and the cursor name no spot.
            await self.let_go.wait()
        return await super().ready(card, spot)


async def test_the_list_stands_and_enter_works_before_anything_is_checked(tmp_path: Path) -> None:
    ships = shelved(tmp_path / "shipped", market__lamp=LAMP, talk__chat=CHAT)
    studio = window(tmp_path, shipped=ships)
    studio._pages["home"] = held = Held(shipped=lambda: ships)
    async with studio.run_test(size=(120, 40)) as pilot:
        while "talk/chat" not in look(studio):
            await pilot.pause(0.01)
        await pilot.press("enter")
        while not isinstance(studio.screen, RunDialog):
            await pilot.pause(0.01)
        shown = look(studio)
        held.let_go.set()
        await settled(pilot)
    assert "… talk/chat" in shown
    assert "Run market/lamp" in shown


async def test_verdicts_are_remembered_by_what_stands_in_a_file(tmp_path: Path) -> None:
    own = shelved(tmp_path / "scenarios", talk__chat=CHAT, talk__broken=BROKEN)
    async with opened(window(tmp_path)):
        pass
    (own / "talk/chat.yaml").write_text(CHAT.replace("A chat", "Another chat"), encoding="utf-8")
    kept = verdicts.recalled(tmp_path / "state")

    assert kept[verdicts.key(own / "talk/broken.yaml", "talk/broken")].problems
    assert verdicts.key(own / "talk/chat.yaml", "talk/chat") not in kept
