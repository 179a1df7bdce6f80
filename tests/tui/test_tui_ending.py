"""A page that is closed while it reads something is closed, and nothing else."""

import asyncio
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.widgets import Static

from tests.tui.stage import backstage
from tui.app import Studio
from tui.dialogs.dialog import Dialog
from tui.ending import Ending
from tui.screens.page import Page

TURNS = 20


class Last(Static):
    """Goes after everything else, and lets what was awaited come meanwhile."""

    def __init__(self, come: asyncio.Event) -> None:
        super().__init__()
        self._come = come

    async def on_unmount(self) -> None:
        self._come.set()
        for _ in range(TURNS):
            await asyncio.sleep(0)


class Reads(Ending[None]):
    """Awaits something and draws it."""

    def __init__(self) -> None:
        super().__init__()
        self.come, self.drawn = asyncio.Event(), False

    def compose(self) -> ComposeResult:
        yield Static(id="drawn-on")
        yield Last(self.come)

    def on_mount(self) -> None:
        self.query_one("#drawn-on").run_worker(self.read())
        self.run_worker(self.read())

    async def read(self) -> None:
        await self.come.wait()
        self.query_one("#drawn-on", Static).update("it came")
        self.drawn = True


class Box(Reads, Dialog[None]):
    """The same as a dialog."""


class Leaf(Reads, Page):
    """The same as a page."""

    compose = Page.compose
    body = Reads.compose


class Begins(Ending[None]):
    """Begins something at the very moment at which it is closed."""

    begun = False

    async def begin(self) -> None:
        self.begun = True
        await asyncio.Event().wait()


async def test_what_is_begun_as_the_screen_closes_is_ended_as_well(tmp_path: Path) -> None:
    studio, screen = Studio(backstage(tmp_path)), Begins()
    async with studio.run_test() as pilot:
        await studio.push_screen(screen)
        await pilot.pause()
        closed = studio.pop_screen()
        worker = screen.run_worker(screen.begin())
        await closed

        assert screen.begun
        assert worker.is_cancelled or worker.is_finished


@pytest.mark.parametrize("kind", [Reads, Box, Leaf])
async def test_what_comes_while_a_screen_is_taken_down_is_not_drawn(
    tmp_path: Path, kind: type[Reads]
) -> None:
    studio, screen = Studio(backstage(tmp_path)), kind()
    async with studio.run_test() as pilot:
        await studio.push_screen(screen)
        await pilot.pause()
        studio.pop_screen()
        await pilot.pause()
        await studio.workers.wait_for_complete()

        assert screen.come.is_set()
        assert not screen.drawn
