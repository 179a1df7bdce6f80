"""What a policy is trained on: the very words that it is asked when it plays, and only its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from society.domain.dialogue import Dialogue
from society.domain.errors import SocietyError
from society.domain.policy import Example, Habit, Policy
from society.export.formats import FORMATS
from society.export.sources import Sources
from society.export.tally import Tally
from society.players.prompt import prompt
from society.scenario import referee
from society.selfplay.training.folder import foretold, written
from society.selfplay.training.recipe import Method, Recipe
from society.selfplay.training.rows import TOO_LONG, Lessons, Wanted
from society.store import query
from society.store.store import Store
from society.store.where import Where
from tests.selfplay.bikes import SAID, played

TAUGHT = Policy(
    name="taught",
    model="embedded",
    player="llm",
    habits=(
        Habit(
            advice={"s1": "Open high."}, examples=(Example(heard="Too much.", said="It is new."),)
        ),
        Habit(role="buyer", advice={"s2": "Name the wear."}),
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(played(tmp_path_factory.mktemp("bikes"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(played(tmp_path_factory.mktemp("planned"), n=4, player="planned")) as opened:
        yield opened


def wanted(policy: Policy, method: Method = "sft", **more: Any) -> Wanted:
    return Wanted(policy=policy, method=method, where=Where.parse("batch:bikes"), **more)


def rows(store: Store, asked: Wanted, tally: Tally | None = None) -> list[dict[str, Any]]:
    with store.reading() as db:
        found = Lessons(db, asked, Sources()).rows(asked.format, tally or Tally())
        return [record for _, record in found]


def test_a_row_is_what_the_ledger_says_was_asked(store: Store) -> None:
    large = Policy(name="large", model="openai/x", player="llm")

    found = rows(store, wanted(large, losers=True))

    assert found
    with store.reading() as db:
        for row in found:
            calls = query.attempts(db, row["dialogue_id"])
            first, *more = [each for each in calls if each.purpose == f"turn:{row['turn']}"]
            assert row["prompt"] == messages(first.request[:-1]) + row["prompt"][-1:]
            # A scripted model knows no schema, so its last message ends with the form in words.
            assert first.request[-1].content.startswith(row["prompt"][-1]["content"])
            said, answered = row["completion"][0]["content"], [first, *more][-1].response
            assert move(said) == move(answered)


def test_the_embedded_model_learns_from_its_short_prompts_with_what_it_was_taught(
    store: Store,
) -> None:
    found = rows(store, wanted(TAUGHT, losers=True))

    assert {row["role_name"] for row in found} == {"seller", "buyer"}
    for row in found:
        dialogue = store.episode(row["dialogue_id"]).dialogue
        so_far = Dialogue(game=dialogue.game, turns=dialogue.turns[: row["turn"]])
        view = referee.view(so_far, row["role_name"])
        habit = TAUGHT.habit("market/used_bike", row["role_name"])
        assert row["prompt"] == messages(prompt(view, short=True, habit=habit))


def test_winners_alone_are_imitated_unless_losers_are_wanted(store: Store) -> None:
    tally = Tally()

    won = rows(store, wanted(TAUGHT), tally)

    assert 0 < len(won) < len(rows(store, wanted(TAUGHT, losers=True)))
    assert tally.dropped["the role lost"] > 0
    for row in won:
        outcome = store.episode(row["dialogue_id"]).outcome
        assert outcome is not None
        assert row["role_name"] in {outcome.winner, *outcome.winners}


def test_preferences_come_from_the_same_moment_of_the_same_game(store: Store) -> None:
    found = rows(store, wanted(TAUGHT, "dpo"))

    assert found
    assert all(row["chosen"] != row["rejected"] for row in found)


def test_what_is_longer_than_a_small_model_may_say_is_left_out(tmp_path: Path) -> None:
    tally, long = Tally(), "a moment " * 30
    with Store.open(played(tmp_path, n=2, said=[(long, "propose", 110), *SAID])) as store:
        left = rows(store, wanted(TAUGHT, losers=True), tally)

    assert tally.dropped[TOO_LONG] > 0
    assert tally.rows == len(left) > 0
    assert not any(long in row["completion"][0]["content"] for row in left)


def test_a_planned_player_learns_from_what_its_model_was_really_asked(planned: Store) -> None:
    policy = Policy(name="stock", model="embedded", player="planned")

    found = rows(planned, wanted(policy, losers=True))

    assert found
    with planned.reading() as db:
        for row in found:
            calls = query.attempts(db, row["dialogue_id"])
            asked = [messages(each.request) for each in calls]
            turn = planned.episode(row["dialogue_id"]).dialogue.turns[row["turn"]]
            assert row["prompt"] in asked
            assert row["completion"][0]["content"] in turn.text
    assert not any("9999" in row["completion"][0]["content"] for row in found)


def test_answers_that_a_turn_did_not_take_are_the_worse_ones(planned: Store) -> None:
    policy = Policy(name="stock", model="embedded", player="planned")

    found = rows(planned, wanted(policy, "kto", losers=True))

    assert any(row["label"] for row in found)
    assert all(row["label"] is ("9999" not in row["completion"][0]["content"]) for row in found)


def test_a_forecast_counts_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    asked = wanted(TAUGHT, losers=True, held=0.0)

    found = foretold(store, asked, Recipe(steps=10, batch=2))

    assert found.train == len(rows(store, asked))
    assert found.passes == pytest.approx(20 / found.train)
    assert found.tokens > 50 * found.train
    assert found.seconds > 0


def test_the_rows_are_an_export_like_any_other(store: Store, tmp_path: Path) -> None:
    dataset = written(store, wanted(TAUGHT, held=0.0), tmp_path / "data")

    (config,) = dataset.configs
    told = json.loads((tmp_path / "data" / "provenance.json").read_text(encoding="utf-8"))
    assert config.format == "trl-sft-turns"
    assert told["choice"]["short"] is True
    assert told["query"] == "batch:bikes"
    assert (tmp_path / "data" / "trl-sft-turns" / "train.jsonl").is_file()


def test_nothing_to_learn_from_says_why(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="no row is left") as told:
        written(store, wanted(TAUGHT, min_reward=9.0), tmp_path / "data")

    assert "the reward is below the least" in told.value.hint
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("method", ["sft", "dpo", "kto"])
def test_every_method_reads_a_format_that_there_is(method: Method) -> None:
    assert Recipe(method=method).format in FORMATS


def move(answer: str) -> tuple[str, str | None]:
    filled = json.loads(answer)
    return filled["say"], filled["action"]


def messages(told: Any) -> list[dict[str, str]]:
    return [each.model_dump() for each in told]
