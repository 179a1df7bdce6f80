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


def test_a_role_plays_a_stored_policy_and_the_record_says_so(two: str, capsys: Captured) -> None:
    run = ["run", BIKE, "--seed", "5", "--player", "planner", "--judge", "deal", "--db", two]

    found = told(capsys, *run, "--policy.seller", "firm")

    played = found["episode"]["provenance"]["players"]
    assert played["seller"].startswith("firm@")
    assert played["buyer"] == "planner"


def test_a_policy_in_words_is_stored_so_that_it_can_be_shown(two: str, capsys: Captured) -> None:
    batch = ["batch", BIKE, "-n", "2", "--player", "planner", "--judge", "deal", "--quiet"]
    assert outcome([*batch, "--policy.buyer", "calm:beta=3", "--name", "c", "--db", two]) == 0

    shown = told(capsys, "policy", "show", "calm", "--db", two)["policy"]

    assert shown["habits"][0]["tactics"] == {"beta": 3.0}


@pytest.mark.parametrize("command", [("run", BIKE), ("batch", BIKE, "-n", "2")])
def test_a_policy_that_is_not_there_is_named_before_anything_is_played(
    two: str, command: tuple[str, ...], capsys: Captured
) -> None:
    assert outcome([*command, "--policy.seller", "nobody", "--db", two]) == 2
    assert "no policy is called 'nobody'" in capsys.readouterr().err


def test_a_curve_varies_how_its_role_thinks_and_no_policy_may_say_it(
    two: str, capsys: Captured
) -> None:
    assert outcome(["policy", "new", "deep", "--search", "best-of-4", "--db", two]) == 0
    curve = ["search", "curve", BIKE, "--role", "seller", "--player", "planner", "-n", "2"]

    assert outcome([*curve, "--policy.seller", "deep", "--db", two]) == 2
    assert "which is what the curve varies" in capsys.readouterr().err
