"""A batch from its plan to its summary: made ready, agreed, paid for, played, told."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, aclosing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from society.batch.agreement import agreed
from society.batch.billing import in_process
from society.batch.configs import configuration
from society.batch.halt import Halt
from society.batch.plan import Plan, episode_id
from society.batch.purses import Limits, purse
from society.batch.runner import Batch, Todo, outstanding
from society.batch.tally import Progress, Tally
from society.casting import Job, assemble
from society.cli.batch.command import WorkOptions, seconds
from society.cli.batch.sharing import shared
from society.cli.batch.summary import SoFar, again, summary
from society.cli.connecting import connected, refuse_unpriced
from society.cli.estimate.command import estimated
from society.cli.listening import Hear, ListenOptions, listening
from society.cli.origin import run_info
from society.cli.output import note
from society.cli.play.drawing import event_line
from society.cli.progress import shown
from society.cli.stuck import Stop, stopping
from society.cli.weights import with_weights
from society.domain.calls import Heard
from society.domain.episode import Lineage, Provenance
from society.domain.errors import Exit, ModelError, SocietyError
from society.search import Pot
from society.settings import Settings, database, environment, models_folder, settings
from society.store import batches
from society.store.archive import StoredArchive
from society.store.receipts import thinking
from society.store.store import Store
from society.store.wishes import Wishes, wish

if TYPE_CHECKING:
    from society.llm.connect import Connections
    from society.llm.retry import Patience

PASSING = frozenset({"rate_limited", "server", "timeout"})
"""Failures of a first call that do not speak against the next."""

IN_PROCESS, REMOTE = 4, 64
"""Dialogues at once where models run in this process, and where a server has them."""


@dataclass(frozen=True)
class Ready:
    """A plan whose combinations all can be played: what each comes to, and who speaks."""

    plan: Plan
    cells: tuple[Job, ...]
    origins: tuple[Provenance, ...]
    configs: tuple[dict[str, Any], ...]

    @property
    def models(self) -> tuple[str, ...]:
        """Every model that may be asked."""
        named = [
            name
            for origin in self.origins
            for name in (*origin.models.values(), *origin.judge_models.values())
        ]
        return tuple(dict.fromkeys(named))

    @property
    def slots(self) -> int:
        """Dialogues at once unless told otherwise."""
        return IN_PROCESS if all(map(in_process, self.models)) else REMOTE

    @property
    def calls_at_once(self) -> int:
        """The most requests that one dialogue has under way: all judges hear a turn at once."""
        return max(1, *(len(origin.judge_models) for origin in self.origins))

    def todo(self) -> Iterator[Todo]:
        """Every dialogue of the plan, with its id."""
        for cell, job in self.plan.jobs(self.cells):
            yield episode_id(self.plan.name, self.configs[cell], job), job


async def perform(
    plan: Plan,
    work: WorkOptions,
    listen: ListenOptions | None = None,
    *,
    patience: "Patience | None" = None,
    share_of: int = 1,
    aside: Ready | None = None,
    part: bool = False,
) -> int:
    """Play what is left of a batch; the exit code says how it ended.

    `share_of` is the number of processes that the endpoints' limits are for. `aside` is the plan
    already made ready for a larger answer, beside which the summary stands: on stderr; as a `part`
    of many it is not told at all.
    """
    if work.dry_run:
        return await estimated(plan, work)
    chosen, halt, so_far = settings(), Halt(), SoFar(plan, work, aside=aside is not None, part=part)
    with so_far.told(), stopping(lambda code: halt.ask("", code)) as stop:
        ready = aside or await made_ready(plan, chosen, work)
        with Store.open(database(work.db)) as store:
            known = batches.statuses(store, plan.name)
            left = sum(1 for _ in outstanding(ready.todo(), known, again=work.again))
            so_far.tally = tally = _tally(ready, known, left)
            accept = work.accept_change
            so_far.revision = await agreed(store, ready.plan, ready.configs, accept=accept)
            if not left:
                so_far.thought = thinking(store, plan.name)
                return summary(so_far, halt, tally.progress)
            if share_of == 1:
                # Whoever begins it wants it played, whatever was wished of an earlier run.
                await wish(store, plan.name, Wishes())
            with listening(listen) as hear:
                played = _Played(store, ready, chosen, work, halt, known, tally, hear)
                return await played.through(stop, so_far, patience, share_of)


async def made_ready(plan: Plan, chosen: Settings, work: WorkOptions) -> Ready:
    """Load every scenario and seat everyone once; SocietyError before anything is spent."""
    cells = plan.cells
    async with connected(chosen, api_base=work.api_base, transport=work.transport) as connections:
        tables = with_weights(
            lambda: [assemble(cell, chosen, connections) for cell in cells], models_folder(chosen)
        )
        ready = Ready(
            plan=plan,
            cells=cells,
            origins=tuple(table.provenance for table in tables),
            configs=tuple(configuration(table) for table in tables),
        )
        if work.budget is not None:
            refuse_unpriced(ready.models, connections)
    for line in dict.fromkeys(each for table in tables for each in table.provenance.notes):
        note(line, "dim")
    return ready


def _tally(ready: Ready, known: dict[str, tuple[str, str]], left: int) -> Tally:
    """Counts from what earlier runs left of this plan; what is hopeless stays failed."""
    done = sum(known.get(id_, ("", ""))[0] == "done" for id_, _ in ready.todo())
    return Tally(total=ready.plan.n, done=done, failed=ready.plan.n - done - left)


class _Played:
    """One run of a batch in this process."""

    def __init__(
        self,
        store: Store,
        ready: Ready,
        chosen: Settings,
        work: WorkOptions,
        halt: Halt,
        known: dict[str, tuple[str, str]],
        tally: Tally,
        hear: Hear,
    ) -> None:
        self._store, self._ready, self._chosen, self._work = store, ready, chosen, work
        self._halt, self._known, self._tally = halt, known, tally
        self._slots = min(work.concurrency or ready.slots, ready.plan.n)
        self._hear = hear
        self._bugs: list[str] = []
        self._seen: Progress | None = None

    async def through(
        self, stop: Stop, so_far: SoFar, patience: "Patience | None", share_of: int
    ) -> int:
        """Play until nothing is left or something halts it; the exit code."""
        try:
            await self._play(patience, share_of)
        except asyncio.CancelledError:
            if not stop.asked:
                raise
        except SocietyError as error:
            error.hint = "\n".join(filter(None, (error.hint, f"go on with: {again()}")))
            raise
        for trace in self._bugs[:1]:
            note(trace, "red")
        self._recount()
        progress = self._seen or self._tally.progress
        so_far.thought = thinking(self._store, self._ready.plan.name)
        return summary(so_far, self._halt, progress, len(self._bugs))

    def _recount(self) -> None:
        """Count what other processes of the same batch have played, too."""
        known = batches.statuses(self._store, self._ready.plan.name)
        found = Counter(known.get(id_, ("", ""))[0] for id_, _ in self._ready.todo())
        self._tally.recount(found["done"], found["failed"])

    async def _play(self, patience: "Patience | None", share_of: int) -> None:
        name, work = self._ready.plan.name, self._work
        limits = Limits(dollars=work.budget, calls=work.max_calls)
        async with (
            purse(self._store, name, limits, slots=self._slots * self._ready.calls_at_once) as kept,
            connected(
                self._chosen,
                api_base=work.api_base,
                stream=False,
                transport=work.transport,
                purse=kept,
                processes=share_of,
                patience=patience,
            ) as connections,
        ):
            if not work.no_preflight and not self._halt.asked:
                await self._preflight(connections)
            if work.processes == 1:
                with self._until():
                    await self._heard(self._batch(connections))
        if work.processes > 1:
            with self._until():
                self._seen = await shared(
                    self._store, self._ready.plan, work, self._halt, slots=self._slots
                )

    async def _heard(self, batch: Batch) -> None:
        """Play, and tell every event to whoever counts and shows."""
        name, work = self._ready.plan.name, self._work
        with shown(name, budget=work.budget, quiet=work.quiet) as show:
            async with aclosing(batch.play()) as events:
                async for event in events:
                    self._hear(event)
                    self._tally.hear(event)
                    show(lambda: self._tally.progress)
                    if work.jsonl:
                        event_line(event, private=False)

    def _batch(self, connections: "Connections") -> Batch:
        archive, pot = StoredArchive(self._store), Pot()
        left = outstanding(self._ready.todo(), self._known, again=self._work.again)
        run = run_info(self._ready.origins[0], environment())
        limits = {"budget": self._work.budget, "max_calls": self._work.max_calls}
        limits |= {"at_once": self._slots}
        return Batch(
            name=self._ready.plan.name,
            todo=left,
            seat=lambda job: assemble(job, self._chosen, connections, archive=archive, pot=pot),
            store=self._store,
            run=run.model_copy(update={"limits": {**limits, "until": self._work.until}}),
            slots=self._slots,
            halt=self._halt,
            bugs=self._bugs,
            lineage=Lineage(generation=self._ready.plan.generation),
        )

    async def _preflight(self, connections: "Connections") -> None:
        """One call a model, so that a wrong name or key costs no dialogue.

        What passes by itself, a rate limit or a server that is busy, is left to the dialogues.
        """
        name = self._ready.plan.name
        told: list[Heard] = []
        try:
            await connections.preflight(self._ready.models, tell=told.append)
        except ModelError as error:
            if error.kind not in PASSING:
                raise
            note(f"{error.message}; going on", "yellow")
        finally:
            await batches.put_on_the_bill(self._store, name, told)

    @contextmanager
    def _until(self) -> Iterator[None]:
        after = seconds(self._work.until)
        with ExitStack() as stack:
            if after is not None:
                why = f"the time of --until {self._work.until} is up"
                loop = asyncio.get_running_loop()
                clock = loop.call_later(after, self._halt.ask, why, Exit.LIMIT)
                stack.callback(clock.cancel)
            yield
