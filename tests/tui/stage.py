"""A backstage for tests: a real store, a fixed clock and seed, and a stage with a canned play."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from society.domain.cues import Shown
from society.domain.orders import Order
from society.settings import Settings
from tui.backstage import Backstage, Desk, Done

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Canned:
    """A stage that shows what it is given; `orders` holds what it was told."""

    script: list[Shown] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    closed: str = ""
    killed: bool = False

    def __post_init__(self) -> None:
        self._queue: asyncio.Queue[Shown | None] = asyncio.Queue()

    async def send(self, order: Order) -> None:
        self.orders.append(order)
        if len(self.orders) == 1:
            self.show(*self.script)

    def show(self, *shown: Shown) -> None:
        """Show this now."""
        for each in shown:
            self._queue.put_nowait(each)

    async def shown(self) -> AsyncIterator[Shown]:
        while (each := await self._queue.get()) is not None:
            yield each

    def end(self) -> None:
        self.killed = True
        self._queue.put_nowait(None)

    async def close(self, *, keep: bool) -> None:
        self.closed = "kept" if keep else "stopped"
        self._queue.put_nowait(None)


@dataclass
class Commands:
    """Commands that are only written down; `answers` are given in turn."""

    answers: list[Done] = field(default_factory=list)
    ran: list[tuple[str, ...]] = field(default_factory=list)
    detached: list[tuple[str, ...]] = field(default_factory=list)

    async def run(self, words: Sequence[str]) -> Done:
        self.ran.append(tuple(words))
        return self.answers.pop(0) if self.answers else Done(0, "", "")

    async def detach(self, words: Sequence[str], log: Path) -> int:
        self.detached.append(tuple(words))
        return 4242


def backstage(
    folder: Path,
    *,
    stage: Canned | None = None,
    commands: Commands | None = None,
    settings: Settings | None = None,
    db: Path | None = None,
) -> Backstage:
    """Everything that a screen may reach, in one folder."""
    told, orders = commands or Commands(), stage or Canned()

    async def perform() -> Canned:
        return orders

    return Backstage(
        desk=Desk(str(db or folder / "society.db")),
        settings=settings or Settings(),
        environ={},
        perform=perform,
        command=told.run,
        detach=told.detach,
        now=lambda: NOW,
        seed=lambda: 7,
        state=folder / "state",
        here=folder,
    )
