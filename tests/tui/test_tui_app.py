"""The window: its modes, the keys that work everywhere, what it remembers, how it fails."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from textual.binding import Binding, BindingType

from society.domain.errors import SocietyError
from society.settings import Settings
from tests.tui.look import look, settled
from tests.tui.stage import backstage
from tui.app import Studio
from tui.screens.page import Page
from tui.screens.pages import PAGES

SIZES = [(80, 24), (120, 40)]


async def opened(studio: Studio, *, then: Callable[[], None]) -> None:
    async with studio.run_test() as pilot:
        studio.call_later(then)
        await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_every_number_opens_its_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=size) as pilot:
        for page in PAGES:
            await pilot.press(page.keys.split(",")[0])
            await pilot.pause()
            assert studio.current_mode == page.mode
            assert "society" in look(studio)


async def test_a_window_too_small_says_what_it_needs(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(50, 12)) as pilot:
        await pilot.pause()
        assert "this is 50" in look(studio)


async def test_the_next_start_is_where_the_last_one_ended(tmp_path: Path) -> None:
    async with Studio(backstage(tmp_path)).run_test() as pilot:
        await pilot.press("4")
        await pilot.pause()
        pilot.app.theme = "nord"
    again = Studio(backstage(tmp_path))
    async with again.run_test() as pilot:
        await pilot.pause()
        assert (again.current_mode, again.theme) == ("dialogues", "nord")


async def test_a_session_that_cannot_be_read_is_said_and_not_fatal(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "session.json").write_text("{")
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(notifications=True) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "the last session cannot be read" in look(studio)


async def test_help_lists_the_keys_and_escape_closes_it(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert "Everywhere" in look(studio)
        assert "Screenshot" in look(studio)
        await pilot.press("escape")
        await pilot.pause()
        assert "Everywhere" not in look(studio)


async def test_keys_can_be_mapped_anew(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path, settings=Settings(keys={"dialogues": "d"})))
    async with studio.run_test() as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert studio.current_mode == "dialogues"


async def test_a_theme_that_is_not_there_is_said_and_the_usual_one_taken(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path, settings=Settings(theme="no-such")))
    async with studio.run_test(notifications=True) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert studio.theme == "textual-dark"
        assert "there is no theme 'no-such'" in look(studio)


async def test_a_bug_is_one_sentence_and_its_log_holds_no_locals(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))

    def bug() -> None:
        secret = "sk-canary-0123456789"
        raise RuntimeError(f"bug with {len(secret)}")

    with pytest.raises(RuntimeError):
        await opened(studio, then=bug)
    log = (tmp_path / "state" / "log.jsonl").read_text()
    assert "bug with 20" in log
    assert "canary" not in log


async def test_the_log_drawer_shows_what_went_wrong(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        studio.write_down(SocietyError("the moon is full"))
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert "the moon is full" in look(studio)


async def test_a_screenshot_is_kept(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test() as pilot:
        await pilot.press("f8")
        await pilot.pause()
    assert len(list((tmp_path / "state" / "screenshots").glob("*.svg"))) == 1


class Rung(Page):
    """A page with a key whose footer has one word and whose help has more."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("H", "app.bell", "Ring", tooltip="Ring the bell")
    ]


@pytest.mark.parametrize("opens", ["question_mark", "ctrl+p"])
async def test_help_and_the_palette_say_more_of_a_key_than_the_footer(
    tmp_path: Path, opens: str
) -> None:
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=(120, 40)) as pilot:
        await studio.push_screen(Rung())
        await pilot.press(opens)
        assert "Ring the bell" in await settled(pilot)


async def test_a_page_that_was_opened_is_let_rest(tmp_path: Path) -> None:
    rested: list[str] = []
    studio = Studio(backstage(tmp_path), rest=lambda: rested.append(studio.current_mode))
    async with studio.run_test() as pilot:
        for _ in range(500):
            await pilot.pause(0.01)
            if rested:
                break

    assert rested[0] == "home"
