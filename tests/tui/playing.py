"""A window with a stage for tests of Live: what is shown on it, and what it was told."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from society.domain.cues import Shown, Standing
from society.domain.events import Event
from society.domain.orders import Begin, Order
from society.store.record import record
from society.store.store import Store
from tests.store.paper import play, told
from tests.tui.look import look
from tests.tui.stage import Canned, Commands, backstage
from tui import session
from tui.app import Studio
from tui.messages import OpenDialogue, Play
from tui.screens.live import Live

PATIENCE = 300
"""How often something is looked for before a test gives up; each look lets the window work on."""

BEGIN = Begin(job={"scenario": "market/lamp", "seed": 7})


@dataclass
class Window:
    """The window while a test drives it."""

    studio: Studio
    stage: Canned
    commands: Commands
    pilot: Pilot[int]

    @property
    def live(self) -> Live:
        """The page."""
        page = self.studio.page("live")
        assert isinstance(page, Live)
        return page

    @property
    def orders(self) -> list[Order]:
        """What the stage was told after the dialogue was begun."""
        return self.stage.orders[1:]

    async def press(self, *keys: str) -> None:
        """Press keys and let the window follow."""
        await self.pilot.press(*keys)
        await self.settle()

    async def show(self, *shown: Shown) -> None:
        """Show this on the stage."""
        self.stage.show(*shown)
        await self.settle()

    async def settle(self) -> str:
        """Draw until nothing changes any more; what stands there then."""
        before = ""
        for _ in range(PATIENCE):
            await self.pilot.pause()
            self.live.renew()
            await self.pilot.pause()
            if (now := look(self.studio)) == before:
                return now
            before = now
        raise AssertionError("the window never came to rest")

    async def until(self, there: Callable[[], object]) -> None:
        """Go on until that is so."""
        for _ in range(PATIENCE):
            if there():
                await self.settle()
                return
            await self.pilot.pause(0.01)
            self.live.renew()
        raise AssertionError(f"it never came:\n{look(self.studio)}")

    async def seen(self, text: str) -> str:
        """Go on until that text stands there."""
        await self.until(lambda: text in look(self.studio))
        return await self.settle()


@asynccontextmanager
async def opened(
    folder: Path, *, size: tuple[int, int] = (120, 40), db: Path | None = None
) -> AsyncIterator[Window]:
    """A window on Live, nothing played yet."""
    stage, commands = Canned(), Commands()
    behind = backstage(folder, stage=stage, commands=commands, db=db)
    session.keep(behind.state, session.Session(mode="live"))
    studio = Studio(behind)
    async with studio.run_test(size=size, notifications=True) as pilot:
        window = Window(studio, stage, commands, pilot)
        await window.until(lambda: window.studio.current_mode == "live")
        window.live.ticking.stop()
        yield window


@asynccontextmanager
async def watching(
    folder: Path, *shown: Shown, turns: int = 3, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Window]:
    """A window in which a dialogue is played: so many turns were said, then this was shown."""
    async with opened(folder, size=size) as window:
        standing = Standing(state="playing", episode="e1")
        window.stage.script = [*play("e1", turns, ends=False), standing, *shown]
        window.studio.post_message(Play(BEGIN))
        await window.until(lambda: window.live.scene.said >= turns)
        yield window


@asynccontextmanager
async def reading(
    folder: Path,
    events: Iterable[Event] | None = None,
    *,
    turn: int | None = None,
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[Window]:
    """A window in which a stored dialogue is read."""
    db = folder / "society.db"
    await keep(db, play("e1", 4) if events is None else events)
    async with opened(folder, size=size, db=db) as window:
        window.studio.post_message(OpenDialogue("e1", turn))
        await window.until(lambda: window.live.reading)
        yield window


async def keep(db: Path, events: Iterable[Event]) -> None:
    """Store what happened."""
    with Store.open(db) as store:
        async for _ in record(store, told(events)):
            pass
