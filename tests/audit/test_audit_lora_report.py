"""What is said of an adapter: pairs told right, with intervals, beside two that know nothing."""

import json
from pathlib import Path

import pytest

from society.audit.flaws import KINDS
from society.audit.lora.card import card
from society.audit.lora.pairs import Pair, pairs
from society.audit.lora.report import casino_pairs, table, told
from society.audit.lora.run import Made, figures
from society.audit.lora.split import Split
from society.audit.lora.talk import talks
from society.audit.lora.training import Checked, Likely, Recipe
from society.audit.material import casino
from society.scenario.load import load


@pytest.fixture(scope="module")
def made() -> list[Pair]:
    scenarios = [load("market/used_bike"), load("camp/supplies")]
    return pairs(list(talks(scenarios, [1, 2, 3], ["en"])), 0)


def test_an_adapter_that_is_always_right_beats_a_stock_model_that_never_is(
    made: list[Pair],
) -> None:
    right = [Likely(0.9, 0.2)] * len(made)
    wrong = [Likely(0.4, 0.6)] * len(made)

    test = told("all right", made, right, wrong)

    whole = test.rows[0]
    assert (whole.adapter.value, whole.stock.value) == (1.0, 0.0)
    assert whole.adapter.low > 0.8
    assert (whole.auc, whole.over) == (1.0, 1.0)
    assert sum(row.adapter.n for row in test.rows[1:]) == whole.adapter.n == len(made)


def test_equal_scores_are_right_half_of_the_time(made: list[Pair]) -> None:
    even = [Likely(0.5, 0.5)] * len(made)

    row = told("even", made, even, even).rows[0]

    assert row.adapter.value == pytest.approx(0.5, abs=0.05)
    assert row.auc == 0.5


def test_length_is_taken_in_the_direction_that_does_better(made: list[Pair]) -> None:
    longer = [each for each in made if len(each.good.text) > len(each.bad.text)]
    shorter = [each for each in made if len(each.good.text) < len(each.bad.text)]

    for chosen in (longer, shorter):
        nothing = [Likely(0.5, 0.5)] * len(chosen)
        assert told("length", chosen, nothing, nothing).rows[0].length.value == 1.0


def test_the_test_on_people_has_every_kind_of_the_audits_flaws() -> None:
    found = casino_pairs(casino(20), 2)

    assert {each.kind for each in found} == set(KINDS)
    for pair in found:
        assert pair.good.text != pair.bad.text
        assert pair.good.index == len(pair.before.turns)


def test_the_card_tells_what_was_held_out_and_every_figure(made: list[Pair]) -> None:
    right = [Likely(0.9, 0.2)] * len(made)
    test = told("other games", made, right, right)
    parted = Split.model_construct(train=tuple(made), valid=(), tests={})
    checks = [Checked(20, 0.6, 0.7), Checked(40, 0.4, 0.9), Checked(60, 0.5, 0.9)]

    text = card(parted, Recipe(), checks, [test], 3_275_680)

    assert "step 40, loss 0.400" in text
    assert "debate/motion" not in text
    assert "classroom/bug_hunt" in text
    assert table(test) in text
    assert "3,275,680 bytes" in text


def test_the_figures_of_an_adapter_are_one_json_document(made: list[Pair]) -> None:
    even = [Likely(0.5, 0.5)] * len(made)
    adapter = Made(
        path=Path("judge.gguf"),
        card=Path("judge.md"),
        checks=(Checked(step=20, loss=0.6, accuracy=0.75),),
        tests=(told("even", made, even, even),),
    )

    found = json.loads(figures(adapter, Recipe(steps=20)))

    assert found["recipe"]["steps"] == 20
    assert found["checks"] == [{"step": 20, "loss": 0.6, "accuracy": 0.75}]
    assert found["tests"][0]["name"] == "even"
    assert found["tests"][0]["rows"][0]["adapter"][0] == adapter.tests[0].rows[0].adapter.value
