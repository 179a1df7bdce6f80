"""Real `society batch` commands in processes of their own, watched, struck and waited for."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from tests.faults.batch_server import Provider
from tests.faults.batch_stage import TALK

MOTHER = Path(__file__).with_name("batch_mother.py")
LONGEST = 60.0
"""Seconds after which what a test waits for will not come."""


class Mother:
    """Starts commands; one for all tests of a module, since importing costs seconds."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(MOTHER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=MOTHER.parents[2],
            env={**os.environ, "PYTHONPATH": str(MOTHER.parents[2])},
        )
        self._answer()

    def start(self, words: list[str], folder: Path, **more: Any) -> int:
        return int(self._ask({"start": words, "folder": str(folder), **more})["pid"])

    def wait(self, pid: int) -> int:
        return int(self._ask({"wait": pid})["code"])

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


@dataclass
class Night:
    """A batch in a folder of its own, played by commands against one provider."""

    mother: Mother
    provider: Provider
    folder: Path
    running: list[int] = field(default_factory=list)

    @property
    def db(self) -> Path:
        return self.folder / "night.db"

    def words(self, n: int, *more: str) -> list[str]:
        """The command line of a batch of so many dialogues."""
        cast = ["--model", "talker", "--player", "llm"]
        where = ["--api-base", self.provider.url, "--db", str(self.db)]
        return ["batch", str(TALK), "-n", str(n), "--name", "night", *cast, *where, *more]

    def start(self, n: int = 8, *more: str, **how: Any) -> int:
        """Begin the command; its process."""
        pid = self.mother.start(self.words(n, *more), self.folder, **how)
        self.running.append(pid)
        return pid

    def wait(self, pid: int) -> int:
        """The exit code of a command, once it has ended."""
        self.running.remove(pid)
        return self.mother.wait(pid)

    def run(self, n: int = 8, *more: str, **how: Any) -> int:
        return self.wait(self.start(n, *more, **how))

    def strike(self, pid: int, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal; the exit code."""
        os.kill(pid, number)
        return self.wait(pid)

    @property
    def err(self) -> str:
        path = self.folder / "err"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(encoding="utf-8")

    def close(self) -> None:
        for pid in [*self.running]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.wait(pid)


def until(there: Callable[[], object], what: str) -> None:
    """Wait until something is so; the test fails where it never is."""
    beginning, tick = monotonic(), Event()
    while not there():
        assert monotonic() - beginning < LONGEST, f"it never came to this: {what}"
        tick.wait(0.005)
