"""The command line answers at once."""

import resource
import subprocess
import sys

import pytest

MOST = 0.4
"""Seconds of processor time, the machine's other work not counted."""


def spent(*words: str) -> float:
    """The processor time that one command takes, child and all."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "society", *words], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_help_and_version_take_less_than_four_tenths_of_a_second(words: tuple[str, ...]) -> None:
    assert min(spent(*words) for _ in range(3)) < MOST
