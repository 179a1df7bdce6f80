"""The command line as scripts meet it: exit codes, sentences, pipes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from society.cli.root import COMMANDS, build, outcome


def society(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "society", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **more},
    )


LOUD = """
from society import judge

@judge
def loud(turn):
    print("LOUD")
    return 0.5
"""


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["--help"]) == 0

    shown = capsys.readouterr().out
    assert [name for name, *_ in COMMANDS if name not in shown] == []


@pytest.mark.parametrize("name", [name for name, *_ in COMMANDS])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome([name, "--help"]) == 0

    what = next(what for named, _, what in COMMANDS if named == name)
    assert what.split()[0] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["runn", "x"], "runn"),
        (["run"], "scenario"),
        (["run", "market/used_bkie"], "market/used_bike"),
        (["run", "market/used_bike", "--set", "turns.max"], "--set 'turns.max' has no value"),
        (["run", "market/used_bike", "--player", "wizard"], "no player is called 'wizard'"),
        (["run", "market/used_bike", "--model.sailor", "embedded"], "no role 'sailor'"),
        (["run", "market/used_bike", "--judge", "stern"], "no judge is installed as 'stern'"),
        (["show", "feedbeef"], "feedbeef"),
        (["run", "market/used_bike", "--search", "best-of-4"], "say of whom: --search.ROLE"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_exit_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(words) == 2

    told = capsys.readouterr()
    assert told.err.startswith("society: ")
    assert said in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_missing_key_is_named_before_anything_is_sent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert outcome(["run", "market/used_bike", "--model", "openai/gpt-x"]) == 6

    assert "OPENAI_API_KEY" in capsys.readouterr().err


def test_nothing_to_resume_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["resume"]) == 0

    assert "nothing to resume" in capsys.readouterr().err


def test_the_version_is_told() -> None:
    ran = society("--version")

    assert ran.returncode == 0
    assert ran.stdout.startswith("society 0.1.0 (Python 3")


def test_a_closed_pipe_is_no_traceback() -> None:
    piped = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m society schema | head -1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
    )

    assert piped.returncode in {0, 141}
    assert "Traceback" not in piped.stderr


@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
def test_no_colour_and_no_escape_when_not_on_a_terminal(term: str) -> None:
    ran = society("scenario", "list", TERM=term)

    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout


def test_completion_is_printed_for_each_shell(capsys: pytest.CaptureFixture[str]) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert outcome(["completion", shell]) == 0
        assert "society" in capsys.readouterr().out


def test_the_command_tree_is_made_anew_each_time() -> None:
    assert build() is not build()


@pytest.mark.parametrize("words", [["scenario", "list"], ["--help"], ["schema"]])
def test_a_reader_that_leaves_is_exit_141(words: list[str]) -> None:
    line = f"{sys.executable} -m society {' '.join(words)} | true; exit ${{PIPESTATUS[0]}}"

    piped = subprocess.run(["bash", "-c", line], capture_output=True, text=True)

    assert piped.returncode in {0, 141}, "0 where it was done before the reader left"
    assert "Traceback" not in piped.stderr


@pytest.mark.parametrize("end", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_output_is_no_traceback(end: str) -> None:
    line = f"{sys.executable} -m society list {end}"

    ran = subprocess.run(["bash", "-c", line], capture_output=True, text=True)

    assert (ran.returncode, "Traceback" in ran.stderr) == (0, False)


def test_an_output_that_knows_only_ascii_gets_ascii() -> None:
    ran = society(
        "scenario", "show", "market/used_bike", "--locale", "zh", PYTHONIOENCODING="ascii"
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.isascii()


def test_what_a_judge_prints_does_not_get_between_the_data(tmp_path: Path) -> None:
    said = tmp_path / "said.jsonl"
    said.write_text("\n".join('"Fine, and you?"' for _ in range(4)), encoding="utf-8")
    judges = tmp_path / "loud.py"
    judges.write_text(LOUD, encoding="utf-8")
    scenario = Path(__file__).with_name("chat.yaml")

    ran = society(
        *("run", str(scenario), "--jsonl", "--allow-code", "--judge", f"{judges}:loud"),
        *("--player", "llm", "--model", f"scripted:{said}", "--db", str(tmp_path / "x.db")),
    )

    assert ran.returncode == 0, ran.stderr
    assert [json.loads(line)["kind"] for line in ran.stdout.splitlines()][-1] == "ended"
    assert ran.stderr.count("LOUD") == 4
