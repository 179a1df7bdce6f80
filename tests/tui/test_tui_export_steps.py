"""The export over a screen: its steps, what it shows before it writes, and the command it says."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, Static

from tests.hostile import MARKUP, TITLE
from tests.tui.look import look
from tests.tui.stage import Commands, backstage
from tui.app import Studio
from tui.backstage import Desk, Done
from tui.messages import OpenExport
from tui.screens.export import Export
from tui.screens.export.words import export, preview

SIZES = [(80, 24), (120, 40)]


def shown(words: str = "I can do 128, 好的。", **changes: Any) -> dict[str, Any]:
    record = {
        "messages": [
            {"role": "system", "content": "You sell a bike."},
            {"role": "user", "content": "What does it cost?"},
            {"role": "assistant", "content": words},
        ],
        "dialogue_id": "e1",
    }
    return {
        "format": "trl-sft",
        "rows": 40,
        "episodes": 50,
        "dropped": {"the dialogue is stopped, not done": 6, "a near duplicate": 4},
        "changed": {"control tokens taken apart": 2},
        "splits": {"train": 36, "test": 4},
        "records": [{"split": "train", "record": record}],
        "tokens": {"to": [256, 512, 1024], "rows": [3, 30, 7, 0], "most": 910},
        "warnings": {"messages[…] is of the assistant, which cannot be first": 1},
        **changes,
    }


def told(*previews: dict[str, Any]) -> Done:
    return Done(0, json.dumps({"schema": "society/1", "previews": previews}), "")


async def opened(pilot: Pilot[int], where: str = "") -> Export:
    """The export over a page."""
    pilot.app.post_message(OpenExport(where))
    await settled(pilot)
    dialog = pilot.app.screen
    assert isinstance(dialog, Export)
    return dialog


async def settled(pilot: Pilot[int]) -> None:
    for _ in range(2):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def said(dialog: Export, name: str) -> str:
    return str(dialog.query_one(f"#export-{name}", Static).content)


@pytest.mark.parametrize("size", SIZES)
async def test_the_steps_one_after_another(
    tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    commands = Commands(answers=[told(shown())])
    stage = replace(backstage(tmp_path, commands=commands), desk=Desk("society.db"))
    studio = Studio(stage)
    async with studio.run_test(size=size) as pilot:
        await opened(pilot, "scenario:used_bike")
        for step in ("format", "selection", "options", "preview"):
            assert look(studio) == snapshot(name=step)
            await pilot.press("enter" if step != "preview" else "end")
            await settled(pilot)


async def test_the_command_says_what_the_fields_say(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        dialog = await opened(pilot, "level:hard")
        await pilot.press("down", "enter")
        dialog.query_one("#field-outcome", Input).value = "agreement"
        dialog.query_one("#field-role", Input).value = "seller buyer"
        dialog.query_one("#field-dedupe", Checkbox).value = True
        await pilot.pause()

        command = said(dialog, "command")

    assert "society export exports/trl-sft --format trl-sft" in command
    assert "--where 'level:hard outcome:agreement'" in command
    assert "--role seller --role buyer --dedupe" in command
    assert command.endswith(f"--db {tmp_path / 'society.db'}")


async def test_what_searches_weighed_is_exported_where_that_is_ticked_and_previewed(
    tmp_path: Path,
) -> None:
    commands = Commands(answers=[told(shown()), told(shown(rows=7))])
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        dialog = await opened(pilot)
        await pilot.press("p")
        await settled(pilot)
        for name in ("source", "ahead"):
            dialog.query_one(f"#field-{name}", Checkbox).value = True
        for name, word in (("pairs", "all"), ("temperature", "0.5")):
            dialog.query_one(f"#field-{name}", Input).value = word
        await pilot.press("p")
        await settled(pilot)

        command, seen = said(dialog, "command"), look(studio)

    assert "--source=search --ahead --pairs all --temperature 0.5" in command
    assert [("--source=search" in ran, "--ahead" in ran) for ran in commands.ran] == [
        (False, False),
        (True, True),
    ]
    assert "7 rows" in seen


async def test_a_box_that_is_ticked_is_told_from_one_that_is_not(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        dialog = await opened(pilot)
        await pilot.press("enter")
        dialog.query_one("#field-dedupe", Checkbox).value = True
        await pilot.pause()
        assert "▐X▌ leave out near duplicates" in look(studio)
        assert "▐ ▌ leave out roles that lost" in look(studio)


async def test_y_copies_the_command(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test() as pilot:
        await opened(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert studio.clipboard.startswith("society export exports/raw --format raw")


async def test_a_preview_is_asked_of_the_command_line(tmp_path: Path) -> None:
    commands = Commands(answers=[told(shown())])
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("p")
        await settled(pilot)

        seen = look(studio)

    (ran,) = commands.ran
    assert ran[:6] == ("export", "--format", "raw", "--preview", "3", "--json")
    assert "40 rows (36 train, 4 test) of 50 dialogues" in seen
    assert "6 × the dialogue is stopped" in seen
    assert "cannot be first" in seen


async def test_it_is_written_by_a_command_that_says_how_far_it_is(tmp_path: Path) -> None:
    summary = {"rows": {"train": 8}, "episodes": 9, "dropped": {"late": 1}}
    wrote = {"schema": "society/1", "out": "exports/raw", "formats": {"raw": summary}}
    commands = Commands(answers=[Done(0, json.dumps(wrote), "")])
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        dialog = await opened(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)

        assert "written to exports/raw" in said(dialog, "doing")
        assert "8 train rows of 9 dialogues" in said(dialog, "doing")
    (ran,) = commands.ran
    assert ran[:4] == ("export", "exports/raw", "--format", "raw")
    assert ran[-3:-1] == ("--json", "--progress")
    assert not list((tmp_path / "state").glob("export-*")), "nothing is left behind"


async def test_what_the_command_refuses_is_said_with_its_hint(tmp_path: Path) -> None:
    commands = Commands(answers=[Done(2, "", "society: --top 0 is no share\n  write --top 20%\n")])
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        dialog = await opened(pilot)
        await pilot.press("p")
        await settled(pilot)
        assert said(dialog, "doing") == "--top 0 is no share\nwrite --top 20%"


async def test_escape_cancels_what_is_written_before_it_closes(tmp_path: Path) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    class Slow(Commands):
        async def run(self, words: Sequence[str]) -> Done:
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            raise AssertionError

    studio = Studio(backstage(tmp_path, commands=Slow()))
    async with studio.run_test(size=(120, 40)) as pilot:
        dialog = await opened(pilot)
        await pilot.press("ctrl+s")
        await began.wait()
        await pilot.press("escape")
        await ended.wait()
        await pilot.pause()

        assert studio.screen is dialog
        assert "cancelled" in said(dialog, "doing")
        await pilot.press("escape")
        await pilot.pause()
        assert studio.screen is not dialog


async def test_hostile_words_are_shown_and_never_obeyed(tmp_path: Path) -> None:
    commands = Commands()
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 60)) as pilot:
        dialog = await opened(pilot)
        for at, words in enumerate((*MARKUP, TITLE)):
            hostile = shown(words, dropped={words: 1}, warnings={words: 2}, changed={words: 3})
            commands.answers.append(told(hostile))
            dialog._seen = [str(at)]
            await pilot.press("p")
            await settled(pilot)
            seen = look(studio)
            first = words.replace("\x1b", "<U+001B>").replace("\x07", "<U+0007>")[:9]
            assert seen.count(first) >= 3, words
            assert not {"\x1b", "\x07"} & {*seen}


def test_a_preview_leaves_out_what_only_files_have() -> None:
    values: dict[str, str | bool] = {"outcome": "agreement", "kind": "csv", "out": "x"}
    values["check"] = True

    assert preview("raw", values, "a.db", 3) == [
        *("export", "--format", "raw", "--where", "outcome:agreement"),
        *("--preview", "3", "--json", "--db", "a.db"),
    ]
    assert export("raw", values, "a.db")[:4] == ["export", "x", "--format", "raw"]
    assert {"--check", "--as", "csv"} <= {*export("raw", values, "a.db")}


def test_a_word_that_begins_with_a_dash_is_no_flag() -> None:
    words = export("raw", {"role": "--raw", "kick_off": "-x"}, "a.db")

    assert "--role=--raw" in words
    assert "--kick-off=-x" in words
