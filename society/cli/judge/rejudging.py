"""Questions about what is stored, so many at once: each answer is kept with its bill as it comes.

Law: whatever stops it, no answer that was paid for is lost, and the same command goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from society.batch.billing import in_process
from society.batch.halt import Halt
from society.batch.tally import Progress, Tally
from society.cli.connecting import connected
from society.cli.judge.price import HERE, REMOTE
from society.cli.judge.seats import JudgingOptions
from society.cli.progress import Shown
from society.domain.calls import Attempt
from society.domain.errors import Exit, SocietyError, StoreError
from society.domain.events import Called, Event, Judged
from society.domain.judging import Judgement
from society.settings import Settings
from society.store.judging_again import Again
from society.store.lease import Taken

if TYPE_CHECKING:
    from society.llm.connect import Connections

Emit = Callable[[Event], None]
Ask = Callable[[Emit], Awaitable[Judgement]]
"""Asks a judge, telling every event of it as it happens."""


class Rejudging:
    """One run. `halt` says when to begin nothing more; `error` is what ended it, if anything."""

    def __init__(self, total: int, slots: int, halt: Halt, show: Shown) -> None:
        self.error: SocietyError | None = None
        self.elsewhere: list[str] = []
        self.asked = 0
        self._slots = asyncio.Semaphore(slots)
        self._workers = slots
        self._halt, self._show = halt, show
        self._tally = Tally(total=total)
        self._done, self._running = 0, 0

    async def through(self, ids: Iterable[str], judge: Callable[[str], Awaitable[None]]) -> None:
        """Judge all these dialogues, as many at once as there are slots."""
        waiting = iter(ids)
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._work(waiting, judge))

    @property
    def progress(self) -> Progress:
        """How far it is."""
        heard = self._tally.progress
        speed = 60 * self._done / heard.seconds if heard.seconds else 0.0
        counted = {"done": self._done, "running": self._running, "per_minute": speed}
        return heard.model_copy(update={**counted, "kept": self._done})

    async def question(self, again: Again, ask: Ask) -> Judgement | None:
        """One answer, stored with its requests; None where nothing more is asked.

        What would fail for every question alike ends the run: nothing new is begun, what is under
        way comes to its end.
        """
        attempts: list[Attempt] = []
        async with self._slots:
            if self._halt.asked:
                return None
            said: Judgement | None
            try:
                said = await ask(self._hearing(attempts))
            except SocietyError as error:
                self._stop(error)
                said = None
            except BaseException:
                await self._keep(again, None, attempts)
                raise
        await self._keep(again, said, attempts)
        return said

    async def _keep(
        self, again: Again, said: Judgement | None, attempts: Sequence[Attempt]
    ) -> None:
        try:
            await again.add(said, attempts)
        except StoreError as error:
            self._stop(error)
            return
        if said is not None:
            self.asked += 1
            self._tally.hear(Judged(episode=again.episode.id, judgement=said))

    async def _work(self, waiting: Iterable[str], judge: Callable[[str], Awaitable[None]]) -> None:
        for id_ in waiting:
            if self._halt.asked:
                return
            self._running += 1
            try:
                await judge(id_)
                self._done += 1
            except Taken:
                self.elsewhere.append(id_)
            except SocietyError as error:
                self._stop(error)
            finally:
                self._running -= 1
            self._show(lambda: self.progress)
            # A judge that waits for nothing must not keep signals from being heard.
            await asyncio.sleep(0)

    def _hearing(self, attempts: list[Attempt]) -> Emit:
        def emit(event: Event) -> None:
            if isinstance(event, Called):
                attempts.append(event.attempt)
                self._tally.hear(event)
            self._show(lambda: self.progress)

        return emit

    def _stop(self, error: SocietyError) -> None:
        self.error = self.error or error
        self._halt.ask(error.message, Exit(error.exit))


@asynccontextmanager
async def connections_for(
    options: JudgingOptions, chosen: Settings
) -> AsyncIterator["Connections"]:
    """Models, every request of which is paid from what the options allow."""
    from society.llm.purse import Allowance, Purse

    kept = Purse(Allowance(options.budget, options.max_calls))
    async with connected(chosen, api_base=options.api_base, stream=False, purse=kept) as found:
        yield found


def slots(options: JudgingOptions, model: str | None) -> int:
    """How many questions at once."""
    here = model is not None and in_process(model)
    return options.concurrency or (HERE if here else REMOTE)
