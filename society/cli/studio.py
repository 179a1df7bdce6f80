"""`society` by itself: the window, with everything it may reach."""

import asyncio
import gc
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from society.cli.signals import let_go_of_the_terminal
from society.domain.errors import Exit, SocietyError
from society.settings import Settings, database, environment, settings

if TYPE_CHECKING:
    from tui.app import Studio
    from tui.backstage import Backstage, Done, Performance


def studio(*, db: str | None = None) -> int:
    """Open the window; `society` alone does the same.

    Parameters
    ----------
    db
        The database.
    """
    if not at_a_terminal():
        raise SocietyError(
            "the window needs a terminal", hint="society --help lists what works without one"
        )
    # Nothing that is made while a window opens is garbage, and looking for it takes a tenth of it.
    gc.disable()
    try:
        from tui.app import Studio

        chosen = settings()
        return asyncio.run(_opened(Studio(backstage(chosen, database(db)), rest=rest)))
    finally:
        gc.enable()


def rest() -> None:
    """What is there now stays: a collector that went through it would hold keys up each time."""
    gc.freeze()
    gc.enable()


async def _opened(window: "Studio") -> int:
    """The exit code of the window; told to go, it puts the terminal right and remembers itself."""
    loop = asyncio.get_running_loop()

    def told_to_go(number: signal.Signals) -> None:
        if number is signal.SIGHUP:
            let_go_of_the_terminal()
        window.exit(Exit.TERMINATED)

    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, told_to_go, number)
    return await window.run_async() or 0


def at_a_terminal() -> bool:
    """Whether somebody can see a window and type: at a terminal, or in a browser."""
    browser = "TEXTUAL_DRIVER" in os.environ
    shown = sys.__stderr__ is not None and sys.__stderr__.isatty()
    return browser or (sys.stdin.isatty() and shown)


def backstage(chosen: Settings, target: str) -> "Backstage":
    """Everything real: the store at `target`, processes of our own, the clock."""
    from platformdirs import user_state_path

    from tui.backstage import Backstage, Desk

    known = environment()
    return Backstage(
        desk=Desk(target),
        settings=chosen,
        environ=dict(os.environ),
        perform=lambda: _performance(target, known),
        command=command,
        detach=detach,
        now=lambda: datetime.now().astimezone(),
        seed=lambda: secrets.randbelow(2**31),
        state=user_state_path("society"),
        here=Path.cwd(),
    )


async def _performance(target: str, environ: Mapping[str, str]) -> "Performance":
    from society.cli.stage.theatre import Theatre

    return await Theatre.open(["perform", "--db", target], environ)


async def command(words: Sequence[str]) -> "Done":
    """Run `society WORDS…` to its end; a wait that is cancelled ends the process too."""
    from tui.backstage import Done

    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *_own(words), stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )
    try:
        out, err = await child.communicate()
    except asyncio.CancelledError:
        child.send_signal(signal.SIGTERM)
        await child.wait()
        raise
    code = child.returncode or 0
    return Done(code, out.decode(errors="replace"), err.decode(errors="replace"))


async def detach(words: Sequence[str], log: Path) -> int:
    """Start `society WORDS…` in a session of its own; what it writes goes to `log`."""
    return await asyncio.to_thread(_detached, words, log)


def _detached(words: Sequence[str], log: Path) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        # Not asyncio's own way: that may kill the process when the window's loop is gone.
        child = subprocess.Popen(  # noqa: S603 - our own program
            _own(words),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    return child.pid


def _own(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "society", *words]
