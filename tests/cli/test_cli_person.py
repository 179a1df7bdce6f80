"""A person at the terminal: a line at a time, and free to leave without a word."""

import asyncio
import json
import os
import pty
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from society.cli.play.person import typed
from society.cli.signals import PATIENCE
from society.store.store import Store

CHAT = Path(__file__).with_name("chat.yaml")
LIMIT = 60.0


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: who types, and who reads."""
    person, program = pty.openpty()
    yield person, program
    os.close(person)
    os.close(program)


async def test_lines_are_heard_one_by_one(terminal: tuple[int, int]) -> None:
    person, program = terminal
    os.write(person, "hello 你好\n/accept\n".encode())

    assert await typed(program) == "hello 你好"
    assert await typed(program) == "/accept"


async def test_a_line_that_is_typed_in_pieces_is_one_line(terminal: tuple[int, int]) -> None:
    person, program = terminal
    waiting = asyncio.create_task(typed(program))
    os.write(person, b"one \x04")
    await asyncio.sleep(0)
    os.write(person, b"two\n")

    assert await waiting == "one two"


async def test_the_end_of_input_is_an_empty_line(terminal: tuple[int, int]) -> None:
    person, program = terminal
    os.write(person, b"\x04")

    assert await typed(program) == ""


async def test_who_stops_waiting_leaves_the_terminal_to_the_next(
    terminal: tuple[int, int],
) -> None:
    person, program = terminal
    waiting = asyncio.create_task(typed(program))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    os.write(person, b"still there\n")

    assert await typed(program) == "still there"


def test_a_double_control_c_leaves_at_once_without_enter(tmp_path: Path) -> None:
    said = tmp_path / "said.jsonl"
    said.write_text(json.dumps("Fine.") + "\n", encoding="utf-8")
    cast = ["--model", f"scripted:{said}", "--player", "llm", "--player.a", "human"]
    db = tmp_path / "t.db"
    child, screen = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        words = [sys.executable, "-m", "society", "run", str(CHAT), *cast, "--db", str(db)]
        os.execv(sys.executable, words)
    try:
        seen(screen, b"> ")
        os.write(screen, b"\x03")
        seen(screen, b"once more stops at once")
        os.write(screen, b"\x03")
        began = monotonic()
        seen(screen, b"society resume")
        _, status = os.waitpid(child, 0)
    finally:
        os.close(screen)

    assert os.waitstatus_to_exitcode(status) == 130
    assert monotonic() - began < PATIENCE
    with Store.open(db, write=False) as store:
        assert len(store.unfinished()) == 1


def seen(screen: int, wanted: bytes) -> None:
    """Wait until the terminal shows it."""
    shown = b""
    while wanted not in shown:
        assert select.select([screen], [], [], LIMIT)[0], shown
        shown += os.read(screen, 65536)
