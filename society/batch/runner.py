"""Many dialogues at once, as one stream of events: claimed by lease, recorded, never played twice.

Law: a dialogue belongs to whoever holds its lease. Whatever ends the stream, every dialogue in it
is left as `stopped` with all it cost, and the same batch goes on from there.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from traceback import format_exception

from society.batch.guard import Guard
from society.batch.halt import Halt
from society.casting import Job, Table
from society.domain.episode import Episode, Lineage
from society.domain.errors import Exit, SocietyError, StoreError
from society.domain.events import Called, Event, Failed, Paid, Spoke, Waiting
from society.play.engine import play
from society.store.lease import Taken
from society.store.record import record
from society.store.store import Store
from society.store.values import RunInfo
from society.store.wishes import Wishes, wishes

POLL = 2.0
"""Seconds between looks at dialogues that another process plays."""

FIRST = Lineage()
Todo = tuple[str, Job]
"""A dialogue's id and the job that plays it."""


@dataclass
class Batch:
    """One process's part in a batch: what to play, how many at once, when to stop.

    `seat` makes a job ready; `bugs` are the tracebacks of dialogues that broke our own code, which
    fail alone.
    """

    name: str
    todo: Iterator[Todo]
    seat: Callable[[Job], Table]
    store: Store
    run: RunInfo
    slots: int
    halt: Halt = field(default_factory=Halt)
    bugs: list[str] = field(default_factory=list)
    poll: float = POLL
    lineage: Lineage = FIRST
    _door: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)
    _through: bool = field(default=False, init=False, repr=False)

    async def play(self) -> AsyncGenerator[Event, None]:
        """Every event of every dialogue that this process plays, in the order they are stored.

        StoreError where nothing can be stored any more; the dialogues in flight end first.
        """
        heard: asyncio.Queue[Event | None] = asyncio.Queue(maxsize=4 * self.slots)
        guard, elsewhere = Guard(self.halt), deque[Todo]()
        workers = [
            asyncio.create_task(self._work(slot, heard, elsewhere), name=f"dialogue {slot}")
            for slot in range(self.slots)
        ]
        over = asyncio.create_task(_all(workers, heard))
        try:
            while (event := await heard.get()) is not None:
                guard.hear(event)
                yield event
            await over
        finally:
            await _ended(workers)
            await _ended([over])

    async def _work(
        self, slot: int, heard: asyncio.Queue[Event | None], elsewhere: deque[Todo]
    ) -> None:
        async for id_, job in self._claimed(slot, heard):
            if await self._one(id_, job, heard):
                elsewhere.append((id_, job))
        while elsewhere and not self.halt.asked:
            if self._wished().paused:
                await asyncio.sleep(self.poll)
                continue
            id_, job = elsewhere.popleft()
            if held := await self._one(id_, job, heard):
                elsewhere.append((id_, job))
                why = f"{len(elsewhere)} played by others: {held}"
                await heard.put(Waiting(episode=id_, purpose="batch", seconds=self.poll, why=why))
                await asyncio.sleep(self.poll)

    async def _claimed(
        self, slot: int, heard: asyncio.Queue[Event | None]
    ) -> AsyncGenerator[Todo, None]:
        """What this worker is to play, one after another, as far as a person wishes it."""
        while await self._may(slot, heard):
            found = next(self.todo, None)
            if found is None:
                self._through = True
                return
            yield found

    async def _may(self, slot: int, heard: asyncio.Queue[Event | None]) -> bool:
        """Wait while it is paused, or fewer are wished; whether there is anything more to begin."""
        while not self.halt.asked and not self._through:
            wished = self._wished()
            if wished.paused and slot == 0 and not self.halt.asked:
                why = f"paused by a person; {self.name} begins nothing more until it is to go on"
                told = Waiting(episode="", purpose="batch", seconds=self.poll, why=why)
                await heard.put(told)
            if not wished.paused and slot < (wished.at_once or self.slots):
                break
            await asyncio.sleep(self.poll)
        return not self.halt.asked and not self._through

    def _wished(self) -> Wishes:
        wished = wishes(self.store, self.name)
        if wished.stop:
            self.halt.ask("a person asked it to stop", Exit.TERMINATED)
        return wished

    async def _one(self, id_: str, job: Job, heard: asyncio.Queue[Event | None]) -> str:
        """Play one dialogue to its end or to a halt; who plays it where another process does."""
        try:
            table = await self._seated(job)
            if self.halt.asked:
                return ""
            await self.store.begin(
                id_,
                table.game,
                table.provenance,
                scenario_text=table.scenario_text,
                run=self.run,
                batch=self.name,
                lineage=self.lineage,
            )
            async with self.store.leasing(id_) as unplayed:
                so_far = None if unplayed else self.store.episode(id_)
                if so_far is None or so_far.status != "done":
                    await self._played(id_, table, so_far, heard)
        except Taken as taken:
            return taken.message
        except StoreError:
            raise
        except SocietyError as error:
            told = Failed(episode=id_, code="error", error=error.message, hint=error.hint)
            await heard.put(told)
        except Exception as bug:
            self.bugs.append("".join(format_exception(bug)))
            said = f"{type(bug).__name__}: {bug}"
            await heard.put(Failed(episode=id_, code="bug", error=said))
        return ""

    async def _seated(self, job: Job) -> Table:
        """One at a time, so that many dialogues that begin at once do not hold up the loop."""
        async with self._door:
            await asyncio.sleep(0)
            return self.seat(job)

    async def _played(
        self, id_: str, table: Table, so_far: Episode | None, heard: asyncio.Queue[Event | None]
    ) -> None:
        unheard: list[Called] = []
        played = play(
            table.game,
            table.bench,
            episode=id_,
            provenance=table.provenance,
            so_far=so_far,
            unheard=unheard,
        )
        async with aclosing(record(self.store, played, unheard=unheard)) as events:
            async for event in events:
                await heard.put(event)
                if self.halt.asked and isinstance(event, Spoke | Paid):
                    return


async def _all(workers: Iterable["asyncio.Task[None]"], heard: asyncio.Queue[Event | None]) -> None:
    """Wait for the workers; the first that fails ends them all."""
    try:
        await asyncio.gather(*workers)
    finally:
        await heard.put(None)


async def _ended(tasks: Iterable["asyncio.Task[None]"]) -> None:
    """Cancel what still runs and wait until it has stored what it paid for."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


HOPELESS = frozenset({"context", "refused", "oversized", "bad_request"})
"""Codes of failures that would come again: such dialogues are played again only when asked."""


def outstanding(
    planned: Iterable[Todo], known: dict[str, tuple[str, str]], *, again: bool = False
) -> Iterator[Todo]:
    """What is left of the plan, given each stored dialogue's status and code."""
    for id_, job in planned:
        status, code = known.get(id_, ("", ""))
        if status != "done" and (again or status != "failed" or code not in HOPELESS):
            yield id_, job
