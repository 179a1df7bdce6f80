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


LENT = '''
from society import Model, judge


@judge(name="council", scope="pair")
class Council:
    """What its only member says."""

    def __init__(self, members):
        """The member is had by its name."""

    async def __call__(self, first, second, members):
        """What it says."""
        said = await members[0]()
        return {"score": said.score, "criteria": {members[0].name: said.score}}


@judge(scope="pair")
async def counsel(first, second, model: Model):
    """What a model says."""
    return await model.score("Is the first better? " + first.text())


@judge(scope="pair")
async def foresees(dialogue, first, second, play_on):
    """How much longer a game is than what both begin with."""
    played = await play_on(dialogue, player="llm")
    return 1.0 if played[0].ended == "over" and played[0].turns else 0.0
'''


def test_a_member_of_a_council_is_answered_by_its_own_model(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    file, model = talks.judges(tmp_path, LENT), talks.scorer(tmp_path, 1)
    member = {"use": f"{file}:counsel", "model": model}
    params = ["--param.members", json.dumps([member]), "--allow-code"]

    told = summary(capsys, db, f"{file}:Council", *params, "-n", "1", "-c", "1")

    said = [each for one in talks.stored(db) for each in one.judgements if beside(each)]
    assert [each.facts["forward"] for each in said] == [1.0, 1.0]
    assert [each.criteria for each in said] == [{"counsel": 0.5}, {"counsel": 0.5}]
    assert (told["judged"], told["unscored"]) == (2, {})


def test_a_judge_of_pairs_may_play_on(tmp_path: Path, capsys: Told) -> None:
    worth, end = tmp_path / "worth.yaml", 'outcome: {utility: {a: "0.5", b: "0.5"}}\n'
    worth.write_text(talks.CHAT.read_text(encoding="utf-8") + end, encoding="utf-8")
    db = talks.played(tmp_path, "-n", "2", "--rollouts", "2", scenario=worth)

    told = summary(capsys, db, f"{talks.judges(tmp_path, LENT)}:foresees", "-n", "1")

    said = [each for one in talks.stored(db) for each in one.judgements if beside(each)]
    assert [each.facts["forward"] for each in said] == [1.0, 1.0]
    assert told["judged"] == 2
