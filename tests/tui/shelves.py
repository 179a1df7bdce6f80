"""Scenario files for tests of Home, and the window that shows them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.message import Message
from textual.pilot import Pilot

import tui
from society.domain.orders import Begin
from society.settings import Settings
from society.store.record import record
from society.store.store import Store
from tests.store import paper
from tests.tui.stage import Commands, backstage
from tui.app import Studio
from tui.backstage import Backstage
from tui.messages import OpenBatch, OpenDialogue, Play
from tui.screens.home.home import Home

LAMP = """\
schema: scenario/v1
id: market/lamp
title: {en: A lamp, zh: 一盏灯}
summary: {en: Two people bargain over a lamp., zh: 两个人为一盏灯讨价还价。}
tags: [negotiation, 中文]
license: CC0-1.0
locale: {default: en, available: [en, zh]}
variables:
  list_price: {int: [20, 60], step: 5}
  lowest: {expr: "list_price // 2"}
context: {en: "A lamp with a tag of ${{ list_price }}.", zh: "一盏标价 {{ list_price }} 元的灯。"}
roles:
  seller:
    name: {en: Ann, zh: 安妮}
    private: {en: "Never below ${{ lowest }}.", zh: "不低于 {{ lowest }} 元。"}
    train: true
  buyer:
    name: {en: Bo, zh: 小博}
    private: {en: At most $40., zh: 最多四十元。}
turns: {max: 6}
judges:
  - {use: brevity, weight: 0.5}
levels:
  easy: {turns: {max: 8}}
  hard: {turns: {max: 4}}
"""

CHAT = """\
schema: scenario/v1
id: talk/chat
title: A chat
roles:
  a: {name: Ann}
  b: {name: Bo}
"""

BROKEN = """\
schema: scenario/v1
id: talk/broken
title: A broken one
roles:
  a: {name: Ann, colour: red}
  b: {name: Bo}
"""


def shelved(folder: Path, **files: str) -> Path:
    """A folder with these scenario files; `talk__chat=CHAT` is talk/chat.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


async def lamps(db: Path, *names: str) -> None:
    """A database in which the lamp was sold that often."""
    with Store.open(db, clock=lambda: "2026-11-22T12:00:00.000+00:00") as store:
        for name in names:
            _ = [event async for event in record(store, paper.told(paper.play(name)))]


class Window(Studio):
    """A studio that goes nowhere: `asked` holds what its screens wanted of it."""

    CSS_PATH = str(Path(tui.__file__).with_name("studio.tcss"))

    def __init__(self, back: Backstage) -> None:
        super().__init__(back)
        self.asked: list[Message] = []

    def on_play(self, message: Play) -> None:
        self._note(message)

    def on_open_batch(self, message: OpenBatch) -> None:
        self._note(message)

    def on_open_dialogue(self, message: OpenDialogue) -> None:
        self._note(message)

    def _note(self, message: Message) -> None:
        message.prevent_default()
        self.asked.append(message)

    @property
    def job(self) -> dict[str, Any]:
        """The job of the one dialogue that was begun."""
        (message,) = self.asked
        assert isinstance(message, Play)
        assert isinstance(message.order, Begin)
        return message.order.job


def window(
    folder: Path,
    *,
    shipped: Path | None = None,
    commands: Commands | None = None,
    settings: Settings | None = None,
    environ: dict[str, str] | None = None,
) -> Window:
    """A studio whose Home has only these scenarios."""
    back = backstage(folder, commands=commands, settings=settings)
    studio = Window(replace(back, environ=environ or {}))
    ships = shipped or shelved(folder / "shipped", market__lamp=LAMP)
    home = Home(shipped=lambda: ships)
    home.restore(studio._remembered.pages.get("home", {}))
    studio._pages["home"] = home
    return studio


@asynccontextmanager
async def opened(
    studio: Studio, size: tuple[int, int] = (120, 40), **kwargs: Any
) -> AsyncIterator[Pilot[int]]:
    """The studio with everything read that it began to read."""
    async with studio.run_test(size=size, **kwargs) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[int], rounds: int = 3) -> None:
    """Wait until nothing is being read or drawn any more."""
    for _ in range(rounds):
        await pilot.pause()
        async with asyncio.timeout(20):
            await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each once what the one before began is done."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot, 2)


def home_of(studio: Studio) -> Home:
    """The page Home."""
    page = studio.page("home")
    assert isinstance(page, Home)
    return page
