"""A batch before a person, in a pipe, and where nothing can be drawn: told, never in the way."""

import json
import os
import re
from pathlib import Path
from threading import Thread

import pytest

from tests.faults.batch_commands import Night, until
from tests.faults.batch_stage import attempts, billed, codes, whole
from tests.faults.batch_terminal import Terminal, terminal

PLAIN = {"TERM": "xterm-256color", "COLUMNS": "", "LINES": ""}
COLOUR = re.compile(rb"\x1b\[[0-9;]*3[0-9][0-9;]*m")


def shown(night: Night, window: Terminal, n: int = 8, **environ: str) -> int:
    """A batch in that terminal, four dialogues in flight and held."""
    night.provider.choose = lambda _: "hold" if night.provider.requests > 13 else "ok"
    asked = {"terminal": window.path, "environ": {**PLAIN, **environ}}
    pid = night.start(n, "-c", "4", **asked)
    until(lambda: night.provider.holding == 4, "four requests are held")
    return pid


def test_control_c_at_a_terminal_stops_the_batch_and_says_how_to_go_on(night: Night) -> None:
    with terminal(80, 24) as window:
        pid = shown(night, window)
        window.type(b"\x03")
        until(lambda: b"finishing this turn" in window.raw, "it heard the key")
        night.provider.go()

        assert night.wait(pid) == 130

        until(lambda: "go on with:" in window.text, "the command that goes on is shown")
        assert "dialogues done" in window.text
        assert "Traceback" not in window.text
        assert "━" not in window.text, "the bar is gone when the batch is"
    assert billed(night.db, night.provider.requests)
    night.provider.choose = lambda _: "ok"
    assert night.run(8, "-c", "4") == 0
    whole(night.db, done=8)


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (20, 5)])
def test_progress_is_drawn_within_the_window_and_in_its_place(
    night: Night, columns: int, lines: int
) -> None:
    night.provider.choose = lambda _: "ok"
    with terminal(columns, lines) as window:
        how = {"terminal": window.path, "environ": PLAIN}
        assert night.run(24, "-c", "4", **how) == 0

        until(lambda: b"export:" in window.raw, "the summary is shown")
        assert b"night" in window.raw
        assert window.raw.count(b"\x1b[2K") > 0, "drawn in place"
        assert b"Traceback" not in window.raw
    whole(night.db, done=24)


def prints_nowhere(pid: int) -> bool:
    """Whether the process writes its narration to the null device, or has ended."""
    narration = Path(f"/proc/{pid}/fd/2")
    return not narration.is_symlink() or str(narration.readlink()) == os.devnull


def test_a_closed_terminal_ends_the_batch_as_sigterm_does(night: Night) -> None:
    with terminal() as window:
        pid = shown(night, window)
        window.close()
        until(lambda: prints_nowhere(pid), "it has let go of the terminal")
        night.provider.go()

        assert night.wait(pid) == 143

    assert billed(night.db, night.provider.requests)
    assert codes(night.db)["running"] == 0


def test_a_dumb_terminal_gets_plain_lines(night: Night) -> None:
    with terminal() as window:
        assert night.run(8, terminal=window.path, environ={**PLAIN, "TERM": "dumb"}) == 0

        until(lambda: b"export:" in window.raw, "the summary is shown")
        assert b"\x1b" not in window.raw
    whole(night.db, done=8)


def test_no_color_is_kept_to(night: Night) -> None:
    with terminal() as window:
        how = {"terminal": window.path, "environ": {**PLAIN, "NO_COLOR": "1"}}
        assert night.run(24, **how) == 0

        until(lambda: b"export:" in window.raw, "the summary is shown")
        assert not COLOUR.search(window.raw)


def test_a_reader_that_has_seen_enough_ends_the_batch_quietly_and_nothing_is_lost(
    night: Night,
) -> None:
    pipe = night.folder / "pipe"
    os.mkfifo(pipe)
    first: list[bytes] = []
    reader = Thread(target=read_one_line, args=(pipe, first))
    reader.start()
    pid = night.start(8, "--jsonl", stdout=str(pipe))

    code = night.wait(pid)
    reader.join()

    assert code == 141
    assert json.loads(first[0])["kind"] == "started"
    assert "Traceback" not in night.err
    assert attempts(night.db) >= night.provider.requests, "some were cancelled before they left"
    assert night.run(8) == 0
    whole(night.db, done=8)


def read_one_line(pipe: Path, first: list[bytes]) -> None:
    """Like `head -1`."""
    with pipe.open("rb") as file:
        first.append(file.readline())


def test_where_nobody_looks_the_batch_is_told_in_lines(night: Night) -> None:
    assert night.run(8) == 0

    assert "\x1b" not in night.out + night.err
    assert night.out.startswith("night: 8 of 8 dialogues done")
