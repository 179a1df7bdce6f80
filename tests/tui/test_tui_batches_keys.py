"""The keys of the page of batches: asked first, shown first, done by a command or a wish."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from society.store.store import Store
from society.store.where import Where
from society.store.wishes import Wishes, wishes
from tests.tui import night
from tests.tui.look import look
from tests.tui.stage import Commands, backstage
from tests.tui.test_tui_batches_page import opened, settled
from tui.app import Studio
from tui.backstage import Done
from tui.messages import OpenBatch
from tui.screens.batches import Batches
from tui.screens.batches.batches import of
from tui.screens.batches.command import of_plan, plan_file, words
from tui.screens.batches.detail import Rows
from tui.screens.batches.form import Form

ESTIMATE = {
    "batch": "used_bike",
    "planned": 100,
    "dialogues": 100,
    "expected": {"calls": 2200.0, "prompt": 9e5, "completion": 1e5, "cost": 1.25},
    "at_most": {"calls": 9000.0, "prompt": 9e6, "completion": 1e6, "cost": None},
    "seconds": 840.0,
    "unpriced": ["openai/x"],
    "changed": [],
}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three batches, made once."""
    path = tmp_path_factory.mktemp("stores") / "many.db"
    asyncio.run(night.many(path))
    return path


@pytest.fixture
def db(tmp_path: Path, many: Path) -> Path:
    return Path(copy(many, tmp_path / "society.db"))


def wished(db: Path, name: str) -> Wishes:
    with Store.open(db, write=False) as store:
        return wishes(store, name)


async def chosen(pilot: Pilot[int], name: str) -> Batches:
    page = await opened(pilot)
    pilot.app.post_message(OpenBatch(name))
    await settled(pilot)
    assert page.chosen is not None
    assert page.chosen.name == name
    return page


def starting(page: Batches, told: Callable[[int], bool]) -> None:
    page.launches.alive = told


async def test_space_pauses_and_lets_go_on(tmp_path: Path, db: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await chosen(pilot, "night")
        await pilot.press("space")
        await settled(pilot)
        assert wished(db, "night").paused
        assert "⏸ paused" in look(studio)

        await pilot.press("space")
        await settled(pilot)
        assert not wished(db, "night").paused


async def test_stopping_is_asked_then_told_to_processes_here_and_elsewhere(
    tmp_path: Path, db: Path
) -> None:
    night.hold(db, "c5", night.HERE.owner, quiet=-(10**9))
    signals: list[tuple[int, int]] = []
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        page = await chosen(pilot, "night")
        page.orders = type(page.orders)(page.backstage, lambda *told: signals.append(told))
        await pilot.press("x")
        await settled(pilot)
        assert "Stop night?" in look(studio)
        assert "played by far.example:17" in look(studio)

        await pilot.press("enter")
        await settled(pilot)

    assert wished(db, "night") == Wishes(stop=True)
    assert signals == [], "the window itself is never told to stop"


async def test_what_failed_is_played_again_by_a_command_that_is_shown(
    tmp_path: Path, db: Path
) -> None:
    commands = Commands()
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await chosen(pilot, "night")
        starting(page, lambda pid: True)
        await pilot.press("r")
        await settled(pilot)
        seen = look(studio)
        await pilot.press("enter")
        await settled(pilot)

    assert "$ society batch market/lamp --name night -n 9" in seen
    (ran,) = commands.detached
    assert ran[:6] == ("batch", "market/lamp", "--name", "night", "-n", "9")
    assert ran[-3:] == ("--again", "--db", str(db))
    assert "--budget" in ran
    assert "--allow-code" not in ran


async def test_a_batch_that_rests_goes_on_with_space_and_is_shown_as_starting(
    tmp_path: Path, db: Path
) -> None:
    commands = Commands()
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await chosen(pilot, "day")
        starting(page, lambda pid: True)
        await pilot.press("space")
        await settled(pilot)
        assert "Go on with day?" in look(studio)
        await pilot.press("enter")
        await settled(pilot)
        assert "… starting" in look(studio)

        starting(page, lambda pid: False)
        page.look()
        await settled(pilot)
        assert "✗ did not start" in look(studio)
    assert commands.detached[0][1] == "market/lamp"


async def test_a_new_batch_is_reckoned_before_it_is_started(tmp_path: Path) -> None:
    commands = Commands(answers=[Done(0, json.dumps(ESTIMATE), "")])
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot)
        starting(page, lambda pid: True)
        await pilot.press("n")
        await settled(pilot)
        form = studio.screen
        assert isinstance(form, Form)
        form.query_one("#field-scenarios", Input).value = "market/used_bike"
        form.query_one("#field-n", Input).value = "100"
        await pilot.press("ctrl+s")
        await settled(pilot)
        seen = look(studio)
        assert commands.detached == [], "nothing is started that was not reckoned"
        assert "used_bike: 100 dialogues, about 14 min 0 s" in seen
        assert "2,200 calls · 1,000,000 tokens · $1.2500" in seen
        assert "no price is known for openai/x" in seen

        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "… starting" in look(studio)

    db = str(tmp_path / "society.db")
    told = ("market/used_bike", "-n", "100", "--db", db)
    assert commands.ran == [("estimate", *told, "--json")]
    assert commands.detached == [("batch", *told)]


async def test_what_cannot_be_reckoned_is_said_in_the_form(tmp_path: Path) -> None:
    refused = Done(
        2, "", "society: no scenario is named\n  society batch market/used_bike -n 100\n"
    )
    studio = Studio(backstage(tmp_path, commands=Commands(answers=[refused])))
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("n", "enter")
        await settled(pilot)
        assert "no scenario is named" in look(studio)


async def test_another_screen_fills_the_form(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        studio.post_message(OpenBatch(form={"scenarios": ["market/lamp"], "n": 12}))
        await settled(pilot)
        said = str(studio.screen.query_one("#form-command", Static).content)
    assert said.startswith("$ society batch market/lamp -n 12 --db ")


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [("w", "2", Wishes(at_once=2)), ("dollar_sign", "7.5", Wishes(budget=7.5))],
)
async def test_a_batch_that_plays_is_told_another_figure(
    tmp_path: Path, db: Path, key: str, typed: str, expected: Wishes
) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await chosen(pilot, "night")
        await pilot.press(key)
        await settled(pilot)
        studio.screen.query_one(Input).value = typed
        await pilot.press("enter")
        await settled(pilot)
    assert wished(db, "night") == expected


async def test_a_figure_that_is_none_is_said_and_nothing_changes(tmp_path: Path, db: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await chosen(pilot, "night")
        await pilot.press("dollar_sign")
        await settled(pilot)
        studio.screen.query_one(Input).value = "lots"
        await pilot.press("enter")
        await settled(pilot)
        assert "'lots' is not a budget" in look(studio)
    assert wished(db, "night") == Wishes()


async def test_the_log_of_what_was_started_here_is_shown(tmp_path: Path, db: Path) -> None:
    log = tmp_path / "state" / "batches" / "night.log"
    log.parent.mkdir(parents=True)
    log.write_text("night: 3/9 done\n\x1b]0;owned\x07\n", encoding="utf-8")
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await chosen(pilot, "night")
        await pilot.press("l")
        await settled(pilot)
        assert "night: 3/9 done" in look(studio)
        assert "<U+001B>]0;owned" in look(studio)


async def test_y_copies_the_command_that_goes_on(tmp_path: Path, db: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await chosen(pilot, "day")
        await pilot.press("y")
        await pilot.pause()
    assert studio.clipboard.startswith("society batch market/lamp --name day -n 6")


async def test_a_database_that_can_only_be_read_takes_no_orders(tmp_path: Path, db: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await chosen(pilot, "night")
        studio.backstage.desk.locked = True
        await pilot.press("space")
        await settled(pilot)
        assert "can only be read" in look(studio)
    assert wished(db, "night") == Wishes()


def a_plan(**changes: Any) -> dict[str, Any]:
    return night.plan("night", 9, **changes)


def test_a_plan_goes_on_as_it_was_begun() -> None:
    cast = {**night.CAST, "models": {"buyer": "b"}, "player": "llm", "judges": ["brevity"]}
    form = of_plan(a_plan(casts=[cast], overrides={"turns.max": 6}), night.LIMITS)

    assert form is not None
    assert words(form) == [
        *("market/lamp", "--name", "night", "-n", "9", "--concurrency", "4"),
        *("--model", "openai/x", "--judge", "brevity", "--level", "hard", "--seed", "7"),
        *("--budget", "2.0", "--player", "llm", "--model.buyer", "b", "--set", "turns.max=6"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"scenarios": ["--allow-code"]}, id="a scenario that is a flag"),
        pytest.param({"name": "--db=x"}, id="a name that is a flag"),
        pytest.param({"n": "--allow-code"}, id="a number that is a flag"),
        pytest.param({"overrides": {"--allow-code": 1}}, id="a field that is a flag"),
        pytest.param({"levels": ["easy", ""]}, id="a level that has no name"),
        pytest.param({"casts": [night.CAST, night.CAST]}, id="several casts"),
        pytest.param({"casts": [{**night.CAST, "judges": []}]}, id="no judges at all"),
    ],
)
def test_what_flags_cannot_say_is_left_to_a_plan_file(changes: dict[str, Any]) -> None:
    plan = a_plan(**changes)

    assert of_plan(plan, night.LIMITS) is None
    assert plan_file(plan)["scenarios"] == plan["scenarios"]
    assert "allow_code" not in plan_file(plan)


def test_limits_that_are_no_figures_are_left_out() -> None:
    form = of_plan(a_plan(), {"budget": "--allow-code", "until": "--again", "at_once": [1]})

    assert form is not None
    assert not {"--allow-code", "--again", "--budget", "--concurrency"} & {*words(form)}


async def test_what_went_wrong_is_read_in_full(db: Path, tmp_path: Path) -> None:
    long = "503 " + "[/b] overloaded " * 20 + "the end"
    with sqlite3.connect(db) as store:
        store.execute("UPDATE episode SET error = ? WHERE status = 'failed'", (long,))
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await chosen(pilot, "night")
        page.query_one("#batches-troubles").focus()
        await pilot.press("enter")
        await settled(pilot)
        assert "the end" in look(studio)
        assert "[/b] overloaded" in look(studio)


async def test_the_cursor_goes_to_the_batch_that_is_started(db: Path, tmp_path: Path) -> None:
    commands = Commands(answers=[Done(0, json.dumps(ESTIMATE), "")])
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await chosen(pilot, "old")
        await pilot.press("n", *"bike", "enter")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert page.query_one("#batches-table", Rows).chosen == "used_bike"


@pytest.mark.parametrize(
    ("name", "query"),
    [("night", "batch:night"), ("a b [x]", 'batch:"a b [x]"'), ('q"x', 'batch:"q*x"')],
)
def test_the_query_for_a_batch_holds_whatever_it_is_called(name: str, query: str) -> None:
    assert of(name) == query
    assert len(Where.parse(of(name)).terms) == 1
