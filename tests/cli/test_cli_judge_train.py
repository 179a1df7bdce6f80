"""`society judge train`: from stored dialogues to a judge that can be seated, with its card."""

import json
from pathlib import Path

import pytest

from society.cli.root import outcome

TALK = ("Well, how about this?", "I would like that.", "Hm, let me think of the price.", "Fine!")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with twelve dialogues in its database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOCIETY_HOME", str(tmp_path))
    script = tmp_path / "talk.jsonl"
    script.write_text("".join(f"{json.dumps(line)}\n" for line in TALK), encoding="utf-8")
    words = ["--model", "scripted:talk.jsonl", "--player", "planned", "--judge", "deal", "--quiet"]
    assert (
        outcome(["batch", "market/used_bike", "home/chores", "-n", "12", "--seed", "5", *words])
        == 0
    )
    return tmp_path


def test_a_trained_judge_is_written_with_its_card_and_can_be_seated(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    trained = ["judge", "train", "--from", "judgements", "--judge", "deal", "--to", "mine/deal.npz"]

    assert outcome([*trained, "--json"]) == 0

    card = json.loads(capsys.readouterr().out)
    (first, *_) = card["figures"]
    assert (card["learned_from"], card["judge"], card["dialogues"]) == ("judgements", "deal", 12)
    assert (first["about"], first["measure"]) == ("held-out dialogues", "Spearman")
    assert first["low"] <= first["figure"] <= first["high"]
    assert "scenarios not learned from" in (home / "mine/deal.md").read_text(encoding="utf-8")
    test = ["judge", "test", "judges.learned:Learned", "--param.model", "mine/deal.npz"]
    assert outcome(test) == 0


@pytest.mark.parametrize(("source", "file"), [("outcomes", "outcomes.npz"), ("flaws", "flaws.npz")])
@pytest.mark.usefixtures("home")
def test_a_folder_gets_a_model_named_after_what_it_learned_from(
    source: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["judge", "train", "--from", source, "--to", "models", "-n", "12"]) == 0

    assert Path("models", file).is_file()
    assert "held-out dialogues" in capsys.readouterr().out


def test_planned_games_need_no_store_and_are_tested_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["judge", "train", "--from", "flaws", "--material", "planned", "--n", "8"]

    few = ["--per-turn", "1", "--model-kind", "linear"]

    assert outcome([*words, *few, "--to", "plan.npz", "--json"]) == 0

    card = json.loads(capsys.readouterr().out)
    told = {line["about"] for line in card["figures"]}
    assert card["languages"] == ["en", "zh"]
    assert {
        "fresh dialogues, en",
        "fresh dialogues, zh",
        "fresh dialogues, other flaws, zh",
        "fresh dialogues, zh, kinds not learned from",
        "CaSiNo, not learned from",
    } <= told


def test_it_is_tested_on_another_database_without_the_games_that_it_learned_from(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["batch", "market/used_bike", "market/flat_rental", "-n", "12", "--seed", "5"]
    played = ["--model", "scripted:talk.jsonl", "--player", "planned", "--judge", "deal"]
    assert outcome([*more, *played, "--quiet", "--db", "more.db"]) == 0
    capsys.readouterr()
    words = ["judge", "train", "--from", "flaws", "--per-turn", "1", "-n", "12", "--json"]

    assert outcome([*words, "--model-kind", "linear", "--test-db", "more.db"]) == 0

    lines = {line["about"]: line["n"] for line in json.loads(capsys.readouterr().out)["figures"]}
    assert 0 < lines["other stored dialogues"] < lines["held-out dialogues"]


@pytest.mark.parametrize(
    ("kind", "tried", "recipe"),
    [
        pytest.param("linear", 3, "linear", id="linear"),
        pytest.param("boosted", 1, "boosted trees", id="boosted"),
    ],
)
@pytest.mark.usefixtures("home")
def test_the_card_says_what_was_tried_and_what_was_taken(
    kind: str, tried: int, recipe: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    words = ["judge", "train", "--judge", "deal", "--to", "kind.npz", "--json"]

    assert outcome([*words, "--model-kind", kind]) == 0

    card = json.loads(capsys.readouterr().out)
    assert card["recipe"].startswith(recipe)
    assert card["tried"].count("loss") == tried
    assert card["kind"] == kind
    test = ["judge", "test", "judges.learned:Learned", "--param.model", "kind.npz"]
    assert outcome(test) == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["--from", "labels"], "there are no labels to learn from", id="no labels"),
        pytest.param(["--judge", "stern"], "there are no judgements to learn from", id="nobody"),
        pytest.param(["--where", "turns>999"], "there are no judgements", id="no match"),
        pytest.param(["--from", "labels", "--judge", "deal"], "--judge says whose", id="whose"),
        pytest.param(["--material", "casino"], "CaSiNo has no judgements", id="casino"),
        pytest.param(["--test-db", "no.db"], "tests on planted flaws", id="tests of flaws"),
        pytest.param(["--material", "planned"], "planned dialogues have no", id="planned"),
        pytest.param(["--from", "flaws", "--per-turn", "0"], "plants nothing", id="no flaws"),
    ],
)
@pytest.mark.usefixtures("home")
def test_what_cannot_be_learned_from_is_exit_2_and_writes_nothing(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["judge", "train", *words, "--to", "never.npz"]) == 2

    assert says in capsys.readouterr().err
    assert not Path("never.npz").exists()


def test_without_a_database_it_says_how_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["judge", "train"]) == 2

    assert "there are no dialogues to learn from" in capsys.readouterr().err
