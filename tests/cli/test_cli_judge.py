"""`society judge`: list, show, test."""

import json
from pathlib import Path

import pytest

from society.cli.root import outcome

LUCKY = '''
from itertools import count
from society import judge

ticks = count()

@judge(scope="turn")
def lucky():
    """Says what it likes."""
    return next(ticks) % 2

@judge(scope="turn")
def fair(turn):
    """Always the same."""
    return 0.5
'''


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "mine.py"
    path.write_text(LUCKY, encoding="utf-8")
    return str(path)


def test_the_judges_are_listed_with_what_they_are_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["judge", "list", "--json"]) == 0

    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert listed["deal"]["scope"] == "turn"
    assert listed["answer"]["scope"] == "outcome"
    assert listed["brevity"]["about"].startswith("Full marks up to 40 words")
    assert {each["error"] for each in listed.values()} == {""}


def test_one_judge_is_shown_with_its_params(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["judge", "show", "answer"]) == 0

    shown = capsys.readouterr().out
    assert "params     expected: Any, action: str = 'answer', argument: str = 'value'" in shown
    assert "No answer is a wrong answer." in shown


def test_a_file_on_the_command_line_may_run(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["judge", "test", f"{file}:fair", "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["name"], report["asked"]) == (True, "fair", 7)


def test_a_judge_that_breaks_the_contract_is_exit_2(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["judge", "test", f"{file}:lucky"]) == 2

    told = capsys.readouterr()
    same = "gave 0.0 and then 1.0 to the same case, turn 0"
    assert f"problem: on 7 of 7 samples: {same}\n" in told.out
    assert "society: judge 'lucky' does not keep the contract" in told.err


def test_params_are_given_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["judge", "test", "answer"]) == 2
    assert "judge 'answer' needs the param 'expected'" in capsys.readouterr().err
    assert outcome(["judge", "test", "answer", "--param.expected", "3/4"]) == 0


def test_a_module_is_not_run_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["judge", "test", "os:system"]) == 2
    assert "--allow-code" in capsys.readouterr().err
