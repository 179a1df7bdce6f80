"""What the window may ask of the house; whoever opens it says how each is done.

Law: a screen takes a stream of what is shown, and orders where it is live, or asks the store. It
never knows a model.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import orjson

from society.domain.errors import SocietyError, StoreError
from society.settings import Settings

if TYPE_CHECKING:
    from society.domain.cues import Shown
    from society.domain.orders import Order
    from society.store.store import Store

Answer = TypeVar("Answer")


class Performance(Protocol):
    """A dialogue on a stage that may be another process: what it shows, and what it is told."""

    async def send(self, order: "Order") -> None:
        """Give an order; what comes of it is shown."""

    def shown(self) -> "AsyncIterator[Shown]":
        """Everything that happens, until the stage is closed."""

    def end(self) -> None:
        """End whoever plays now, whatever they are at: what was said is kept."""

    async def close(self, *, keep: bool) -> None:
        """Leave the stage: what is played goes on to its end where `keep`, else stops."""


@dataclass(frozen=True)
class Done:
    """How a command of ours ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def document(done: Done, *, may: tuple[int, ...] = (0,), otherwise: str = "") -> Any:
    """The JSON that a command printed; SocietyError in its own words where it failed.

    `may` are the exit codes with which it has something to say, `otherwise` stands for a failure
    without a word.
    """
    refuse_failure(done, may=may, otherwise=otherwise)
    try:
        return orjson.loads(done.out)
    except ValueError as error:
        raise SocietyError("the answer of a command cannot be read", hint="try again") from error


def refuse_failure(done: Done, *, may: tuple[int, ...] = (0,), otherwise: str = "") -> None:
    """SocietyError with the sentence and the hint that a command failed with, where it did."""
    if done.code in may:
        return
    lines = [line for line in done.err.splitlines() if line.strip()]
    said = next(
        (line for line in lines if line.startswith("society: ")), lines[-1] if lines else ""
    )
    hint = "\n".join(line.strip() for line in lines if line.startswith("  "))
    message = said.removeprefix("society: ") or otherwise or f"it ended with code {done.code}"
    raise SocietyError(message, hint=hint)


class Command(Protocol):
    """Runs `society WORDS…` as a process of its own and waits for it."""

    def __call__(self, words: Sequence[str]) -> Awaitable[Done]:
        """What it wrote, once it ended; a cancelled wait ends the process too."""


class Detach(Protocol):
    """Starts `society WORDS…` as a process that outlives the window."""

    def __call__(self, words: Sequence[str], log: Path) -> Awaitable[int]:
        """The number of the process; what it writes goes to the file `log`."""


@dataclass(frozen=True)
class Backstage:
    """Everything a screen may reach: the store by `desk`, a stage, commands, settings, the clock.

    `environ` is the process's own, without what a folder's .env adds. `state` is the folder where
    the window remembers itself, `here` the one it was opened in. `seed` gives the seed of a new
    dialogue where nobody names one.
    """

    desk: "Desk"
    settings: Settings
    environ: Mapping[str, str]
    perform: Callable[[], Awaitable[Performance]]
    command: Command
    detach: Detach
    now: Callable[[], datetime]
    seed: Callable[[], int]
    state: Path
    here: Path

    @property
    def log(self) -> Path:
        """Where bugs and troubles are written, a JSON object a line."""
        return self.state / "log.jsonl"


class Desk:
    """The store, opened once and asked in threads, so that no question holds up a key."""

    def __init__(self, target: str) -> None:
        self.target = target
        self._opening = asyncio.Lock()
        self._store: Store | None = None
        self.locked = False

    async def store(self) -> "Store":
        """The open store, made where there is none yet; read-only where it cannot be written."""
        async with self._opening:
            if self._store is None:
                self._store = await asyncio.to_thread(self._open)
            return self._store

    async def ask(self, question: "Callable[[Store], Answer]") -> Answer:
        """What the store answers; StoreError where it cannot be read."""
        store = await self.store()
        return await asyncio.to_thread(question, store)

    async def close(self) -> None:
        """Let go of the file; twice is fine."""
        async with self._opening:
            store, self._store = self._store, None
        if store is not None:
            await asyncio.to_thread(store.close)

    def _open(self) -> "Store":
        from society.store.store import Store

        try:
            return Store.open(self.target)
        except StoreError:
            # What cannot be written may still be read: a file of somebody else, a full disk.
            store = Store.open(self.target, create=False, write=False)
            self.locked = True
            return store
