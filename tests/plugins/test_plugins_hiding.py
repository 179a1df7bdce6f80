"""A program that judges looks for the keys of the process that asks it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

LOOKS = """#!/bin/sh
tr '\\0' '\\n' < /proc/$PPID/environ 2>/dev/null | grep -c CANARY
exit 0
"""

ASKS = """
import asyncio, os, subprocess, sys
from pathlib import Path
from society.plugins.hiding import SET_DUMPABLE, _prctl, is_hidden
from society.plugins.process import run

if os.getuid() == 0:
    # Root may look into everything, so this is tried as a user like any other.
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    _prctl(SET_DUMPABLE, 1)
looks = Path(sys.argv[1])
before = subprocess.run([looks], capture_output=True).stdout
during = asyncio.run(run(looks, b"{}"))
print(before.decode().strip(), during.decode().strip(), is_hidden())
"""


@pytest.fixture
def looks() -> Iterator[Path]:
    """The program, in a folder that everybody may read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "looks.sh"
        path.write_text(LOOKS, encoding="utf-8")
        path.chmod(0o755)
        yield path


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux closes a process to its user")
def test_a_program_that_judges_cannot_read_the_environment_of_who_asks_it(looks: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKS, str(looks)],
        env={**os.environ, "CANARY_KEY": "sk-canary"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.stdout.split() == ["1", "0", "True"], told.stderr
