"""How far a training is: drawn in place on a terminal, as plain lines in a pipe, on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from society.cli.output import err, note
from society.domain.display import duration

if TYPE_CHECKING:
    from society.selfplay.training.child import Tell
    from society.selfplay.training.recipe import Step

EVERY = 10.0
"""Seconds between two lines where nothing can be drawn in place."""


def line(name: str, step: "Step") -> str:
    """One moment of a training in one line."""
    left = "" if step.left is None else f" · {duration(step.left)} left"
    return f"{name}: step {step.step}/{step.steps} · loss {step.loss:.3f}{left}"


@contextmanager
def shown(name: str) -> "Iterator[Tell]":
    """Shows every step until the end of the block."""
    if not err().is_terminal:
        yield _lines(name)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(name, total=None, told="loading the model")

        def drawn(step: "Step") -> None:
            told = line("", step).partition(" · ")[2]
            bar.update(task, completed=step.step, total=step.steps, told=told)

        yield drawn


def _lines(name: str) -> "Tell":
    due = 0.0

    def told(step: "Step") -> None:
        nonlocal due
        if monotonic() >= due or step.step == step.steps:
            note(line(name, step))
            due = monotonic() + EVERY

    return told
