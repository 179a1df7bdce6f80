"""How commands of self-play have their games played: as batches, of which only the bar is shown."""

from collections.abc import Sequence
from dataclasses import replace

from society.batch.plan import Plan
from society.cli.batch.batching import made_ready, perform
from society.cli.batch.command import WorkOptions
from society.cli.output import err
from society.domain.errors import Exit
from society.selfplay.field import Field, Halted, Place
from society.settings import settings
from society.store.store import Store

AGAIN = "the same command again goes on from here"


def field(store: Store, work: WorkOptions, *, allow_code: bool = False) -> Field:
    """A field on that store; `work` says how many at once, and what each batch may cost."""
    told = {"api_base": work.api_base, "allow_code": allow_code}
    # Of many short batches a line each is noise where the lines stay.
    quiet = work.quiet or not err().is_terminal
    quietly = replace(work, json=False, jsonl=False, accept_change=True, quiet=quiet)

    async def play(plan: Plan) -> Sequence[Place]:
        plan = plan.model_copy(update=told)
        ready = await made_ready(plan, settings(), quietly)
        code = await perform(plan, quietly, aside=ready, part=True)
        if code not in (Exit.DONE, Exit.PARTLY):
            raise Halted(f"{plan.name} was not played to its end", code=code, hint=AGAIN)
        todo = zip(ready.plan.jobs(ready.cells), ready.todo(), strict=True)
        return [Place(cell, job, episode) for (cell, _), (episode, job) in todo]

    return Field(store=store, play=play)
