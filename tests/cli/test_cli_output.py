"""What is printed: within any window, whatever the environment says of its size."""

import subprocess
import sys

import pytest

from society.cli.output import Terminal


@pytest.mark.parametrize("said", ["0", "00", "", "-5", "²", "9" * 5000])
def test_a_size_that_no_window_has_is_not_believed(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", said)
    monkeypatch.setenv("LINES", said)

    assert Terminal().width >= 20


def test_a_size_that_is_said_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    assert Terminal().width == 60


def test_help_is_printed_where_the_window_is_said_to_have_no_columns() -> None:
    command = [sys.executable, "-m", "society", "list", "--help"]

    ran = subprocess.run(
        command, env={"COLUMNS": "0", "LINES": "0"}, capture_output=True, timeout=60, check=True
    )

    assert b"--where" in ran.stdout
