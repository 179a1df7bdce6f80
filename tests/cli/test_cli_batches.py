"""`society batches`: what a person asks of a store that others are writing to."""

import json
from pathlib import Path

import pytest

from society.cli.root import outcome

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path, capsys: Captured) -> str:
    """A store with one batch of three short talks."""
    said = tmp_path / "said.jsonl"
    said.write_text('"Fine, and you?"\n', encoding="utf-8")
    target, scenario = str(tmp_path / "x.db"), str(Path(__file__).with_name("chat.yaml"))
    words = ["-n", "3", "--name", "night", "--player", "llm", "--model", f"scripted:{said}"]
    assert outcome(["batch", scenario, *words, "--db", target, "--quiet"]) == 0
    capsys.readouterr()
    return target


def test_a_batch_is_listed_with_how_far_it_is(db: str, capsys: Captured) -> None:
    assert outcome(["batches", "--db", db]) == 0

    head, row = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["batch", "begun", "done"]
    assert row.split()[0] == "night"
    assert "3/3" in row


def test_the_list_is_one_json_document(db: str, capsys: Captured) -> None:
    assert outcome(["batches", "--json", "--db", db]) == 0

    (told,) = json.loads(capsys.readouterr().out)["batches"]
    assert (told["batch"], told["revision"], told["done"], told["total"]) == ("night", 1, 3, 3)
    assert (told["turns"], told["played_by"]) == (12, [])


def test_no_batch_is_no_error(capsys: Captured) -> None:
    assert outcome(["batches"]) == 0

    assert "no batch yet" in capsys.readouterr().err


def test_a_batch_that_grew_is_listed_with_its_new_size(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    scenario, said = str(Path(__file__).with_name("chat.yaml")), tmp_path / "said.jsonl"
    words = ["-n", "5", "--name", "night", "--player", "llm", "--model", f"scripted:{said}"]
    assert outcome(["batch", scenario, *words, "--db", db, "--quiet"]) == 0
    capsys.readouterr()

    assert outcome(["batches", "--json", "--db", db]) == 0

    (told,) = json.loads(capsys.readouterr().out)["batches"]
    assert (told["revision"], told["done"], told["total"]) == (1, 5, 5)


def test_a_log_of_several_processes_is_refused_before_anything_is_played(
    tmp_path: Path, capsys: Captured
) -> None:
    words = ["market/used_bike", "--processes", "2", "--log-file", str(tmp_path / "log.jsonl")]

    assert outcome(["batch", *words, "--db", str(tmp_path / "x.db")]) == 2

    assert "written by one process" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_was_cut_says_so(db: str, capsys: Captured) -> None:
    assert outcome(["list", "--limit", "2", "--db", db]) == 0

    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 3
    assert "--limit 10 shows more" in told.err


def test_a_list_of_nothing_is_refused(db: str, capsys: Captured) -> None:
    assert outcome(["list", "--limit", "0", "--db", db]) == 2

    assert "--limit 0 shows nothing" in capsys.readouterr().err
