"""A stage that hangs is said to be silent, can be killed, and is believed again when it speaks."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from society.domain.cues import Standing
from society.domain.events import Speaking, Token, Waiting
from tests.tui.playing import BEGIN, Window, opened, watching
from tests.tui.stage import NOW
from tui.messages import Play
from tui.screens.live.company import SILENT

SPEAKING = Speaking(episode="e1", turn=3, role="buyer")
SAID = "nothing was heard of"


def later(window: Window, seconds: float) -> None:
    """Let the clock stand so much later."""
    now = NOW + timedelta(seconds=seconds)
    window.studio.backstage = replace(window.studio.backstage, now=lambda: now)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_stage_without_a_word_is_said_to_be_silent_until_it_speaks(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with watching(tmp_path, SPEAKING, size=size) as window:
        await window.seen("B")
        later(window, SILENT - 1)
        assert SAID not in await window.settle()

        later(window, SILENT + 3)
        seen = " ".join((await window.settle()).split())
        assert f"{SAID} turn 4 (buyer) for 23 s, since " in seen
        assert "x ends the process that plays" in seen

        await window.show(Token(episode="e1", role="buyer", text="I can"))
        assert SAID not in await window.settle()


async def test_a_silent_stage_is_killed_by_one_key_and_gone_on_with_by_another(
    tmp_path: Path,
) -> None:
    async with watching(tmp_path, SPEAKING) as window:
        later(window, SILENT)
        await window.seen(SAID)
        await window.press("x")

        assert window.stage.killed
        assert "✗ the stage has closed" in await window.settle()
        await window.press("enter")
        assert window.orders[-1].do == "resume"


async def test_a_stage_that_never_says_anything_is_said_to_be_silent(tmp_path: Path) -> None:
    async with opened(tmp_path) as window:
        window.studio.post_message(Play(BEGIN))
        await window.until(lambda: window.stage.orders)
        later(window, SILENT)
        assert f"{SAID} whoever plays" in await window.settle()


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(Standing(state="paused", episode="e1"), id="it is paused"),
        pytest.param(
            Waiting(episode="e1", seconds=60, why="rate_limited: try 2 of 6", purpose="turn:3"),
            id="it has said how long it waits",
        ),
    ],
)
async def test_a_stage_that_has_nothing_to_say_is_not_silent(
    tmp_path: Path, shown: Standing | Waiting
) -> None:
    async with watching(tmp_path, SPEAKING, shown) as window:
        later(window, SILENT + 5)
        assert SAID not in await window.settle()


async def test_who_leaves_a_silent_stage_kills_it(tmp_path: Path) -> None:
    async with watching(tmp_path, SPEAKING) as window:
        later(window, SILENT)
        await window.seen(SAID)
        await window.live.depart("cancel")

        assert window.stage.killed
        assert window.orders == []
