"""`society policy test`: two policies meet on games that are really played."""

import json
from typing import Any

import pytest

from society.cli.root import outcome

Captured = pytest.CaptureFixture[str]
BIKE = "market/used_bike"
MEET = ("policy", "test", "firm", "--against", "soft", BIKE, "--quiet")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with a firm policy and a soft one."""
    db = str(tmp_path_factory.mktemp("two") / "two.db")
    for name, aspiration in {"firm": 0.9, "soft": 0.4}.items():
        told = ["--tactics", f"aspiration={aspiration}", "--tactics", "jitter=0.3"]
        assert outcome(["policy", "new", name, *told, "--player", "planner", "--db", db]) == 0
    return db


def told(capsys: Captured, *words: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert outcome([*words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_firmer_is_found_better_before_all_games_are_played(two: str, capsys: Captured) -> None:
    found = told(capsys, *MEET, "-n", "60", "--db", two)

    assert found["said"] == "better"
    assert found["games"] < 60
    assert found["gain"][0] > 0
    assert found["counted"]["own"][f"{BIKE}:seller"] > found["counted"]["theirs"][f"{BIKE}:seller"]


def test_the_table_says_who_is_better_and_by_how_much(two: str, capsys: Captured) -> None:
    assert outcome([*MEET, "-n", "60", "--db", two]) == 0

    said = capsys.readouterr().out
    assert "is better than soft@" in said
    assert BIKE in said


def test_nothing_is_sure_of_a_policy_and_itself(two: str, capsys: Captured) -> None:
    same = ["policy", "test", "firm", "--against", "firm", BIKE, "-n", "4", "--quiet"]

    found = told(capsys, *same, "--db", two)

    assert found["said"] == "undecided"
    assert found["gain"][0] == pytest.approx(0.0)


def test_a_script_may_ask_for_a_gain(two: str, capsys: Captured) -> None:
    same = ["policy", "test", "firm", "--against", "firm", BIKE, "-n", "4", "--quiet"]

    told(capsys, *same, "--fail-under", "0", "--db", two, code=3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["policy", "test", "firm", "--against", "soft"], "no scenario is named"),
        (["policy", "test", "firm", "--against", "nobody", BIKE], "no policy is called 'nobody'"),
        (["policy", "test", "firm", BIKE], "against"),
    ],
)
def test_what_is_missing_is_named(two: str, words: list[str], said: str, capsys: Captured) -> None:
    assert outcome([*words, "--db", two]) == 2
    assert said in capsys.readouterr().err
