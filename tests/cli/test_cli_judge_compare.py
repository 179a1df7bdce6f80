"""`society judge compare`: pairs of one game, both orders, wins, ties, flips."""

import json
from pathlib import Path
from typing import Any

import pytest

from society.cli.root import outcome
from society.domain.trust import beside
from tests.cli import talks

Told = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return talks.played(tmp_path, "-n", "6", "--rollouts", "3")


def summary(capsys: Told, db: Path, ref: str, *more: str) -> dict[str, Any]:
    capsys.readouterr()
    assert outcome(["judge", "compare", ref, "--db", str(db), "--json", *more]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_every_pair_of_a_game_is_compared_for_each_role(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    told = summary(capsys, db, f"{talks.judges(tmp_path)}:longer")

    assert (told["games"], told["judged"]) == (2, 12)
    assert {role: wins["pairs"] for role, wins in told["roles"].items()} == {"a": 6, "b": 6}
    assert told["flips"]["hits"] == 0
    assert told["flips"]["low"] == pytest.approx(0.0)
    assert 0 < told["flips"]["high"] < 0.4


def test_a_winner_that_depends_on_the_order_is_a_flip_and_a_tie(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    told = summary(capsys, db, f"{talks.judges(tmp_path)}:lazy")

    assert (told["flips"]["value"], told["flips"]["n"]) == (1.0, 12)
    assert [wins["ties"] for wins in told["roles"].values()] == [6, 6]


def test_a_pair_is_kept_with_the_first_and_names_the_second(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    summary(capsys, db, f"{talks.judges(tmp_path)}:longer", "-n", "1")

    said = [(one, each) for one in talks.stored(db) for each in one.judgements if beside(each)]
    assert [(each.scope, each.turn, each.role) for _, each in said] == [
        ("pair", None, "a"),
        ("pair", None, "b"),
    ]
    ids = [episode.id for episode in talks.stored(db)]
    assert all(ids.index(one.id) < ids.index(beside(each)) for one, each in said)


def test_pairs_that_were_compared_are_not_asked_about_again(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    ref = f"{talks.judges(tmp_path)}:longer"
    summary(capsys, db, ref, "-n", "2")

    assert summary(capsys, db, ref)["asked"] == 8
    assert summary(capsys, db, ref)["asked"] == 0


def test_the_words_of_one_game_are_never_compared_with_those_of_another(
    tmp_path: Path, capsys: Told
) -> None:
    db = talks.played(tmp_path, "-n", "3")
    capsys.readouterr()

    assert outcome(["judge", "compare", f"{talks.judges(tmp_path)}:longer", "--db", str(db)]) == 2

    assert "no two dialogues of one game match" in capsys.readouterr().err


def test_a_judge_of_turns_does_not_compare(db: Path, capsys: Told) -> None:
    assert outcome(["judge", "compare", "brevity", "--db", str(db)]) == 2

    assert "does not compare pairs" in capsys.readouterr().err
