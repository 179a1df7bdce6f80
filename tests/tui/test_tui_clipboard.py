"""What is copied inside tmux is given to it; outside nobody is asked."""

import sys
from pathlib import Path

import pytest

from society.domain.errors import SocietyError
from tui.clipboard import tell_tmux


def a_tmux(folder: Path, code: int = 0) -> dict[str, str]:
    """An environment inside of a tmux that writes down what it is given."""
    program = folder / "tmux"
    program.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys\n"
        f"kept = pathlib.Path({str(folder / 'kept')!r})\n"
        "kept.write_bytes(' '.join(sys.argv[1:]).encode() + b'|' + sys.stdin.buffer.read())\n"
        f"sys.exit({code})\n"
    )
    program.chmod(0o755)
    return {"TMUX": "/run/tmux,1,0", "PATH": str(folder)}


async def test_tmux_is_given_what_is_copied(tmp_path: Path) -> None:
    await tell_tmux("一盏灯\nt1", a_tmux(tmp_path))

    assert (tmp_path / "kept").read_text(encoding="utf-8") == "load-buffer -w -|一盏灯\nt1"


async def test_outside_of_tmux_nobody_is_asked(tmp_path: Path) -> None:
    await tell_tmux("words", {**a_tmux(tmp_path), "TMUX": ""})

    assert not (tmp_path / "kept").exists()


async def test_a_tmux_that_does_not_take_it_is_said_with_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="tmux did not take what was copied") as caught:
        await tell_tmux("words", a_tmux(tmp_path, code=1))

    assert "set-clipboard on" in caught.value.hint
