"""`society judge audit` and `society judge flaws`: the price, the table, what is kept."""

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from society.audit.casino import Talk, shipped
from society.cli.root import outcome
from society.domain.episode import Provenance
from society.domain.events import Ended, Event, Spoke, Started
from society.domain.trust import AuditReport, Label
from society.settings import database
from society.store import audits, labels
from society.store.record import record
from society.store.store import Store, exists
from tests.cli.talks import CHAT

MINE = '''
import time
from society import judge

@judge
def fair(turn):
    """Long turns are good turns."""
    return min(len(turn.text) / 200, 1.0)

@judge
def slow(turn):
    time.sleep(0.2)
    return 0.5

@judge
def fresh(turn, archive):
    """New words are good words."""
    return 0.0 if turn.text in archive.texts() else 1.0

@judge
async def wise(turn, model):
    return float("yes" in (await model.ask(turn.text)).text)
'''


@pytest.fixture
def judges(tmp_path: Path) -> str:
    path = tmp_path / "mine.py"
    path.write_text(MINE, encoding="utf-8")
    return str(path)


def kept(judge: str) -> list[AuditReport]:
    if not exists(database(None)):
        return []
    with Store.open(database(None), create=False, write=False) as store:
        return audits.listed(store, judge)


async def told(talk: Talk) -> AsyncIterator[Event]:
    made_by = Provenance(scenario=talk.dialogue.game.scenario.id)
    yield Started(episode=talk.id, game=talk.dialogue.game, provenance=made_by)
    for turn in talk.dialogue.turns:
        yield Spoke(episode=talk.id, turn=turn)
    yield Ended(episode=talk.id, outcome=talk.outcome, seconds=1.0)


def store_talks(number: int) -> None:
    async def all_of_them() -> None:
        with Store.open(database(None)) as store:
            for talk in shipped()[:number]:
                _ = [event async for event in record(store, told(talk))]
            rated = [
                Label(episode=talk.id, role=role, rater=rater, score=score)
                for talk in shipped()[:number]
                for role, score in talk.satisfied.items()
                for rater in ("ann", "bo")
            ]
            await labels.add(store, rated)

    asyncio.run(all_of_them())


def test_the_table_has_every_check_and_the_audit_is_kept(
    judges: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "fair.html"
    words = ["judge", "audit", f"{judges}:fair", "--items", "12", "--html", str(page)]

    assert outcome(words) == 0

    shown = capsys.readouterr().out
    report = kept("fair")[0]
    assert all(check.name in shown for check in report.checks)
    assert (report.material, report.items, report.calls) == ("casino", 12, 0)
    assert report.check("length")
    assert "FAILS" in shown
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") > 8
    assert "http" not in html


def test_json_is_one_document_with_every_figure(
    judges: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["judge", "audit", f"{judges}:fair", "--items", "12", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["stored"] is True
    assert {each["name"]: each["passed"] for each in found["checks"]}["length"] is False


def test_a_dry_run_tells_the_price_and_asks_nothing(
    judges: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["judge", "audit", f"{judges}:wise", "--judge-model", "openai/gpt-4o", "--dry-run"]

    assert outcome([*words, "--json"]) == 0

    price = json.loads(capsys.readouterr().out)
    assert price["items"] == 200
    assert 3000 < price["questions"] < 4500
    assert price["cost"] > 0.5
    assert kept("wise") == []


def test_a_budget_without_a_price_is_refused_before_anything_is_asked(
    judges: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ["--judge-model", "hosted_vllm/mine", "--api-base", "http://192.0.2.1/v1"]

    assert outcome(["judge", "audit", f"{judges}:wise", *model, "--budget", "1"]) == 2

    assert "no price is known" in capsys.readouterr().err


def test_too_few_passed_checks_end_with_3_where_that_was_asked_for(judges: str) -> None:
    words = ["judge", "audit", f"{judges}:fair", "--items", "12", "--quiet"]

    assert outcome([*words, "--fail-under", "99%"]) == 3
    assert outcome([*words, "--fail-under", "10%"]) == 0


def test_stored_dialogues_and_peoples_scores_are_audited_on(
    judges: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store_talks(12)
    words = ["judge", "audit", f"{judges}:fair", "--where", "scenario:campsite", "--items", "60"]

    assert outcome([*words, "--json"]) == 0

    checks = {each["name"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["calibration"]["n"] >= 8
    assert checks["calibration"]["parts"]["human rho"] == pytest.approx(1.0)
    assert checks["winner agreement"]["figure"] is not None


def test_a_judge_that_reads_the_store_is_lent_it(
    judges: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store_talks(3)
    words = ["judge", "audit", f"{judges}:fresh", "--material", "stored", "--items", "12"]

    assert outcome([*words, "--json"]) == 0

    checks = {each["name"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["validity"]["figure"] == 1.0
    assert checks["length"]["figure"] == 1.0


def test_where_and_the_shipped_dialogues_exclude_each_other(
    judges: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["judge", "audit", f"{judges}:fair", "--where", "won", "--material", "casino"]

    assert outcome(words) == 2
    assert "--where chooses stored dialogues" in capsys.readouterr().err


def test_a_ctrl_c_prints_what_was_reached_and_stores_nothing(judges: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "society", "judge", "audit", f"{judges}:slow"]
    child = subprocess.Popen(
        [*command, "--items", "40", "--json", "--db", str(tmp_path / "own.db")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr
    first = child.stderr.readline()

    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)

    assert "questions about 40 turns" in first
    assert child.returncode == 130
    assert json.loads(out)["stored"] is False
    assert "nothing is stored" in err
    assert not (tmp_path / "own.db").exists()


def test_a_person_at_a_terminal_is_asked_before_a_model_is(judges: str, tmp_path: Path) -> None:
    script = tmp_path / "yes.jsonl"
    script.write_text('"yes"\n', encoding="utf-8")
    command = [sys.executable, "-m", "society", "judge", "audit", f"{judges}:wise"]
    model = ["--judge-model", f"scripted:{script}", "--db", str(tmp_path / "own.db")]
    here, there = pty.openpty()
    child = subprocess.Popen(
        [*command, "--items", "12", *model], stdin=there, stdout=subprocess.PIPE, stderr=there
    )
    os.close(there)

    shown = _until(here, "Go on?")
    os.write(here, b"n\n")
    out, _ = child.communicate(timeout=60)
    os.close(here)

    assert "questions about 12 turns" in shown
    assert child.returncode == 0
    assert out == b""
    assert not (tmp_path / "own.db").exists()


def _until(terminal: int, words: str) -> str:
    shown, due = "", time.monotonic() + 60
    while words not in shown and time.monotonic() < due:
        shown += os.read(terminal, 4096).decode(errors="replace")
    return shown


def test_flaws_are_written_as_pairs_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    kinds = ["--kinds", "rude,cut", "--kinds", "leak"]

    for path in (one, two):
        assert outcome(["judge", "flaws", str(path), "--per-kind", "5", "--seed", "3", *kinds]) == 0

    lines = [json.loads(line) for line in one.read_text(encoding="utf-8").splitlines()]
    assert [each["kind"] for each in lines] == ["rude"] * 5 + ["cut"] * 5 + ["leak"] * 5
    assert one.read_bytes() == two.read_bytes()


def test_flaws_of_stored_dialogues_go_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    store_talks(2)

    assert outcome(["judge", "flaws", "-", "--material", "stored", "--per-kind", "3"]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["dialogue"] for each in lines} <= {talk.id for talk in shipped()[:2]}
    assert len({each["kind"] for each in lines}) == 9


def test_a_flaw_that_nobody_knows_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["judge", "flaws", "-", "--kinds", "boring"]) == 2

    assert "no flaw is called 'boring'" in capsys.readouterr().err


def test_a_folder_that_is_not_there_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["judge", "flaws", str(tmp_path / "no" / "f.jsonl")]) == 5

    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_rival_model_judges_the_turns_of_both(
    judges: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = []
    for name in ("one", "two"):
        script = tmp_path / f"{name}.jsonl"
        said = (f'"yes, {name} says this for the {at}th time"\n' for at in range(60))
        script.write_text("".join(said), encoding="utf-8")
        models.append(f"scripted:{script}")
        cast = ["--model", models[-1], "--player", "llm", "-c", "1", "-n", "6", "--name", name]
        assert outcome(["batch", str(CHAT), *cast]) == 0
    words = ["judge", "audit", f"{judges}:wise", "--material", "stored", "--json", "--quiet"]
    two = ["--judge-model", models[0], "--rival-model", models[1]]
    capsys.readouterr()

    assert outcome([*words, *two, "--max-calls", "3000"]) == 0

    told = json.loads(capsys.readouterr().out)
    found = next(each for each in told["checks"] if each["name"] == "self-preference")
    assert (found["figure"], found["passed"], found["n"]) == (0.0, True, 24)
    assert found["parts"] == {"by label": 0.0, "own turns": 12.0, "rival's turns": 12.0}
    assert outcome([*words, *two[:2], "--rival-model", models[0]]) == 2
    assert "judges already" in capsys.readouterr().err
