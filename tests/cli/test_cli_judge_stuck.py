"""A judge that lets nothing else run ends no command that somebody asked to stop."""

from pathlib import Path
from time import monotonic

import pytest

from society.cli.root import outcome
from society.domain.errors import Exit
from tests.cli.talks import CHAT, judges, played, stored

STUCK = '''
import os
import signal

from society import judge

pressed = []

@judge(scope="turn")
async def stuck(turn):
    """Somebody presses Ctrl-C twice, and it goes on for ever."""
    while len(pressed) < 2:
        pressed.append(turn)
        os.kill(os.getpid(), signal.SIGINT)
    while True:
        pass
'''
LONG = 60.0
"""Seconds after which nobody would still be waiting."""


@pytest.fixture
def file(tmp_path: Path) -> str:
    return f"{judges(tmp_path, STUCK)}:stuck"


@pytest.fixture
def played_by(tmp_path: Path) -> list[str]:
    script = tmp_path / "talk.jsonl"
    script.write_text('"one two"\n', encoding="utf-8")
    model = ["--model", f"scripted:{script}", "--player", "llm", "--allow-code"]
    return [str(CHAT), *model, "--db", str(tmp_path / "t.db")]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param(["run"], "society resume", id="run"),
        pytest.param(["batch", "--name", "night"], "go on with", id="batch"),
    ],
)
def test_a_dialogue_whose_judge_never_answers_stops_when_asked_twice(
    command: list[str],
    says: str,
    file: str,
    played_by: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    begun = monotonic()

    assert outcome([*command, *played_by, "--judge", file]) == Exit.INTERRUPTED

    assert monotonic() - begun < LONG
    assert says in capsys.readouterr().err


def test_stored_dialogues_whose_judge_never_answers_are_left_when_asked_twice(
    tmp_path: Path, file: str
) -> None:
    db, begun = played(tmp_path, "-n", "2"), monotonic()

    assert outcome(["judge", "score", file, "--db", str(db)]) == Exit.INTERRUPTED

    assert monotonic() - begun < LONG
    assert {said.judge for each in stored(db) for said in each.judgements} <= {"brevity", "stuck"}
