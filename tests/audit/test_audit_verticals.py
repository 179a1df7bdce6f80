"""The worked examples of docs/verticals: their judges find the flaws of their trade."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from society.audit.flaws.own import own_flaws
from society.audit.material import Material, only, stored
from society.audit.probing import Exam
from society.audit.run import Audit, Judge, examine
from society.cli.root import outcome
from society.domain.trust import Check
from society.export.incoming import episodes
from society.plugins import Juror, find

HOUSE = Path(__file__).resolve().parents[2] / "docs" / "verticals"
LEAST = {"law": 0.99, "finance": 0.99, "teaching": 0.9}
"""The share of flawed turns that must score lower. The teacher's judge lets a test's answer pass
that the lesson has as well."""

SCENARIOS = {
    "law": "law/liability_clause",
    "finance": "finance/loan_terms",
    "teaching": "classroom/fractions",
}


@cache
def material(trade: str, locale: str) -> Material:
    path = HOUSE / trade / "talks.jsonl"
    with path.open(encoding="utf-8") as lines:
        told = [each for each in episodes(lines, path.name) if each.dialogue.game.locale == locale]
    return stored(told, 60, seed=0, name=trade)


def juror(trade: str) -> Juror:
    return find("judge.py", here=HOUSE / trade, allow_code=True)


async def audited(trade: str, locale: str) -> Audit:
    seated, own = juror(trade), own_flaws(HOUSE / trade / "flaws.py")
    found = only(material(trade, locale), seated.badge.roles)
    return await examine(Judge(seated), Exam(found, own=own))


def row(done: Audit, name: str) -> Check:
    return next(check for check in done.checks() if check.name == name)


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("trade", LEAST)
async def test_a_trades_judge_finds_its_own_flaws_and_raises_no_false_alarm(
    trade: str, locale: str
) -> None:
    done = await audited(trade, locale)

    own, alarms = row(done, "own flaws"), row(done, "false alarm")
    assert own.figure is not None
    assert own.figure >= LEAST[trade]
    assert own.n >= 30
    assert min(own.parts.values()) >= 0.7
    assert alarms.figure == 0
    assert set(own.parts) == set(own_flaws(HOUSE / trade / "flaws.py"))


@pytest.mark.parametrize("trade", LEAST)
async def test_a_trades_judge_alone_misses_what_is_wrong_in_any_talk(trade: str) -> None:
    done = await audited(trade, "en")

    nine = row(done, "planted flaws")
    assert nine.passed is False
    assert nine.parts["rude"] < 0.5
    assert nine.parts["false_sum"] < 0.5


@pytest.mark.parametrize("trade", LEAST)
async def test_what_the_templates_say_is_right(trade: str) -> None:
    done = await audited(trade, "en")

    scores = {done.answers[key].said.score for key in done.answers if key.check == "original"}
    assert scores <= {1.0, None}


@pytest.mark.parametrize("trade", LEAST)
def test_the_panel_of_the_page_is_seated_from_the_examples_folder(trade: str) -> None:
    page = (HOUSE / f"{trade}.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\njudges:\n(.*?)```", page, re.DOTALL)
    (written,) = YAML(typ="safe").load(block)

    panel = find(written["use"], params=written["params"], here=HOUSE / trade, allow_code=True)

    assert panel.members[0].juror.name == juror(trade).name
    assert panel.members[-1].juror.name == "rubric"


@pytest.mark.parametrize("trade", LEAST)
def test_the_page_prints_the_judge_and_a_flaw_as_they_are(trade: str) -> None:
    page = (HOUSE / f"{trade}.md").read_text(encoding="utf-8")
    files = [
        (HOUSE / trade / name).read_text(encoding="utf-8") for name in ("judge.py", "flaws.py")
    ]

    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)

    assert len(blocks) == len(files)
    assert all(block in file for block, file in zip(blocks, files, strict=True))


@pytest.mark.parametrize("trade", LEAST)
def test_the_dialogues_are_what_their_maker_makes(trade: str) -> None:
    words = [sys.executable, str(HOUSE / "talks.py"), trade]

    made = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)

    assert made.stdout == (HOUSE / trade / "talks.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("trade", LEAST)
def test_the_files_work_outside_the_project(trade: str, tmp_path: Path) -> None:
    shutil.copytree(HOUSE / trade, tmp_path / trade)
    pytest_alone = ["-W", "ignore", "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_judge.py"]

    ran = subprocess.run(
        [sys.executable, *pytest_alone],
        cwd=tmp_path / trade,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert ran.returncode == 0, ran.stdout
    assert "10 passed" in ran.stdout


def test_the_command_audits_with_them_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(HOUSE / "law", tmp_path / "law")
    monkeypatch.chdir(tmp_path / "law")
    files = ["./judge.py", "--flaws", "./flaws.py", "--where", f"scenario:{SCENARIOS['law']}"]

    assert outcome(["import", "talks.jsonl"]) == 0
    assert outcome(["judge", "audit", *files, "--items", "12", "--quiet"]) == 0

    told = capsys.readouterr().out
    assert "own flaws" in told
    assert "wrong cap 1.00" in told
