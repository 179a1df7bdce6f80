"""Settings: who can answer, which keys are set, what is written where, under which keys."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from society.settings import config_file, settings
from tests.hostile import MARKUP, TITLE
from tests.tui.look import look
from tests.tui.shelves import opened, press, settled
from tests.tui.stage import Commands, backstage
from tui.app import Studio
from tui.backstage import Done
from tui.screens.settings.catalogue import read
from tui.screens.settings.display import Display
from tui.screens.settings.keymap import Named, clashes
from tui.screens.settings.keytable import Keymap
from tui.screens.settings.models import Models
from tui.widgets.table import Table

SIZES = [(80, 24), (120, 40)]
HOSTILE = [*MARKUP[::2], TITLE, "a\u202eb"]


def entry(name: str, **changes: Any) -> dict[str, Any]:
    known = {"name": name, "provider": "openai", "mode": "chat", "context": 128000}
    return {**known, "prompt": 2.5, "completion": 10.0, "schema": True, **changes}


def listed(*entries: dict[str, Any]) -> Done:
    told = {
        "embedded": {"name": "embedded"},
        "servers": [{"title": "Ollama", "url": "http://x", "models": ["ollama/qwen3:8b"]}],
        "providers": [{"provider": "openai", "variable": "OPENAI_API_KEY"}],
        "models": list(entries),
    }
    return Done(0, json.dumps(told), "")


MANY = listed(
    entry("gpt-4o"),
    entry("openai/gpt-4o-mini", prompt=0.15, completion=0.6),
    entry("anthropic/claude-x", provider="anthropic", context=1_000_000, schema=False),
    entry("dall-e", mode="image_generation"),
    entry("dashscope/通义千问", provider="dashscope", prompt=None, completion=None, context=None),
)
NONE = Done(0, json.dumps({"embedded": {"name": "x"}, "servers": [], "providers": []}), "")


def studio(folder: Path, *answers: Done, environ: dict[str, str] | None = None) -> Studio:
    back = backstage(folder, commands=Commands(answers=list(answers or (MANY,))))
    return Studio(replace(back, environ=environ or {}))


async def tab(pilot: Any, number: int) -> None:
    await press(pilot, "8", *["right_square_bracket"] * number)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("answer", [listed(), MANY, Done(3, "", "society: no price list")])
async def test_models_are_listed_at_both_sizes(
    tmp_path: Path, size: tuple[int, int], answer: Done, snapshot: SnapshotAssertion
) -> None:
    app = studio(tmp_path, answer)
    async with opened(app, size) as pilot:
        await tab(pilot, 0)
        assert look(app) == snapshot


@pytest.mark.parametrize("number", range(1, 4), ids=["keys", "budget", "display"])
async def test_the_tabs_that_only_show(
    tmp_path: Path, number: int, snapshot: SnapshotAssertion
) -> None:
    app = studio(tmp_path)
    async with opened(app, (80, 24)) as pilot:
        await tab(pilot, number)
        assert look(app) == snapshot


async def test_paths_and_versions_are_told(tmp_path: Path) -> None:
    app = studio(tmp_path)
    async with opened(app) as pilot:
        await tab(pilot, 5)
        assert "what the window remembers" in look(app)
        await press(pilot, "right_square_bracket")
        assert "Apache-2.0" in look(app)
        assert "8.2" in look(app)


async def test_a_key_is_said_to_be_set_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GROQ_API_KEY=gsk-canary-in-file\n")
    app = studio(tmp_path, environ={"OPENAI_API_KEY": "sk-canary-in-environment"})
    async with opened(app) as pilot:
        await tab(pilot, 1)
        rows = [" ".join(line.split()) for line in look(app).splitlines()]
    assert any("● set GROQ_API_KEY groq .env" in row for row in rows)
    assert any("● set OPENAI_API_KEY openai environment" in row for row in rows)
    assert not any("canary" in row for row in rows)


async def test_a_word_finds_models_and_escape_shows_all(tmp_path: Path) -> None:
    app = studio(tmp_path)
    async with opened(app) as pilot:
        await tab(pilot, 0)
        await press(pilot, "slash", *"mini")
        assert "openai/gpt-4o-mini" in look(app)
        assert "claude-x" not in look(app)
        await press(pilot, "escape")
        assert "claude-x" in look(app)


async def test_a_model_is_assigned_and_only_that_is_written(tmp_path: Path) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text('# mine\nplayer = "llm"\n')
    app = studio(tmp_path)
    async with opened(app, notifications=True) as pilot:
        await tab(pilot, 0)
        await press(pilot, "down", "enter", "enter", "enter")
        assert app.backstage.settings.model == "ollama/qwen3:8b"
        assert "default" in look(app)
    assert config_file().read_text() == '# mine\nplayer = "llm"\nmodel = "ollama/qwen3:8b"\n'


async def test_a_model_is_assigned_to_one_role_in_this_folder(tmp_path: Path) -> None:
    app = studio(tmp_path)
    async with opened(app) as pilot:
        await tab(pilot, 0)
        await press(pilot, "enter", "tab", *"buyer", "enter", "down", "enter")
    assert settings({}, tmp_path).models == {"buyer": "embedded"}


async def test_one_token_tells_whether_a_model_answers(tmp_path: Path) -> None:
    app = studio(tmp_path, MANY, Done(0, '{"seconds": 0.42, "cost": 0.0}', ""))
    async with opened(app) as pilot:
        await tab(pilot, 0)
        await press(pilot, "k")
        assert "● embedded answered in 0.42 s, $0" in look(app)


async def test_a_model_that_does_not_answer_says_why(tmp_path: Path) -> None:
    app = studio(tmp_path, MANY, Done(6, "", "asking …\nsociety: the key is wrong\n  mend it"))
    async with opened(app) as pilot:
        await tab(pilot, 0)
        await press(pilot, "k")
        assert "✗ embedded: the key is wrong" in look(app)


async def test_a_theme_is_put_in_force_and_written(tmp_path: Path) -> None:
    app = studio(tmp_path)
    async with opened(app) as pilot:
        await tab(pilot, 3)
        table = app.screen.query_one(Display).query_one(Table)
        assert table.chosen == f"theme:{app.theme}"
        table.move_cursor(row=0)
        await press(pilot, "enter", "down", "enter")
        assert app.theme == "ansi-dark"
    assert settings({}, tmp_path).theme == "ansi-dark"


async def test_a_binding_is_given_another_key_and_its_own_one_back(tmp_path: Path) -> None:
    app = studio(tmp_path)
    async with opened(app) as pilot:
        await tab(pilot, 4)
        keymap = app.screen.query_one(Keymap)
        keymap._given(next(each for each in keymap._known if each.id == "log"), "f9")
        await pilot.pause()
        await press(pilot, "down", "enter")
        assert settings({}, tmp_path).keys == {"log": "f9"}
        assert "f9 *" in look(app)
        await press(pilot, "f9")
        assert "log.jsonl" in look(app)


async def test_a_key_that_is_taken_is_said_before_it_is_given(tmp_path: Path) -> None:
    app = studio(tmp_path)
    async with opened(app, notifications=True) as pilot:
        await tab(pilot, 4)
        keymap = app.screen.query_one(Keymap)
        keymap._given(next(each for each in keymap._known if each.id == "log"), "q")
        await settled(pilot)
        assert "q is already: Back (back)" in " ".join(look(app).split())


def test_keys_clash_on_one_screen_and_with_those_that_work_everywhere() -> None:
    run, level = Named("a.run", "a", "", ("r",)), Named("a.level", "a", "", ("l",))
    other, back = Named("b.run", "b", "", ("r",)), Named("back", "", "", ("q",))
    known = [run, level, other, back]

    assert clashes(level, "r", known, {}) == [run]
    assert clashes(level, "q", known, {}) == [back]
    assert clashes(level, "r", known, {"a.run": "x"}) == []
    assert clashes(back, "r", known, {}) == [run, other]


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_a_name_from_a_server_is_shown_and_never_obeyed(tmp_path: Path, hostile: str) -> None:
    app = studio(tmp_path, listed(entry(f"aaa {hostile}", provider=hostile)))
    async with opened(app) as pilot:
        await tab(pilot, 0)
        await press(pilot, "down", "down", "enter")
        assert "\x1b" not in look(app)
        assert "\u202e" not in look(app)
        assert "answers for" in look(app)


def test_what_cannot_talk_is_counted_and_left_out() -> None:
    found = read(MANY.out)

    assert [each.name for each in found.models][:3] == ["embedded", "ollama/qwen3:8b", "gpt-4o"]
    assert found.silent == 1


async def test_an_answer_that_is_no_list_can_be_asked_for_again(tmp_path: Path) -> None:
    app = studio(tmp_path, NONE, MANY)
    async with opened(app) as pilot:
        await tab(pilot, 0)
        assert "cannot be read" in look(app)
        await press(pilot, "r")
        assert app.screen.query_one(Models).catalogue.models
        assert "gpt-4o" in look(app)


async def test_what_the_environment_says_has_the_say_and_that_is_told(tmp_path: Path) -> None:
    app = studio(tmp_path, environ={"SOCIETY_MODEL": "embedded"})
    async with opened(app, notifications=True) as pilot:
        await tab(pilot, 0)
        await press(pilot, "down", "enter", "enter", "enter")
        assert "but environment has the say" in " ".join(look(app).split())
