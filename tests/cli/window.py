"""A window for tests: it gives orders to a stage, here or in another process, and sees it all."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from society.cli.stage.performing import Stage
from society.cli.stage.showing import Display
from society.cli.stage.theatre import Theatre
from society.cli.stage.workshop import Workshop
from society.domain.cues import Shown, read_shown
from society.domain.episode import Episode
from society.domain.orders import Begin, Order, write_order
from society.store.store import Store

CHAT = Path(__file__).with_name("chat.yaml")
HAGGLE = Path(__file__).parents[1] / "play" / "haggle.yaml"
TIME = 120
"""Seconds that a test waits for what should come."""


class Window:
    """What was shown so far; `until` waits for more of it."""

    def __init__(self, send: Callable[[Order], Awaitable[None]]) -> None:
        self.shown: list[Shown] = []
        self.send = send
        self._read = 0
        self._came = asyncio.Event()

    def see(self, shown: Shown) -> None:
        self.shown.append(shown)
        self._came.set()

    async def until(self, kind: str, **fields: Any) -> Any:
        """The next of that kind with these fields, counted from what was waited for last."""
        async with asyncio.timeout(TIME):
            while True:
                for at in range(self._read, len(self.shown)):
                    shown = self.shown[at]
                    told = {name: getattr(shown, name, None) for name in fields}
                    if shown.kind == kind and told == fields:
                        self._read = at + 1
                        return shown
                self._came.clear()
                await self._came.wait()

    async def standing(self, state: str) -> str:
        """The dialogue that came to this state."""
        return str((await self.until("standing", state=state)).episode)

    async def idle(self) -> str:
        """The dialogue that has come to its end, or was stopped."""
        return await self.standing("idle")

    def of(self, kind: str, episode: str = "") -> list[Any]:
        """Everything of that kind that was shown, of one dialogue."""
        return [
            each
            for each in self.shown
            if each.kind == kind and (not episode or getattr(each, "episode", "") == episode)
        ]

    async def begun(self, job: dict[str, Any], **more: Any) -> str:
        """Begin a dialogue paused; its id."""
        await self.send(Begin(job=job, paused=True, **more))
        return await self.standing("paused")


class _Lines:
    """A pipe that is read at once."""

    def __init__(self) -> None:
        self.window: Window | None = None

    def write(self, line: bytes, /) -> None:
        assert line.endswith(b"\n")
        if self.window:
            self.window.see(read_shown(line))

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def close(self) -> None:
        self.window = None

    async def wait_closed(self) -> None:
        await asyncio.sleep(0)


@asynccontextmanager
async def staged(db: Path) -> AsyncIterator[Window]:
    """A stage in this process, every order and cue as a line."""
    lines = _Lines()
    async with Workshop(str(db)) as shop, asyncio.TaskGroup() as group:
        stage = Stage(shop, Display(lines), group)

        async def send(order: Order) -> None:
            await stage.hear(write_order(order))

        lines.window = window = Window(send)
        try:
            yield window
        finally:
            stage.stop(now=True)
            await stage.over()


@asynccontextmanager
async def performing(db: Path) -> AsyncIterator[tuple[Window, Theatre]]:
    """The process that a window has, begun and ready."""
    theatre = await Theatre.open(["perform", "--db", str(db)])
    window = Window(theatre.send)

    async def see() -> None:
        async for shown in theatre.shown():
            window.see(shown)

    seeing = asyncio.create_task(see())
    try:
        await window.until("ready")
        yield window, theatre
    finally:
        await theatre.close(keep=False)
        await ended(theatre)
        await seeing


async def ended(theatre: Theatre) -> None:
    """Wait until the process has ended."""
    async with asyncio.timeout(TIME):
        while theatre.running:
            await asyncio.sleep(0)


def script(folder: Path, *lines: Any, name: str = "talk") -> str:
    """A model that says these lines over and over."""
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return f"scripted:{file}"


def talk(model: str, scenario: Path = CHAT, **more: Any) -> dict[str, Any]:
    """The job of a dialogue with that model."""
    return {"scenario": str(scenario), "model": model, "player": "llm", "seed": 3, **more}


def lines(count: int = 40) -> Sequence[str]:
    return [f"line {at} of the talk" for at in range(count)]


def stored(db: Path, episode: str) -> Episode:
    with Store.open(db, write=False) as store:
        return store.episode(episode)
