"""Fetching the embedded weights with somebody watching, or asking whether to."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from society.cli.output import err, note
from society.domain.errors import ModelError
from society.llm.weights import LICENCE, SIZE, TITLE, fetch, find, ready

Made = TypeVar("Made")

MEGABYTES = SIZE // 1_000_000
OFFER = f"The embedded model ({TITLE}, {LICENCE}, {MEGABYTES} MB) is not here yet. Fetch it now?"


def offer_weights(folder: Path) -> bool:
    """Ask on a terminal whether to fetch the weights, and do so; False where nobody can say yes."""
    if not agreed(OFFER):
        return False
    fetch_watched(folder)
    return True


def with_weights(make: Callable[[], Made], folder: Path) -> Made:
    """What `make` gives; where it lacks the weights, once more after somebody agreed to them."""
    try:
        return make()
    except ModelError as error:
        if error.kind != "missing_weights" or not offer_weights(folder):
            raise
        return make()


def agreed(question: str) -> bool:
    """Whether somebody at a terminal says yes; nobody does where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    err().print(f"{question} [Y/n] ", end="")
    return sys.stdin.readline().strip().lower() in {"", "y", "yes"}


def fetch_watched(folder: Path) -> Path:
    """Fetch the weights where they are missing, check and prepare them; the file that is loaded.

    Progress goes to stderr.
    """
    with _bar() as bar:
        task = bar.add_task("", total=None)

        def show(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total or None)

        if find(folder) is None:
            fetched = fetch(folder, progress=show)
            note(f"{fetched.name}: {MEGABYTES} MB fetched, sha256 checked", "dim")
        return ready(folder, progress=show)


def _bar() -> Progress:
    """A bar on a terminal; nothing where nobody is there to see it."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=err(),
        transient=True,
        disable=not err().is_terminal,
    )
