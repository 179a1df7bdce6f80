"""A trainer beside us: what it is given, what is heard of it, and how it ends."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from society.domain.errors import SocietyError
from society.selfplay.training.child import LOG, Stopped, environment, run, theirs
from society.selfplay.training.recipe import Recipe, Step, Task

STEP = {"step": 1, "steps": 2, "loss": 0.5, "seconds": 3.0, "done": 1}


def program(folder: Path, *lines: str) -> list[str]:
    """A trainer of these lines."""
    script = folder / "trainer.py"
    usual = "import json, os, signal, sys, time"
    script.write_text("\n".join([usual, *lines]), encoding="utf-8")
    return [sys.executable, str(script)]


async def heard(folder: Path, *lines: str, stop: asyncio.Event | None = None) -> dict[str, Any]:
    steps: list[Step] = []
    command = program(folder, *lines)
    made = await run(command, dict(os.environ), folder / LOG, steps.append, stop or asyncio.Event())
    return {**made, "steps": steps}


async def test_steps_are_told_and_the_last_line_says_what_was_made(tmp_path: Path) -> None:
    made = await heard(
        tmp_path,
        f"print({json.dumps(json.dumps(STEP))})",
        "print('Loading ...')",
        'print(\'{"model": "a.gguf", "rows": 4}\')',
    )

    assert made == {"model": "a.gguf", "rows": 4, "steps": [Step(**STEP)]}
    assert (tmp_path / LOG).read_text(encoding="utf-8") == "Loading ...\n"


async def test_a_trainer_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="ended with 3: out of memory"):
        await heard(tmp_path, "sys.stderr.write('out of memory\\n')", "sys.exit(3)")


async def test_its_own_reason_comes_first(tmp_path: Path) -> None:
    why = '{"error": "torch is missing", "hint": "install it"}'

    with pytest.raises(SocietyError, match="torch is missing") as told:
        await heard(tmp_path, f"print('{why}')", "sys.exit(2)")

    assert told.value.hint == "install it"


async def test_one_that_names_no_model_made_none(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="named no model"):
        await heard(tmp_path, "print('done')")


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="cannot be run"):
        await run(["/no/such/trainer"], {}, tmp_path / LOG, print, asyncio.Event())


async def test_asked_to_stop_it_may_end_its_step(tmp_path: Path) -> None:
    stop = asyncio.Event()
    step = json.dumps(json.dumps(STEP))
    lines = (
        "def ended(*_):",
        f"    open({str(tmp_path / 'kept')!r}, 'w').close()",
        "    sys.exit(130)",
        "signal.signal(signal.SIGINT, ended)",
        f"print({step}, flush=True)",
        "signal.pause()",
    )
    command = program(tmp_path, *lines)

    with pytest.raises(Stopped):
        await run(command, dict(os.environ), tmp_path / LOG, lambda _: stop.set(), stop)

    assert (tmp_path / "kept").exists()


async def test_cancelled_it_is_gone_with_all_that_it_began(tmp_path: Path) -> None:
    begun = asyncio.Event()
    step = json.dumps(json.dumps(STEP))
    lines = (
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))",
        f"print({step}, flush=True)",
        "signal.pause()",
    )
    command = program(tmp_path, *lines)
    running = asyncio.create_task(
        run(command, dict(os.environ), tmp_path / LOG, lambda _: begun.set(), asyncio.Event())
    )
    await begun.wait()

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), signal.SIGCONT)


async def test_another_trainer_gets_the_rows_and_the_numbers_and_no_key(tmp_path: Path) -> None:
    told = f"open({str(tmp_path / 'env.json')!r}, 'w')"
    lines = (f"json.dump([sys.argv[1:], dict(os.environ)], {told})", 'print(\'{"model": "x/y"}\')')
    data = tmp_path / "data"
    task = Task(
        recipe=Recipe(method="dpo", steps=7), base=Path("b"), data=data, out=tmp_path, title="t"
    )
    environ = {**os.environ, "OPENAI_API_KEY": "sk-canary", "HF_TOKEN": "hf-canary"}

    made = await theirs(program(tmp_path, *lines), task, environ, print, asyncio.Event())

    arguments, got = json.loads((tmp_path / "env.json").read_text(encoding="utf-8"))
    assert made == {"model": "x/y"}
    assert arguments == [str(data)]
    assert got["SOCIETY_TRAIN_DATA"] == str(data)
    assert (got["SOCIETY_TRAIN_METHOD"], got["SOCIETY_TRAIN_STEPS"]) == ("dpo", "7")
    assert "canary" not in json.dumps(got)


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "hf_token", "AWS_SECRET", "DB_PASSWORD"])
def test_what_may_be_a_secret_stays_at_home(name: str) -> None:
    assert environment({name: "x", "PATH": "/bin"}) == {"PATH": "/bin"}
