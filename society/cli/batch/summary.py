"""What a batch came to, in words or as JSON, with the command that goes on."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from society.batch.halt import Halt
from society.batch.plan import Plan
from society.batch.tally import Progress, Tally, ending
from society.cli.output import SCHEMA, as_json, note, say
from society.cli.progress import histogram, money
from society.cli.show.receipts import thinking_lines
from society.domain.display import duration
from society.domain.errors import Exit, SocietyError
from society.domain.receipts import Thinking

if TYPE_CHECKING:
    from society.cli.batch.command import WorkOptions


@dataclass
class SoFar:
    """What is known of a batch while it is made ready and played.

    `aside`: its summary is not the answer that was asked for, and is told on stderr; `part`: it is
    one of many, of which only what went wrong is told.
    """

    plan: Plan
    work: "WorkOptions"
    revision: int | None = None
    tally: Tally | None = None
    aside: bool = False
    part: bool = False
    thought: Thinking = field(default_factory=Thinking)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Within it an error is told as a summary too, where JSON is asked for.

        Until the store was looked at nobody knows what is done, and nothing is said of it.
        """
        try:
            yield
        except SocietyError as error:
            if self.work.json:
                counted = self.tally.progress if self.tally else None
                as_json(self.document(counted, error.exit, error.message, error.hint))
            raise

    def document(
        self, progress: Progress | None, code: Exit, why: str, hint: str = ""
    ) -> dict[str, Any]:
        """The summary as JSON: `why` it ended before its end, and what to do (`hint`)."""
        counted = {} if progress is None else progress.model_dump(exclude=_MOMENTARY)
        return {
            "schema": SCHEMA,
            "batch": self.plan.name,
            "revision": self.revision,
            "exit": int(code),
            "total": self.plan.n,
            **counted,
            "thinking": self.thought.told() if self.thought.turns else None,
            "why": why,
            "hint": hint,
        }


_MOMENTARY = {"rewards", "said", "running", "waiting"}


def summary(so_far: SoFar, halt: Halt, progress: Progress, bugs: int = 0) -> Exit:
    """Tell how the batch ended; its exit code."""
    plan, work, code = so_far.plan, so_far.work, ending(progress, halt.exit, bugs)
    if work.json:
        as_json(so_far.document(progress, code, halt.why))
    elif not so_far.part:
        for line in [*lines(plan.name, progress), *thinking_lines(so_far.thought)]:
            (note if so_far.aside else say)(line)
    if halt.why:
        note(f"stopped: {halt.why}", "red")
    if not so_far.part:
        _next(plan, progress, code, so_far)
    return code


def lines(name: str, progress: Progress) -> list[str]:
    """The summary as people read it."""
    found = [f"{name}: {progress.done} of {progress.total} dialogues done"]
    if progress.failed:
        found[0] += f", {progress.failed} failed"
    if progress.calls:
        rate = 60 * progress.kept / progress.seconds
        speed = f"{progress.kept} in {duration(progress.seconds)} ({rate:.1f} a minute)"
        found.append(
            f"  {speed} · {progress.turns} turns · "
            f"{progress.calls} calls · {progress.tokens} tokens · {money(progress)}"
        )
    if progress.mean_reward is not None:
        found.append(f"  mean reward {progress.mean_reward:.3f}  {histogram(progress.rewards)}")
    if progress.endings:
        ends = ", ".join(f"{each} {share:.0%}" for each, share in progress.deals.items())
        found.append(f"  ended in {ends}")
    for cause, count in sorted(progress.errors.items(), key=lambda each: -each[1]):
        found.append(f"  {count} × {cause}: {progress.said.get(cause, '')}")
    return found


def _next(plan: Plan, progress: Progress, code: Exit, so_far: SoFar) -> None:
    work = so_far.work
    where = f" --db {shlex.quote(work.db)}" if work.db else ""
    if progress.left or progress.failed:
        note(f"go on with: {again()}")
    if code is Exit.DONE and not progress.kept:
        note("nothing is left to play")
    if progress.done and not work.json and not so_far.aside:
        note(f"read them:  society list --where batch:{plan.name}{where}")
        note(f"export:     society export out/ --format trl-sft --where batch:{plan.name}{where}")


def again() -> str:
    """The command that goes on: the one that was given."""
    return shlex.join(["society", *sys.argv[1:]])
