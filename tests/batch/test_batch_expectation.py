"""What is expected of a batch after another, and how well the first was told before."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from society.batch.expectation import Cell
from society.store.past import ENOUGH, WON, Past, Stage, pace, past
from society.store.store import Store
from society.store.where import Where
from tests.batch.played import BIKE, Played, only, play, reckon, table, written

DIALOGUES = 8


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("batch"), DIALOGUES)


def remembered(played: Played, keep: Where = WON) -> Past | None:
    stage = Stage(scenario=BIKE, locale="en", players=played.table.provenance.players)
    with Store.open(played.db, write=False) as store:
        return past(store, stage, keep)


async def test_a_batch_ends_within_the_bound_that_was_told_before(played: Played) -> None:
    before = await reckon(Cell(played.table, DIALOGUES, None))
    with Store.open(played.db, write=False) as store:
        spent = store.totals()

    most = before.total(most=True)
    assert len(played.asked) == spent.attempts
    assert spent.attempts <= most.calls
    assert written(played.asked) <= most.prompt
    assert spent.completion_tokens <= most.completion


async def test_the_prompts_of_a_batch_are_about_as_long_as_was_expected(played: Played) -> None:
    as_short = table(model="ok", judge_model="ok", overrides={"turns.max": 4})
    before = await reckon(Cell(as_short, DIALOGUES, None))
    said = [ask for ask in played.asked if "say" in json.dumps(ask.body.get("response_format"))]

    mean = written(said) / 3 / len(said)
    for who in ("seller", "buyer"):
        expected = only(before, who).expected
        assert expected.prompt / expected.calls == pytest.approx(mean, rel=0.25)


async def test_the_next_batch_is_expected_to_be_as_the_last_was(played: Played) -> None:
    after = await reckon(Cell(played.table, DIALOGUES, remembered(played)), preflight=False)

    with Store.open(played.db, write=False) as store:
        spent = store.totals()
    greeting = 1
    told = after.total()
    assert told.calls == pytest.approx(spent.attempts - greeting)
    assert told.prompt == pytest.approx(spent.prompt_tokens - 12 * greeting)
    assert told.completion == pytest.approx(spent.completion_tokens - 6 * greeting)
    assert only(after, "seller").source == (
        "from 8 past dialogues of the same scenario, level and players"
    )


async def test_a_kept_dialogue_costs_what_all_cost_over_those_that_were_kept(
    played: Played,
) -> None:
    long = Where.parse("turns>=4")
    with Store.open(played.db, write=False) as store:
        winners, longer = (len(store.episodes(99, where=each)) for each in (WON, long))

    found = await reckon(Cell(played.table, 100, remembered(played, long)))
    best = await reckon(Cell(played.table, 100, remembered(played)), top=Fraction(1, 4))

    assert 0 < longer < DIALOGUES
    assert found.share == pytest.approx(longer / DIALOGUES)
    assert found.cost is not None
    assert found.cost_per_kept == pytest.approx(found.cost / (100 * longer / DIALOGUES))
    assert best.share == pytest.approx(winners / DIALOGUES / 4)


async def test_fewer_turns_than_there_used_to_be_take_fewer_calls(played: Played) -> None:
    overrides = {"turns.max": 2}
    short = table(model="ok", judge_model="ok", overrides=overrides)

    before = await reckon(Cell(played.table, 100, remembered(played)))
    after = await reckon(Cell(short, 100, remembered(played)))

    assert after.total().calls < before.total().calls * 0.7


def test_with_too_little_of_a_past_nothing_is_learned_from_it(tmp_path: Path) -> None:
    few = play(tmp_path, ENOUGH - 1)

    assert remembered(few) is None


async def test_without_a_past_all_is_assumed_and_the_share_is_unknown() -> None:
    found = await reckon(Cell(table(model="ok", judge_model="ok"), 100, None))

    assert only(found, "seller").source.startswith("assumed: all 12 turns")
    assert found.share is None
    assert found.cost_per_kept is None


async def test_dialogues_of_other_players_are_said_to_be_of_others(played: Played) -> None:
    other = played._replace(table=table(model="openai/gpt-4o-mini"))

    found = await reckon(Cell(other.table, 100, remembered(other)))

    assert only(found, "seller").source == (
        "from 8 past dialogues of the same scenario and level, but other players; ok was asked"
    )


def test_a_models_pace_is_measured_where_it_was_asked_often_enough(played: Played) -> None:
    with Store.open(played.db, write=False) as store:
        measured, unheard = pace(store, "ok"), pace(store, "openai/gpt-4o-mini")

    assert measured is not None
    assert 0 < measured < 60
    assert unheard is None
