"""A keymap in the settings that cannot be meant is said at the start."""

from pathlib import Path

import pytest

from society.settings import Settings
from tests.tui.look import look, settled
from tests.tui.stage import backstage
from tui.app import Studio
from tui.screens.settings.keymap import bindings, doubtful


@pytest.mark.parametrize(
    ("mapped", "said"),
    [
        pytest.param({"home.batch": "B"}, [], id="a key that nobody has"),
        pytest.param({"batches.new": "n"}, [], id="the key that it has anyway"),
        pytest.param(
            {"home.batch": "n"},
            ["n is given to Batch (home.batch) and New (home.new): only one of them works"],
            id="a key of the same screen",
        ),
        pytest.param(
            {"home.batch": "f2, x", "home.variables": "v"},
            [
                "f2 is given to Batch (home.batch) and Settings (settings): only one of them works",
                "v is given to Validate (home.validate) and Variables (home.variables): "
                "only one of them works",
            ],
            id="a key that works everywhere, and one that was given away",
        ),
        pytest.param(
            {"home.btach": "B"}, ["[keys] names 'home.btach', which is no action"], id="no name"
        ),
    ],
)
def test_a_keymap_that_cannot_be_meant_is_told(mapped: dict[str, str], said: list[str]) -> None:
    assert doubtful(mapped, bindings()) == said


async def test_a_key_for_two_actions_is_said_at_the_start(tmp_path: Path) -> None:
    studio = Studio(backstage(tmp_path, settings=Settings(keys={"home.batch": "n"})))
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        for _ in range(100):
            if "given to" in await settled(pilot):
                break
        assert "n is given to Batch (home.batch) and New" in look(studio)
