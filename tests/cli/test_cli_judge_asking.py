"""What an audit says before and after it: silence, games, a judge that hangs, and `judge show`."""

import asyncio
import json
import os
import signal
from pathlib import Path
from time import monotonic

import pytest

from society import Turn, judge
from society.audit.material import casino
from society.audit.probing import Exam
from society.audit.run import Audit, Judge, examine
from society.cli.root import outcome
from society.cli.stuck import stopping
from society.domain.errors import Exit
from society.plugins import seat
from society.settings import database
from society.store import audits
from society.store.store import Store, exists
from tests.cli import talks

Told = pytest.CaptureFixture[str]

MINE = '''
from society import judge

@judge
def mute(turn):
    return None

@judge
async def plays(turn, play_on):
    """Never gets that far."""
    return (await play_on(None))[0].utilities[turn.role]

@judge
class Longer:
    """Whether a turn is longer than that."""
    def __init__(self, words: int):
        self.words = words

    def __call__(self, turn):
        return float(len(turn.text.split()) > self.words)
'''


@pytest.fixture
def file(tmp_path: Path) -> str:
    return talks.judges(tmp_path, MINE)


def audited(judge: str) -> int:
    """How many audits of it are stored."""
    if not exists(database(None)):
        return 0
    with Store.open(database(None), create=False, write=False) as store:
        return len(audits.listed(store, judge, every=True))


def test_a_judge_without_any_opinion_is_no_audit(file: str, capsys: Told) -> None:
    assert outcome(["judge", "audit", f"{file}:mute", "--items", "12"]) == 2

    said = capsys.readouterr()
    assert "judge 'mute' said nothing about 12 of 12 items of casino" in said.err
    assert "--where scenario:…" in said.err
    assert "passes" not in said.out
    assert audited("mute") == 0


def test_the_silence_is_one_json_document_too(file: str, capsys: Told) -> None:
    assert outcome(["judge", "audit", f"{file}:mute", "--items", "12", "--json", "--quiet"]) == 2

    found = json.loads(capsys.readouterr().out)
    assert found["stored"] is False
    assert {each["passed"] for each in found["checks"]} == {None}


def test_a_judge_that_plays_on_is_refused_where_nobody_can_before_it_is_asked(
    file: str, tmp_path: Path, capsys: Told
) -> None:
    db = talks.played(tmp_path, "-n", "2")
    words = ["judge", "audit", f"{file}:plays", "--material", "stored", "--db", str(db)]
    capsys.readouterr()

    assert outcome(words) == 2

    said = capsys.readouterr().err
    assert "judge 'plays' plays games on (`play_on`)" in said
    assert "what is stored there (2 dialogues) cannot be played" in said
    assert "a scenario with offers and a utility" in said
    assert "question" not in said


def test_a_judge_that_plays_on_is_told_what_the_planner_sees_of_the_shipped_dialogues(
    capsys: Told,
) -> None:
    assert outcome(["judge", "audit", "rollout", "--items", "2", "--dry-run"]) == 0

    said = capsys.readouterr()
    assert "the planner, which sees moves and no words" in said.err
    assert "no model is asked" in said.out


def test_the_latest_audit_is_shown_as_the_audit_told_it_with_what_fails_first(
    file: str, capsys: Told
) -> None:
    given = ["--param.words", "9"]
    assert outcome(["judge", "audit", f"{file}:Longer", *given, "--items", "16", "--quiet"]) == 0
    told = capsys.readouterr()
    assert "judge show" in told.err
    assert "--param.words 9`" in told.err

    assert outcome(["judge", "show", f"{file}:Longer", *given]) == 0

    shown = capsys.readouterr().out
    assert shown.endswith(told.out)
    marks = [line.split()[-1] for line in told.out.splitlines()[3:21]]
    assert marks.index("FAILS") == 0
    assert "FAILS" not in marks[marks.count("FAILS") :]


def test_a_judge_that_nobody_audited_is_shown_with_how_to(file: str, capsys: Told) -> None:
    assert outcome(["judge", "show", f"{file}:mute"]) == 0

    said = capsys.readouterr()
    assert "audit      unaudited" in said.out
    assert f"judge audit {file}:mute` tells how good it is" in " ".join(said.err.split())


def test_params_are_checked_before_anything_is_asked(file: str, capsys: Told) -> None:
    words = ["judge", "audit", f"{file}:Longer", "--param.words"]

    assert outcome([*words, "many"]) == 2
    assert outcome([*words[:-1], "--param.word", "3"]) == 2

    said = capsys.readouterr().err
    assert "the param 'words' is 'many', which is no int" in said
    assert "did you mean words? it takes: words: int" in said


def test_a_game_is_played_with_a_judge_and_its_params(tmp_path: Path, capsys: Told) -> None:
    script = tmp_path / "talk.jsonl"
    script.write_text('"one two"\n' * 9, encoding="utf-8")
    words = ["run", str(talks.CHAT), "--model", f"scripted:{script}", "--player", "llm", "--json"]
    assert outcome([*words, "--judge", "learned"]) == 2
    hint = capsys.readouterr().err
    seat = '--set \'judges=[{"use": "learned", "params": {"model": "…"}}]\''
    assert seat in " ".join(hint.split())

    seated = seat.removeprefix("--set '").removesuffix("'").replace("…", "flaws")
    assert outcome([*words, "--set", seated]) == 0

    found = json.loads(capsys.readouterr().out)
    said = found["episode"]["judgements"]
    assert {each["judge"] for each in said} == {"learned"}
    assert all(each["score"] is not None for each in said)


def test_one_is_one(capsys: Told) -> None:
    assert outcome(["judge", "audit", "brevity", "--items", "1", "--dry-run"]) == 0

    assert "questions about 1 turn; no model" in capsys.readouterr().out


@judge
async def busy(turn: Turn) -> float:
    """Somebody presses Ctrl-C, and it lets nothing else run."""
    os.kill(os.getpid(), signal.SIGINT)
    begun = monotonic()
    while monotonic() - begun < 60:
        pass
    return 1.0


async def test_a_judge_that_lets_nothing_else_run_is_broken_into_at_the_first_ctrl_c() -> None:
    begun = monotonic()

    with stopping(patience=0.1) as stop:
        done: Audit = await examine(
            Judge(seat(busy, "here")),
            Exam(casino(4)),
            at_once=4,
            halted=lambda: stop.asked,
        )
        await asyncio.sleep(0)

    assert monotonic() - begun < 30
    assert stop.exit is Exit.INTERRUPTED
    (answer,) = done.answers.values()
    assert answer.said.unscored == "judge_error"
    assert "busy when somebody asked to stop" in answer.said.critique
    assert signal.getsignal(signal.SIGALRM) in (signal.SIG_DFL, None)
