"""`society judge new`: files that work as they are written; `list` and `show` tell of audits."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from society.cli.judge.trust import known
from society.cli.root import outcome
from society.domain.trust import AuditReport, Check
from society.plugins import find
from society.store import audits
from society.store.store import Store

Told = pytest.CaptureFixture[str]


@pytest.mark.parametrize("model", [[], ["--model"]], ids=["without a model", "with a model"])
@pytest.mark.parametrize("scope", ["turn", "outcome", "pair"])
def test_what_is_written_keeps_the_contract(
    tmp_path: Path, capsys: Told, scope: str, model: list[str]
) -> None:
    words = ["judge", "new", "my_kind", "--scope", scope, "--dir", str(tmp_path), *model]
    assert outcome(words) == 0
    written = capsys.readouterr().out.split()
    assert [Path(each).name for each in written] == ["my_kind.py", "test_my_kind.py"]

    assert outcome(["judge", "test", written[0], "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["scope"], report["name"]) == (True, scope, "my_kind")
    assert report["deterministic"] is not bool(model)


def test_its_own_test_passes_with_pytest_and_can_fail(tmp_path: Path) -> None:
    outcome(["judge", "new", "my_kind", "--dir", str(tmp_path)])
    file = tmp_path / "my_kind.py"

    passed = pytested(tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace("1.0 if asks", "0.5 if asks"))
    failed = pytested(tmp_path)

    assert "3 passed" in passed
    assert "2 failed" in failed


def pytested(folder: Path) -> str:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder).stdout


@pytest.mark.parametrize("taken", ["my_kind.py", "test_my_kind.py"])
def test_nothing_is_overwritten(tmp_path: Path, capsys: Told, taken: str) -> None:
    (tmp_path / taken).write_text("mine", encoding="utf-8")

    assert outcome(["judge", "new", "my_kind", "--dir", str(tmp_path)]) == 2

    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["My", "9lives", "a-b", "../up", "class", "json", "society", ""])
def test_a_name_that_cannot_be_imported_is_refused(tmp_path: Path, name: str) -> None:
    assert outcome(["judge", "new", name, "--dir", str(tmp_path)]) == 2

    assert list(tmp_path.iterdir()) == []


def audited(db: Path, version: str, *, passed: bool, items: int = 40) -> None:
    check = Check(name="length", figure=0.01, low=0.0, high=0.02, mark="< 0.05", passed=passed)
    report = AuditReport(judge="brevity", version=version, checks=(check,), items=items)
    with Store.open(db) as store:
        asyncio.run(audits.add(store, report))


def test_a_judge_nobody_audited_is_called_so(capsys: Told) -> None:
    assert outcome(["judge", "show", "brevity"]) == 0

    assert "audit      unaudited" in capsys.readouterr().out


def test_the_latest_audit_of_a_version_is_shown(tmp_path: Path, capsys: Told) -> None:
    db, version = tmp_path / "t.db", find("brevity").version
    for passed in (False, True):
        audited(db, version, passed=passed)

    outcome(["judge", "show", "brevity", "--db", str(db), "--json"])
    shown = json.loads(capsys.readouterr().out)["audit"]
    outcome(["judge", "list", "--db", str(db), "--json"])
    listed = {each["name"]: each["audit"] for each in json.loads(capsys.readouterr().out)}

    assert shown.startswith("1 of 1 passed (20")
    assert shown.endswith(", 40 items)")
    assert listed["brevity"] == shown
    assert listed["deal"] == "unaudited"


def test_a_quick_look_does_not_take_the_place_of_a_long_audit(tmp_path: Path, capsys: Told) -> None:
    db, version = tmp_path / "t.db", find("brevity").version
    audited(db, version, passed=True, items=200)
    audited(db, version, passed=False, items=5)

    outcome(["judge", "show", "brevity", "--db", str(db), "--json"])

    with Store.open(db) as store:
        assert known(store)[version] == json.loads(capsys.readouterr().out)["audit"]
        assert known(store)[version].endswith(", 200 items)")


def test_the_list_for_people_says_how_much_was_passed_and_leaves_room_for_the_purpose(
    tmp_path: Path, capsys: Told
) -> None:
    db = tmp_path / "t.db"
    audited(db, find("brevity").version, passed=False)

    outcome(["judge", "list", "--db", str(db)])

    shown = next(each for each in capsys.readouterr().out.splitlines() if "brevity" in each)
    assert "0 of 1 passed  Full marks" in shown
    assert "failed" not in shown


def test_the_audit_of_another_version_says_nothing_of_this_one(
    tmp_path: Path, capsys: Told
) -> None:
    audited(tmp_path / "t.db", "anotherversion", passed=True)

    outcome(["judge", "show", "brevity", "--db", str(tmp_path / "t.db")])

    assert "audit      unaudited" in capsys.readouterr().out


def test_an_audit_with_a_model_is_of_the_judge_with_that_model(
    tmp_path: Path, capsys: Told
) -> None:
    db, juror = tmp_path / "t.db", find("rubric")
    report = AuditReport(judge="rubric", version=juror.with_model("m").version, model="m")
    with Store.open(db) as store:
        asyncio.run(audits.add(store, report))

    outcome(["judge", "show", "rubric", "--db", str(db)])

    assert "with m, 0 items" in capsys.readouterr().out
