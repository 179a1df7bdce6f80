"""`society estimate`: a search by arithmetic, a batch before it is played, what is left of one."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from society.cli.batch.command import WorkOptions
from society.cli.estimate.command import estimated
from society.cli.root import outcome
from tests.batch.played import BIKE, PRICE, plan_of, play

Captured = pytest.CaptureFixture[str]
SEARCH = [
    *("estimate", "--search", "32x5", "--keep-top", "10%", "--tokens", "1000"),
    *("--agent-price", "0.5", "--judge-price", "0.1"),
]
PRICES = json.dumps(
    {"openai/x": PRICE.model_dump(exclude_none=True), "ok": PRICE.model_dump(exclude_none=True)}
)


def told(words: list[str], capsys: Captured) -> Any:
    assert outcome([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_founding_essays_case_comes_to_its_six_dollars(capsys: Captured) -> None:
    assert outcome([*SEARCH, "--simulations", "10000"]) == 0

    shown = capsys.readouterr().out
    assert "10,000 × 1,000 tokens × ($0.5 + $0.1) / 1,000,000 = $6.00" in shown


@pytest.mark.parametrize(
    "line",
    [
        "32 + 96 + 320 + 1,024 + 3,264 = 4,736 simulations",
        "32 + 128 + 416 + 1,344 + 4,320 = 6,240 simulations",
        "32 + 96 + 288 + 896 + 2,848 = 4,160 simulations",
        "32 + 102.4 + 327.68 + 1,048.576 + 3,355.4432 = 4,866.0992 simulations",
        "level 4: 32 × 32 = 1,024; kept: 1,024 × 10 % = 102.4 → 102",
        "4,736 × 1,000 tokens × ($0.5 + $0.1) / 1,000,000 = $2.84",
    ],
)
def test_a_search_is_added_up_level_by_level_by_every_rule(line: str, capsys: Captured) -> None:
    assert outcome(SEARCH) == 0

    assert line in [each.strip() for each in capsys.readouterr().out.splitlines()]


def test_a_search_without_prices_has_no_cost(capsys: Captured) -> None:
    found = told(["estimate", "--search", "4x2"], capsys)

    assert [each["cost"] for each in found["searches"]] == [None] * 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--search", "32"], "is not a width and a depth"),
        (["--search", "32x5", "--keep-top", "0%"], "is not a share"),
        (["--search", "32x99"], "cannot be added up"),
        (["--search", "32x5", "--agent-price", "nan"], "--agent-price nan is no amount"),
        (["--simulations", "-3"], "--simulations -3 is no amount"),
        ([BIKE, "--search", "32x5"], "a search is estimated by itself"),
        (["--search", "32x5", "--search.a", "best-of-2"], "a search is estimated by itself"),
        ([BIKE, "--keep", "wealth>3"], "no field is called 'wealth'"),
        ([BIKE, "--keep", "top 200%"], "is not a share"),
        ([BIKE, "--model.sailor", "embedded"], "no role 'sailor'"),
        ([], "no scenario is named"),
    ],
)
def test_what_cannot_be_estimated_is_one_sentence(
    words: list[str], said: str, capsys: Captured
) -> None:
    assert outcome(["estimate", *words]) == 2

    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_a_batch_that_thinks_is_told_with_what_it_asks_before_each_turn(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES)
    words = ["estimate", BIKE, "-n", "10", "--model", "openai/x", "--player", "llm"]

    thinks = told([*words, "--search.seller", "best-of-8"], capsys)
    plain = told(words, capsys)
    assert outcome([*words, "--search.seller", "best-of-8"]) == 0

    seller, before = thinks["parts"][0], plain["parts"][0]
    assert (seller["who"], before["who"]) == ("seller best-of-8", "seller")
    assert seller["expected"]["calls"] == 2 * before["expected"]["calls"]
    assert seller["expected"]["completion"] == 8 * before["expected"]["completion"]
    assert seller["expected"]["cost"] > 2 * before["expected"]["cost"]
    shown = capsys.readouterr().out
    assert "8 replies in 2 requests of several choices" in shown
    assert "8 positions valued by rollouts, which ask nobody" in shown


def test_players_without_words_ask_nothing(capsys: Captured) -> None:
    words = ["estimate", BIKE, "-n", "9", "--player", "planner", "--judge", "deal"]

    found = told([*words, "--search.seller", "mcts:64x6"], capsys)

    assert (found["expected"]["calls"], found["expected"]["cost"]) == (0, 0)


def test_an_estimate_needs_no_weights_no_key_and_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_MODELS_DIR", str(tmp_path / "none"))
    db = tmp_path / "society.db"
    words = ["estimate", BIKE, "-n", "9", "--model.buyer", "openai/gpt-4o-mini", "--db", str(db)]

    assert outcome(words) == 0

    shown = capsys.readouterr().out
    assert "assumed: all 12 turns" in shown
    assert "on this machine: $0" in shown
    assert not db.exists()
    assert not (tmp_path / "none").exists()


def test_an_unknown_price_is_said_to_be_unknown_and_how_to_give_one(capsys: Captured) -> None:
    words = ["estimate", BIKE, "--model.seller", "groq/never-heard-of", "--budget", "5"]

    assert outcome(words) == 0

    shown = capsys.readouterr().out
    row = next(line for line in shown.splitlines() if line.startswith("seller"))
    assert row.count("unknown") == 2
    assert '[prices."groq/never-heard-of"]' in shown
    assert "--budget $5.00 cannot be kept: a price is not known" in shown
    found = told(words, capsys)
    assert found["expected"]["cost"] is None
    assert found["unpriced"] == ["groq/never-heard-of"]


@pytest.mark.parametrize(
    ("budget", "verdict"),
    [
        ("0.4", "is too tight to begin: give at least $0.5"),
        ("1", "may not reach a dialogue's end"),
        ("4", "to end it after about"),
        ("9", "need not be"),
        ("9999", "whatever happens"),
    ],
)
def test_a_budget_is_told_whether_it_is_enough(
    budget: str, verdict: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES)
    models = ["--model", "openai/x", "--judge-model", "openai/x"]

    assert outcome(["estimate", BIKE, "-n", "50", "--budget", budget, *models]) == 0

    said = next(
        line for line in capsys.readouterr().out.splitlines() if line.startswith("--budget")
    )
    assert verdict in said


def test_a_budget_is_told_how_many_dialogues_it_lets_begin_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES)
    words = ["estimate", BIKE, "-n", "50", "-c", "16", "--budget", "5"]
    words += ["--model", "openai/x", "--judge-model", "openai/x"]

    allowed = told(words, capsys)["budget"]
    assert outcome(words) == 0

    starts = int(5 // (10 * allowed["first"]))
    assert 0 < starts == allowed["starts"] < 16
    assert allowed["spendable"] == pytest.approx(5 - 10 * allowed["largest"])
    assert allowed["dialogues"] < 50
    shown = capsys.readouterr().out
    assert f"{starts} of 16 dialogues at once can make their first call" in shown
    assert "10 times what a call can cost is kept free while it is under way" in shown


def test_a_budget_of_which_some_is_spent_allows_so_much_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES)
    begun = play(tmp_path, 6)
    capsys.readouterr()
    work = WorkOptions(api_base="http://127.0.0.1:9/v1", db=str(begun.db), budget=9.0, json=True)

    assert asyncio.run(estimated(plan_of(10), work)) == 0

    allowed = json.loads(capsys.readouterr().out)["budget"]
    assert 0 < allowed["spent"] < 9
    left = 9.0 - allowed["spent"] - 10 * allowed["largest"]
    assert allowed["spendable"] == pytest.approx(left)


def test_a_model_in_this_process_needs_nothing_of_a_budget(capsys: Captured) -> None:
    assert outcome(["estimate", BIKE, "--model", "embedded", "--budget", "1"]) == 0

    shown = capsys.readouterr().out
    assert "--budget $1.00 is enough whatever happens" in shown
    assert "kept free" not in shown


def test_a_database_that_is_to_be_made_is_said_to_teach_nothing(
    tmp_path: Path, capsys: Captured
) -> None:
    assert outcome(["estimate", BIKE, "--db", str(tmp_path / "new.db")]) == 0

    assert f"there is no database at {tmp_path / 'new.db'} yet" in capsys.readouterr().err


def test_requests_a_minute_set_the_time_where_they_are_few(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES)
    monkeypatch.setenv("SOCIETY_LIMITS", json.dumps({"openai": {"rpm": 10}}))
    words = ["estimate", BIKE, "-n", "10", "--model", "openai/x", "--judge-model", "openai/x"]

    found = told(words, capsys)

    assert found["seconds"] == pytest.approx(found["expected"]["calls"] * 60 / 10)
    assert found["seconds_set_by"] == "10 requests a minute at openai"


def test_of_a_batch_that_was_begun_only_the_rest_is_estimated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES)
    begun = play(tmp_path, 6)
    capsys.readouterr()
    work = WorkOptions(api_base="http://127.0.0.1:9/v1", db=str(begun.db), json=True)

    assert asyncio.run(estimated(plan_of(10), work)) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["planned"], found["dialogues"]) == (10, 4)
    seller = next(part for part in found["parts"] if part["who"] == "seller")
    assert seller["source"].startswith("from 6 past dialogues")
    assert found["expected"]["cost"] == pytest.approx(
        (found["expected"]["prompt"] * 2 + found["expected"]["completion"] * 10) / 1e6
    )


def test_every_figure_in_words_says_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES)
    begun = play(tmp_path, 6)
    capsys.readouterr()
    work = WorkOptions(api_base="http://127.0.0.1:9/v1", db=str(begun.db))

    assert asyncio.run(estimated(plan_of(100), work, keep="outcome:agreement")) == 0

    shown = capsys.readouterr().out
    assert "bikes: 94 dialogues of 100 are left to play" in shown
    assert "kept (outcome:agreement): 94.0, which is 100.0% from 6 past dialogues" in shown
    assert "seller, buyer, rubric: from 6 past dialogues of the same scenario" in shown
    assert "s, measured before" in shown
    assert "cost of each dialogue that is kept: $" in shown
