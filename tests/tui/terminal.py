"""The installed program in a real terminal: tmux, with a socket, a home and a size of its own."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest

from tests.llm.live import weights

Seen = TypeVar("Seen")

PATIENCE = 180.0
"""Seconds that a test waits for what should come, on a machine with other work."""
PERIOD = 0.1
"""Seconds between two looks."""


class Terminal:
    """A window of tmux in which `society` runs; read as text, written to by keys."""

    def __init__(self, socket: Path, db: Path) -> None:
        self._socket, self.db = socket, db
        self.pid = int(self.tmux("display-message", "-p", "#{pane_pid}"))

    def tmux(self, *words: str) -> str:
        """What tmux answers."""
        return _tmux(self._socket, *words)

    def look(self) -> str:
        """What stands on the screen."""
        return self.tmux("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self.tmux("send-keys", *keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self.tmux("send-keys", "-l", text)

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self.tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def until(self, *told: str) -> str:
        """The screen once all of this stands on it."""
        return until(self.look, lambda screen: all(re.search(each, screen) for each in told))

    def fill(self, label: str, text: str) -> None:
        """Click into the line of a dialog that is so labelled, and type."""
        lines = self.look().splitlines()
        row = next(at for at, line in enumerate(lines) if re.search(rf"│ +{label} {{2,}}", line))
        column = re.search(rf"{label} +", lines[row])
        assert column
        self.click(column.end(), row)
        until(lambda: self.tmux("display-message", "-p", "#{cursor_y}"), lambda y: int(y) == row)
        self.write(text)
        self.until(rf"{label} +{re.escape(text)}")

    def click(self, column: int, row: int) -> None:
        """Press the left button there and let it go, as a terminal tells it."""
        self.write("".join(f"\x1b[<0;{column + 1};{row + 1}{way}" for way in "Mm"))


@contextmanager
def opened(
    folder: Path, models: Path, *, columns: int = 120, lines: int = 40
) -> Iterator[Terminal]:
    """`society` opened in a terminal; nothing of it is left afterwards."""
    socket, db = folder / "tmux", folder / "home" / "society.db"
    program = Path(sys.executable).with_name("society")
    own = {
        "SOCIETY_HOME": str(folder / "home"),
        "SOCIETY_DB": str(db),
        "SOCIETY_MODELS_DIR": str(models),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "LANG": "C.UTF-8",
    }
    words = [
        "env",
        "-u",
        "COLUMNS",
        "-u",
        "LINES",
        *(f"{name}={value}" for name, value in own.items()),
        str(program),
    ]
    size = ["-x", str(columns), "-y", str(lines)]
    _tmux(socket, "-f", os.devnull, "-u", "new-session", "-d", *size, "-c", str(folder), *words)
    try:
        yield Terminal(socket, db)
    finally:
        with suppress(subprocess.CalledProcessError):
            _tmux(socket, "kill-server")
        until(lambda: left(folder), lambda pids: not pids)


def ready(request: pytest.FixtureRequest) -> Path:
    """Where the embedded model lies; skipped where tmux or its weights are missing."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: apt-get install tmux")
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("processes cannot be looked at here: there is no /proc")
    cache = request.config.cache
    assert cache is not None
    folder = cache.mkdir("models")
    weights(folder)
    return folder


def until(look: Callable[[], Seen], wanted: Callable[[Seen], bool]) -> Seen:
    """What is seen once it is as wanted; a failure shows what was seen last."""
    end = time.monotonic() + PATIENCE
    while not wanted(seen := look()):
        assert time.monotonic() < end, f"after {PATIENCE:.0f} s:\n{seen}"
        time.sleep(PERIOD)
    return seen


def episodes(db: Path) -> Sequence[tuple[str, str, str]]:
    """Each dialogue: its scenario, its status, and who holds it."""
    if not db.exists():
        return []
    with sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True) as reading:
        told = reading.execute("SELECT scenario, status, lease_owner FROM episode")
        return told.fetchall()


def left(folder: Path) -> list[int]:
    """Processes, tmux aside, that have something of this folder among their words."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            program, _, words = file.read_bytes().partition(b"\0")
            if Path(program.decode()).name != "tmux" and str(folder).encode() in words:
                found.append(int(file.parent.name))
    return found


def lives(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _tmux(socket: Path, *words: str) -> str:
    ran = subprocess.run(
        ["tmux", "-S", str(socket), *words], capture_output=True, text=True, check=True
    )
    return ran.stdout
