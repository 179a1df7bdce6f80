"""A batch that is still starting: it can be paused before it plays, and that is not lost."""

from pathlib import Path

import pytest

from society.store.store import Store
from society.store.wishes import Wishes, wish
from tests.tui import night
from tests.tui.look import look
from tests.tui.stage import Commands, backstage
from tests.tui.test_tui_batches_keys import chosen, starting, wished
from tests.tui.test_tui_batches_page import settled
from tui.app import Studio


async def test_a_batch_that_starts_is_paused_once_it_plays(tmp_path: Path) -> None:
    db = tmp_path / "society.db"
    await night.many(db)
    studio = Studio(backstage(tmp_path, commands=Commands()))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await chosen(pilot, "day")
        starting(page, lambda pid: True)
        await pilot.press("space")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("space")
        await settled(pilot)
        assert "… then paused" in look(studio)
        assert not wished(db, "day").paused, "the run that begins would forget it"

        with Store.open(db) as store:
            await wish(store, "day", Wishes())
            await night.tell(store, "day", night.talk("b1", 0.4, ends=False))
        night.hold(db, "b1", "far.example:18:0:2026")
        page.look()
        await settled(pilot)
        await settled(pilot)

        assert wished(db, "day").paused
        assert "⏸ paused" in look(studio)


async def test_the_second_space_lets_a_batch_that_starts_play(tmp_path: Path) -> None:
    db = tmp_path / "society.db"
    await night.many(db)
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        page = await chosen(pilot, "day")
        starting(page, lambda pid: True)
        page.launches.pids["day"] = 4242
        await pilot.press("space", "space")
        await settled(pilot)

        assert page.launches.held == set()
        assert "… starting" in look(studio)


@pytest.mark.parametrize(("key", "what"), [("dollar_sign", "a budget"), ("w", "a limit")])
async def test_a_figure_that_a_run_was_begun_without_is_said_to_need_another_run(
    tmp_path: Path, key: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "society.db"
    monkeypatch.setattr(night, "LIMITS", {**night.LIMITS, "budget": None, "at_once": None})
    await night.many(db)
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await chosen(pilot, "night")
        await pilot.press(key)
        await settled(pilot)

        said = " ".join(look(studio).split())
    assert f"night was begun without {what}" in said
    assert wished(db, "night") == Wishes()
