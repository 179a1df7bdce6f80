"""What `judge score` and `judge compare` have in common: from a reference to an exit code."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from society.cli.judge.seats import JudgingOptions, Seating
from society.cli.output import note
from society.domain.episode import Episode
from society.domain.errors import Exit

if TYPE_CHECKING:
    from society.batch.halt import Halt
    from society.cli.judge.price import Sized, Takes
    from society.cli.judge.rejudging import Rejudging
    from society.llm.connect import Connections
    from society.play.bench import Bench, Seat
    from society.settings import Settings
    from society.store.store import Store

FAULTS = frozenset({"judge_error", "timeout", "bad_reply", "model_error"})
"""Reasons for no score that are somebody's fault: the command then ends with PARTLY."""


class Work(ABC):
    """One judge, one store, one budget; what is asked is the commands' own."""

    def __init__(
        self,
        store: "Store",
        seating: Seating,
        connections: "Connections",
        chosen: "Settings",
        options: JudgingOptions,
        halt: "Halt",
    ) -> None:
        self.store, self.seating, self.connections = store, seating, connections
        self.chosen, self.options, self.halt = chosen, options, halt
        self.name = seating.ref

    @abstractmethod
    async def through(self) -> int:
        """Ask what is left, tell what came of it; the exit code."""

    def seat(self, episode: Episode) -> "Seat":
        """The judge made ready for that dialogue."""
        from society.cli.weights import with_weights
        from society.settings import models_folder

        seat = with_weights(lambda: self.seating.seat(episode), models_folder(self.chosen))
        self.name = seat.name
        return seat

    def bench(self, episode: Episode, seat: "Seat") -> "Bench":
        """What the judge is lent: the store, and the dialogue's own players to play on with."""
        from society.casting import Job, assemble
        from society.play.bench import Bench
        from society.store.archive import StoredArchive

        archive = StoredArchive(self.store)
        if "play_on" not in seat.juror.needs:
            return Bench(players={}, timeout=self.chosen.judge_timeout, archive=archive)
        job = Job.model_validate({**episode.provenance.job, "judges": ()})
        return assemble(job, self.chosen, self.connections, archive=archive).bench

    def priced(
        self, seat: "Seat", questions: "Sequence[Sized]", *, dialogues: int, known: int
    ) -> "Takes":
        """What the questions take; SocietyError where a budget could not be kept."""
        from society.cli.connecting import refuse_unpriced
        from society.cli.judge.price import takes

        model = seat.model.name if seat.model else None
        if self.options.budget is not None:
            refuse_unpriced([*([model] if model else []), *seat.models], self.connections)
        more = {"dialogues": dialogues, "known": known}
        return takes(self.store, self.connections, seat.name, model, questions, **more)

    def tell_price(self, price: "Takes") -> int:
        """Print what it would take, and ask nothing."""
        from society.cli.judge.price import tell

        tell(price, json=self.options.json)
        return Exit.DONE

    async def run(
        self,
        ids: Iterable[str],
        price: "Takes",
        judge: Callable[["Rejudging", str], Awaitable[None]],
    ) -> "Rejudging":
        """Judge these dialogues with somebody watching."""
        from society.cli.judge.rejudging import Rejudging, slots
        from society.cli.progress import shown

        left, quiet = list(ids), self.options.quiet
        if not quiet and (price.model or not left):
            note(price.words if left else "nothing is left to ask", "dim")
        hushed = quiet or not left
        with shown(f"judge {self.name}", budget=self.options.budget, quiet=hushed) as show:
            run = Rejudging(len(left), slots(self.options, price.model), self.halt, show)
            await run.through(left, lambda id_: judge(run, id_))
        return run

    def code(self, unscored: Mapping[str, int], run: "Rejudging") -> Exit:
        """How it ended."""
        faulty = any(reason in FAULTS for reason in unscored)
        return self.halt.exit or (Exit.PARTLY if faulty or run.elsewhere else Exit.DONE)

    def spent(self, run: "Rejudging", code: Exit) -> dict[str, Any]:
        """What this run asked and paid, as JSON shows it."""
        spent = run.progress
        unknown = {"unpriced": spent.unpriced} if spent.unpriced else {}
        paid = {"asked": run.asked, "calls": spent.calls, "cost": spent.cost, **unknown}
        return {**paid, "exit": int(code)}

    def ended(self, run: "Rejudging", code: Exit) -> int:
        """The exit code; raises what stopped the run."""
        if run.elsewhere:
            from society.audit.counting import many

            held = many(len(run.elsewhere), "dialogue is", "dialogues are")
            note(f"{held} held by another process", "yellow")
        if self.halt.exit and not run.error:
            note("stopped early; the same command asks what is left", "yellow")
        if run.error:
            run.error.hint += "\nthe same command goes on where this one stopped"
            raise run.error
        return int(code)


async def performed(ref: str, options: JudgingOptions, work: type[Work]) -> int:
    """Open the store, connect, do the work until it ends or somebody stops it; the exit code."""
    from society.batch.halt import Halt
    from society.cli.judge.rejudging import connections_for
    from society.cli.stored import changing
    from society.cli.stuck import stopping
    from society.settings import settings

    chosen, halt = settings(), Halt()
    with (
        stopping(lambda code: halt.ask("", code)) as stop,
        changing(options.db, "there are no dialogues to judge") as store,
    ):
        async with connections_for(options, chosen) as connections:
            seating = Seating(
                ref,
                chosen,
                connections,
                params=options.param,
                model=options.judge_model,
                allow_code=options.allow_code,
            )
            try:
                return await work(store, seating, connections, chosen, options, halt).through()
            except asyncio.CancelledError:
                if not stop.asked:
                    raise
        return int(halt.exit or Exit.INTERRUPTED)
