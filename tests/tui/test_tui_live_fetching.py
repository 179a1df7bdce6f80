"""Where the embedded model is not here, Run offers to fetch it, and then plays."""

from pathlib import Path

import pytest

from society.domain.cues import Refused
from society.domain.events import Failed
from tests.tui.playing import BEGIN, opened
from tui.backstage import Done
from tui.messages import Play

WANTED = "The embedded model is not on this machine."
MISSING = {"error": "the weights are not here", "code": "missing_weights"}
REFUSED = Refused(do="begin", hint="run `society models get` once", **MISSING)
GET = ("models", "get", "--yes")


@pytest.mark.parametrize("shown", [REFUSED, Failed(episode="", **MISSING)])
async def test_the_model_is_fetched_and_the_dialogue_begun_again(
    tmp_path: Path, shown: Refused | Failed
) -> None:
    async with opened(tmp_path) as window:
        window.stage.script = [shown]
        window.studio.post_message(Play(BEGIN))
        assert "SmolLM2-135M-Instruct, Apache-2.0, 98 MB" in await window.seen(WANTED)
        await window.press("enter")
        await window.until(lambda: len(window.stage.orders) == 2)

    assert window.commands.ran == [GET]
    assert window.stage.orders == [BEGIN, BEGIN]


async def test_who_does_not_want_it_reads_what_else_to_do(tmp_path: Path) -> None:
    async with opened(tmp_path) as window:
        window.stage.script = [REFUSED]
        window.studio.post_message(Play(BEGIN))
        await window.seen(WANTED)
        await window.press("escape")
        assert "run `society models get` once" in await window.settle()

    assert window.commands.ran == []


async def test_a_fetch_that_fails_is_said_and_can_be_tried_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as window:
        window.stage.script = [REFUSED]
        window.commands.answers = [Done(6, "", "society: nobody answers at the registry\n")]
        window.studio.post_message(Play(BEGIN))
        await window.seen(WANTED)
        await window.press("enter")
        await window.seen("nobody answers at the registry")
        await window.press("enter")
        await window.until(lambda: len(window.stage.orders) == 2)

    assert window.commands.ran == [GET, GET]
