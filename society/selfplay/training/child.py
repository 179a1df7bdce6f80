"""A trainer as a child process, ours or anybody's: what it says, and how it is stopped.

Law: no key goes into its environment. What it prints on stdout is read, never obeyed; the last
line that is a JSON object with a `model` says what it made.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
from pydantic import ValidationError

from society.domain.display import one_line
from society.domain.errors import SocietyError
from society.selfplay.training.recipe import Step, Task

TRAINER = (sys.executable, "-m", "society.selfplay.training.trainer")
LOG = "trainer.log"
LONGEST = 1 << 20
"""Bytes of one line; a longer one is no word of a trainer."""

SECRET = ("KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL", "AUTH", "COOKIE")
"""A variable with one of these in its name stays at home."""

PREFIX = "SOCIETY_TRAIN_"

QUIETLY = MappingProxyType({"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"})
"""Our trainer looks for nothing outside."""

Tell = Callable[[Step], None]
"""Hears every step."""


class Stopped(SocietyError):
    """The trainer was asked to stop; a checkpoint is kept."""


def environment(environ: Mapping[str, str], **more: str) -> dict[str, str]:
    """What a trainer gets of an environment: no key, and `more` under our prefix.

    >>> environment({"OPENAI_API_KEY": "x", "PATH": "/bin"}, DATA="rows")["SOCIETY_TRAIN_DATA"]
    'rows'
    >>> sorted(environment({"OPENAI_API_KEY": "x", "PATH": "/bin"}))
    ['PATH']
    """
    plain = {name: value for name, value in environ.items() if not _secret(name)}
    told = {f"{PREFIX}{name}": value for name, value in more.items()}
    return {**plain, **told}


def _secret(name: str) -> bool:
    return any(part in name.upper() for part in SECRET)


async def run(
    command: Sequence[str], environ: Mapping[str, str], log: Path, tell: Tell, stop: asyncio.Event
) -> dict[str, Any]:
    """Run it to its end; the last JSON object that names a `model`.

    Where `stop` is set it gets one SIGINT and its time; where this is cancelled it is killed.
    Stopped where it ended on that SIGINT; SocietyError where it failed or named no model. Whatever
    else it prints goes to `log`.
    """
    made: dict[str, Any] = {}
    with log.open("ab") as kept:
        async with _running(command, environ, kept.fileno()) as child:
            asking = asyncio.create_task(_ask(child, stop))
            try:
                async for line in _lines(child):
                    made = _heard(line, made, tell, kept)
                code = await child.wait()
            finally:
                asking.cancel()
    if stop.is_set() and not made.get("model"):
        raise Stopped("the training was stopped", hint="--resume goes on from its last checkpoint")
    if code or not made.get("model"):
        raise _failed(code, made, log)
    return made


@asynccontextmanager
async def _running(
    command: Sequence[str], environ: Mapping[str, str], errors: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The child in a session of its own, since a Ctrl-C here is none there; gone at the end."""
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=LONGEST,
            start_new_session=True,
        )
    except OSError as error:
        raise SocietyError(
            f"{command[0]} cannot be run: {error.strerror}", hint="name a program that there is"
        ) from error
    try:
        yield child
    finally:
        _end(child)
        await child.wait()


def _end(child: asyncio.subprocess.Process) -> None:
    """Kill it and all that it began, where it still runs."""
    if child.returncode is None:
        os.killpg(child.pid, signal.SIGKILL)


async def _ask(child: asyncio.subprocess.Process, stop: asyncio.Event) -> None:
    await stop.wait()
    if child.returncode is None:
        child.send_signal(signal.SIGINT)


async def _lines(child: asyncio.subprocess.Process) -> AsyncIterator[bytes]:
    assert child.stdout is not None
    while True:
        try:
            line = await child.stdout.readline()
        except ValueError:
            continue
        if not line:
            return
        yield line


def _heard(line: bytes, made: dict[str, Any], tell: Tell, log: Any) -> dict[str, Any]:
    """What is known after a line: a step is told, a result kept, anything else goes to the log."""
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        log.write(line)
        return made
    if "step" in told and "model" not in told:
        try:
            tell(Step.model_validate(told))
        except ValidationError:
            log.write(line)
        return made
    return {**made, **told}


def _failed(code: int, made: Mapping[str, Any], log: Path) -> SocietyError:
    if isinstance(why := made.get("error"), str):
        return SocietyError(one_line(why), hint=one_line(str(made.get("hint", ""))))
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = one_line(said[-1]) if said else "it said nothing"
    if code:
        return SocietyError(f"the trainer ended with {code}: {last}", hint=f"all it said: {log}")
    return SocietyError(
        "the trainer named no model",
        hint='the last line of its stdout is {"model": …}: a .gguf adapter, a folder, or a name',
    )


async def ours(
    task: Task, environ: Mapping[str, str], tell: Tell, stop: asyncio.Event
) -> dict[str, Any]:
    """Train with TRL, as the task says."""
    file = task.out / "task.json"
    file.write_text(task.model_dump_json(indent=2), encoding="utf-8")
    command = [*TRAINER, str(file)]
    alone = {**environment(environ), **QUIETLY}
    return await run(command, alone, task.out / LOG, tell, stop)


async def theirs(
    command: Sequence[str], task: Task, environ: Mapping[str, str], tell: Tell, stop: asyncio.Event
) -> dict[str, Any]:
    """Train with somebody else's program: the folder of the rows is its last argument."""
    recipe = task.recipe
    told = {
        "DATA": str(task.data),
        "OUT": str(task.out),
        "BASE": str(task.base),
        "METHOD": recipe.method,
        "FORMAT": recipe.format,
        "STEPS": str(recipe.steps),
        "SEED": str(recipe.seed),
        "RESUME": "1" if task.resume else "",
    }
    words = [*command, str(task.data)]
    return await run(words, environment(environ, **told), task.out / LOG, tell, stop)
