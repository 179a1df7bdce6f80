"""Whatever is pressed in whatever order, the export stays one that can be used, and closed."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from textual.pilot import Pilot
from textual.widgets import ContentSwitcher

from tests.tui.look import settled
from tests.tui.stage import Commands, backstage
from tests.tui.test_tui_export_steps import opened, told
from tests.tui.test_tui_export_steps import shown as previewed
from tui.app import Studio
from tui.backstage import Done
from tui.screens.export import Export

KEYS = (
    *("enter", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pagedown"),
    *("space", "backspace", "ctrl+s", "p", "y", "escape", "question_mark", "f1", "ctrl+p", "7"),
    *("a", "0", '"', "'", "-", "[", "]", "\\", "中", "z", "t", "ctrl+o", "delete", "ctrl+u"),
)
PRESSED = 120
WROTE = {"schema": "society/1", "out": "exports/raw", "formats": {}}
FAILED = (
    Done(0, "", ""),
    Done(2, "", "society: no field is called 'x'\n  fields: id scenario\n"),
    Done(1, "Traceback", "KeyError"),
)


class Chance(Commands):
    """Answers that a command may give, by chance."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self._chance = chance

    async def run(self, words: Sequence[str]) -> Done:
        self.ran.append(tuple(words))
        done = Done(0, json.dumps(WROTE), "") if "--progress" in words else told(previewed())
        return self._chance.choice((done, done, *FAILED))


async def export(pilot: Pilot[int]) -> None:
    """Back in the export, whatever is open over it, or after it was closed."""
    for _ in range(12):
        if isinstance(pilot.app.screen, Export):
            return
        if not any(isinstance(each, Export) for each in pilot.app.screen_stack):
            await opened(pilot)
        else:
            await pilot.press("escape")
        await pilot.pause()
    raise AssertionError(f"{pilot.app.screen} stays open")


@pytest.mark.parametrize(("size", "seed"), [((80, 24), 1), ((120, 40), 2), ((60, 16), 3)])
async def test_no_key_breaks_the_export(tmp_path: Path, size: tuple[int, int], seed: int) -> None:
    chance = Random(seed)
    commands = Chance(chance)
    studio = Studio(backstage(tmp_path, commands=commands))
    async with studio.run_test(size=size) as pilot:
        for _ in range(PRESSED):
            await export(pilot)
            await pilot.press(chance.choice(KEYS))
        await export(pilot)
        await settled(pilot)

        dialog = studio.screen
        assert isinstance(dialog, Export)
        assert dialog.query_one(ContentSwitcher).current
    assert commands.ran, "something was previewed or written"
