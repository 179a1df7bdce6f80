"""The user's own editor: the terminal is lent to it until it ends."""

import shlex
import subprocess
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from textual.app import SuspendNotSupported

from society.domain.errors import SocietyError

Lend = Callable[[], AbstractContextManager[None]]
"""Gives the terminal away for as long as the block takes."""


def words(environ: Mapping[str, str]) -> list[str]:
    """What starts it: $VISUAL, $EDITOR, else vi; SocietyError where a quote is not closed."""
    named = environ.get("VISUAL") or environ.get("EDITOR") or "vi"
    try:
        found = shlex.split(named)
    except ValueError as fault:
        raise SocietyError(f"$EDITOR cannot be read: {fault}") from fault
    return found or ["vi"]


def edit(path: Path, environ: Mapping[str, str], *, lend: Lend, instead: str) -> None:
    """Open the file and wait; SocietyError, with what to do `instead`, where that cannot be."""
    started = [*words(environ), str(path)]
    try:
        with lend():
            subprocess.run(started, check=False)  # noqa: S603 - the user's own program
    except SuspendNotSupported:
        raise SocietyError("this terminal cannot be lent to an editor", hint=instead) from None
    except OSError as fault:
        raise SocietyError(
            f"{started[0]} cannot be started: {fault.strerror or fault}",
            hint=f"$EDITOR names the editor; {instead}",
        ) from fault
