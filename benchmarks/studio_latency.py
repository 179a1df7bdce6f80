"""How long the window takes to answer a key, with nothing else going on and beside a busy batch.

    python -m benchmarks.studio_latency             # two minutes or so

The installed program runs in a terminal of its own (a pty of 120 by 40). A key that moves the
cursor is pressed, and the time is taken until the screen begins to change. The store has three
batches of 40 dialogues. The busy batch is the same program again, with 64 dialogues in flight
against the benchmarks' endpoint; the window watches it.
"""

import argparse
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.endpoint import serving

HERE = Path(__file__).parent
KEYS = 150
IN_FLIGHT = 64
STORED = 40
"""Dialogues of each batch that is there before anyone looks."""
STALL = 0.1
"""Seconds from which a key was held up."""
SCREENS = {"1": "Home", "3": "Batches", "4": "Dialogues"}


class Figures(NamedTuple):
    """Seconds until the window is to be seen, and until each key shows."""

    painted: float
    answers: Sequence[float]

    def __str__(self) -> str:
        held = sum(each > STALL for each in self.answers)
        middle, worst = 1000 * median(self.answers), 1000 * max(self.answers)
        return f"{self.painted:.2f} | {middle:.0f} | {worst:.0f} | {held} of {len(self.answers)}"


def main(keys: int) -> None:
    with tempfile.TemporaryDirectory() as name, serving() as endpoint:
        folder = Path(name)
        for batch in ("first", "second", "third"):
            words = playing(endpoint.url, "-n", str(STORED), "--name", batch)
            subprocess.run(words, stdout=subprocess.DEVNULL, env=environment(folder), check=True)
        endpoint.slow(200)
        print("| screen | beside it | first paint s | key: median ms | worst ms | above 100 ms |")
        print("|---|---|---|---|---|---|")
        for key, screen in SCREENS.items():
            print(f"| {screen} | nothing | {figures(folder, key, keys)} |")
        with busy(folder, endpoint.url):
            for key, screen in SCREENS.items():
                print(f"| {screen} | {IN_FLIGHT} dialogues | {figures(folder, key, keys)} |")


def figures(folder: Path, screen: str, keys: int) -> Figures:
    """What a window of its own does on that screen."""
    with tempfile.TemporaryDirectory() as state, window(folder, Path(state)) as terminal:
        began = time.monotonic()
        seen(terminal, SCREENS["1"])
        painted = time.monotonic() - began
        os.write(terminal, screen.encode())
        seen(terminal, SCREENS[screen])
        quiet(terminal, 2.0, most=4.0)
        return Figures(painted, [answer(terminal, "jk"[at % 2]) for at in range(keys)])


def answer(terminal: int, key: str) -> float:
    """Seconds from a key to the first change of the screen."""
    quiet(terminal, 0.03, most=0.2)
    began = time.monotonic()
    os.write(terminal, key.encode())
    readable, _, _ = select.select([terminal], [], [], 5.0)
    if not readable:
        raise SystemExit(f"the window did not answer {key!r} within 5 seconds")
    return time.monotonic() - began


def quiet(terminal: int, seconds: float, *, most: float = 30.0) -> None:
    """Read what is drawn until nothing has been drawn for a while."""
    end = time.monotonic() + most
    while time.monotonic() < end and select.select([terminal], [], [], seconds)[0]:
        os.read(terminal, 65536)


def seen(terminal: int, word: str) -> None:
    """Read what is drawn until the word is among it."""
    drawn, end = b"", time.monotonic() + 30
    while word.encode() not in drawn:
        if not select.select([terminal], [], [], end - time.monotonic())[0]:
            raise SystemExit(f"{word} was not to be seen within 30 seconds")
        drawn += os.read(terminal, 65536)


@contextmanager
def window(folder: Path, state: Path) -> Iterator[int]:
    """`society` in a terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    program = subprocess.Popen(
        [sys.executable, "-m", "society"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environment(folder), "XDG_STATE_HOME": str(state)},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield ours
    finally:
        program.terminate()
        with suppress(OSError):
            quiet(ours, 1.0)
        program.wait(10)
        os.close(ours)


@contextmanager
def busy(folder: Path, url: str) -> Iterator[None]:
    """64 dialogues in flight for as long as the block takes."""
    words = playing(url, "-n", "100000", "-c", str(IN_FLIGHT), "--name", "busy")
    with (folder / "batch.log").open("wb") as log:
        program = subprocess.Popen(words, stdout=log, stderr=log, env=environment(folder))
        time.sleep(8)
        if program.poll() is not None:
            raise SystemExit((folder / "batch.log").read_text())
        try:
            yield
        finally:
            program.terminate()
            program.wait(30)


def playing(url: str, *words: str) -> list[str]:
    """A batch of plain talk against the endpoint."""
    model = ["--judge", "brevity", "--model", "openai/x", "--api-base", url, "--json"]
    return [sys.executable, "-m", "society", "batch", str(HERE / "talk.yaml"), *model, *words]


def environment(folder: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}},
        "TERM": "xterm-256color",
        "OPENAI_API_KEY": "sk-none",
        "SOCIETY_HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=KEYS)
    main(parser.parse_args().keys)
