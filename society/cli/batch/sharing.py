"""Several processes for one batch: started, watched through the store, stopped together."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections.abc import Sequence

import orjson

from society.batch.halt import Halt
from society.batch.monitor import Monitor
from society.batch.plan import Plan
from society.batch.tally import Progress
from society.cli.batch.command import WorkOptions
from society.cli.output import note
from society.cli.progress import shown
from society.domain.errors import Exit
from society.store.store import Store

EVERY = 1.0
"""Seconds between looks at the store."""

GRAVITY = (
    *(Exit.DONE, Exit.PARTLY, Exit.LIMIT, Exit.TERMINATED, Exit.INTERRUPTED),
    *(Exit.PROVIDER, Exit.STORAGE, Exit.USER, Exit.BUG),
)
"""Exit codes from the best to the worst: the worst of the processes is that of the batch."""


async def shared(
    store: Store, plan: Plan, work: WorkOptions, halt: Halt, *, slots: int
) -> Progress:
    """Play with `work.processes` processes; what they came to together.

    `halt` says when to stop them, and why they stopped where one did by itself.
    """
    workers = [await _started(plan, work, share) for share in _shares(slots, work.processes)]
    ends = [asyncio.create_task(_ended(worker)) for worker in workers]
    try:
        progress = await _watched(store, plan, work, halt, workers, ends)
    finally:
        _signal(workers, signal.SIGTERM)
        codes = await asyncio.gather(*ends)
    worst = max(codes, key=GRAVITY.index)
    if worst not in {Exit.DONE, Exit.PARTLY}:
        halt.ask("a process stopped", worst)
    return progress


async def _watched(
    store: Store,
    plan: Plan,
    work: WorkOptions,
    halt: Halt,
    workers: Sequence[Process],
    ends: Sequence["asyncio.Task[Exit]"],
) -> Progress:
    monitor, told = Monitor(store, plan.name, total=plan.n), False
    with shown(plan.name, budget=work.budget, quiet=work.quiet) as show:
        while not all(end.done() for end in ends):
            await asyncio.wait(ends, timeout=EVERY, return_when=asyncio.ALL_COMPLETED)
            show(monitor.look)
            if halt.asked and not told:
                told = True
                _signal(workers, signal.SIGTERM)
    return monitor.look()


async def _started(plan: Plan, work: WorkOptions, slots: int) -> Process:
    """A process of its own session: a Ctrl-C at the terminal reaches it only through us."""
    task = {
        "plan": plan.model_dump(mode="json"),
        "work": {**_plain(work), "concurrency": slots},
        "processes": work.processes,
    }
    worker = await create_subprocess_exec(
        *(sys.executable, "-m", "society.cli.batch.worker"),
        stdin=PIPE,
        stdout=DEVNULL,
        stderr=PIPE,
        start_new_session=True,
        env={**os.environ},
    )
    assert worker.stdin is not None
    worker.stdin.write(orjson.dumps(task))
    worker.stdin.close()
    return worker


def _plain(work: WorkOptions) -> dict[str, object]:
    kept = ("budget", "max_calls", "until", "again", "transport", "api_base", "db")
    return {name: getattr(work, name) for name in kept}


async def _ended(worker: Process) -> Exit:
    """Wait for its end; what it had to say is told where it went wrong."""
    assert worker.stderr is not None
    said = (await worker.stderr.read()).decode(errors="replace").strip()
    code = await worker.wait()
    if code < 0:
        note(f"a process was ended by signal {-code}; its dialogues are left to the others")
        return Exit.PARTLY
    known = Exit(code) if code in set(Exit) else Exit.BUG
    if known not in {Exit.DONE, Exit.PARTLY} and said:
        note(said.splitlines()[0])
    return known


def _signal(workers: Sequence[Process], number: signal.Signals) -> None:
    for worker in workers:
        if worker.returncode is None:
            worker.send_signal(number)


def _shares(slots: int, processes: int) -> list[int]:
    """Dialogues at once of each process: as even as can be, at least one each."""
    return [max((slots + number) // processes, 1) for number in range(processes)]
