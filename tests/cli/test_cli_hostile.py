"""What a model says never acts on the terminal: neither live, nor shown again, nor listed."""

import json
import os
import pty
import re
import select
import sys
from pathlib import Path

import pytest

from society.domain.display import visible
from tests.hostile import MARKUP, SEQUENCES

CHAT = Path(__file__).parent / "chat.yaml"
OURS = re.compile(rb"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[[0-9]*[AK]")


def on_a_terminal(*words: str, limit: float = 60) -> bytes:
    """The bytes a command sends to a real terminal."""
    child, screen = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="120", LINES="40")
        os.execv(sys.executable, [sys.executable, "-m", "society", *words])
    sent = b""
    while select.select([screen], [], [], limit)[0]:
        try:
            piece = os.read(screen, 65536)
        except OSError:
            break
        if not piece:
            break
        sent += piece
    os.close(screen)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, sent.decode(errors="replace")
    return sent


def script(folder: Path, lines: list[str]) -> str:
    file = folder / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return f"scripted:{file}"


def played(folder: Path, lines: list[str]) -> list[bytes]:
    """What the terminal got while these lines were spoken, shown again, and listed."""
    db = str(folder / "t.db")
    live = on_a_terminal(
        *["run", str(CHAT), "--model", script(folder, lines), "--player", "llm", "--db", db],
        *["--set", f"turns.max={len(lines)}"],
    )
    return [live, on_a_terminal("show", "--db", db), on_a_terminal("list", "--db", db)]


def test_forty_control_sequences_are_shown_and_none_is_obeyed(tmp_path: Path) -> None:
    assert len(SEQUENCES) >= 40
    lines = [f"number {at} {sequence} end{at}" for at, sequence in enumerate(SEQUENCES)]

    for sent in played(tmp_path, lines):
        left = OURS.sub(b"", sent)
        assert b"\x1b" not in left
        assert not re.search("[\x80-\x9f]", left.decode())
        assert not set(left) & (set(range(32)) - set(b"\r\n\t"))
    shown = OURS.sub(b"", on_a_terminal("show", "--db", str(tmp_path / "t.db"))).decode()
    assert "<U+001B>]52;c;b3duZWQ=<U+0007>" in shown
    assert [line for line in map(visible, lines) if line not in shown] == []


def test_markup_is_shown_word_for_word(tmp_path: Path) -> None:
    live, shown, _ = played(tmp_path, [f"I say {text} and mean it" for text in MARKUP])

    for text in MARKUP:
        for sent in (live, shown):
            assert f"I say {text} and mean it" in OURS.sub(b"", sent).decode()


@pytest.mark.parametrize("trick", ["\u202e", "\u2066", "\u200b", "\ufeff"])
def test_hidden_characters_are_visible_on_screen_and_kept_in_the_store(
    trick: str, tmp_path: Path
) -> None:
    live, shown, _ = played(tmp_path, [f"pay{trick}pal"] * 2)

    for sent in (live, shown):
        assert f"pay<U+{ord(trick):04X}>pal" in OURS.sub(b"", sent).decode()
    stored = on_a_terminal("show", "--json", "--db", str(tmp_path / "t.db")).decode()
    assert f"pay{trick}pal" in stored or json.dumps(trick)[1:-1] in stored
