"""A scenario drawn with a seed: the same game every time, in every language."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.domain.dialogue import Dialogue
from society.domain.errors import ScenarioError
from society.scenario.draw import draw, fill
from society.scenario.referee import ending
from tests.scenario.stage import HAGGLE, SMALL, example, made, said


@given(st.integers(0, 10_000), st.integers(0, 50))
def test_the_same_seed_is_the_same_game_in_every_language(seed: int, index: int) -> None:
    scenario = example("market/used_bike")
    english, chinese = (
        draw(scenario, seed=seed, index=index, locale=locale) for locale in ("en", "zh")
    )

    assert draw(scenario, seed=seed, index=index) == english
    numbers = {key: value for key, value in english.variables.items() if key != "condition"}
    assert numbers.items() <= chinese.variables.items()
    words = scenario.variables["condition"].choice
    assert isinstance(words, dict)
    assert words["en"].index(english.variables["condition"]) == words["zh"].index(
        chinese.variables["condition"]
    )


def test_a_draw_is_pinned_for_ever() -> None:
    game = draw(example("market/used_bike"), seed=7)

    assert game.variables == {
        "list_price": 165,
        "condition": "like new",
        "seller_min": 101,
        "buyer_max": 119,
        "zopa": 18,
    }


def test_another_seed_index_or_version_is_another_game() -> None:
    scenario = example("diplomacy/ceasefire")
    later = scenario.model_copy(update={"version": 2})
    games = [
        draw(scenario, seed=1),
        draw(scenario, seed=2),
        draw(scenario, seed=1, index=1),
        draw(later, seed=1),
    ]

    assert len({str(game.variables) for game in games}) == 4


def test_every_text_is_rendered() -> None:
    game = draw(example("market/used_bike"), seed=7, level="")
    seller = game.role("seller")

    assert game.context == "A used bike is listed at $165. Condition - like new."
    assert seller.private == "You will not sell below $101. Never reveal this number."
    assert seller.secrets == ("101",)
    assert seller.limit is not None
    assert (seller.limit.issue, seller.limit.value) == ("price", 101.0)
    assert game.opening == {"seller": "Hi! The bike is $165. Interested?"}
    assert game.role("buyer").name == "Bo"


def test_the_end_of_a_block_is_not_spoken() -> None:
    game = draw(made(SMALL, opening={"a": "One.\nTwo.\n"}), seed=0)

    assert game.opening == {"a": "One.\nTwo."}


def test_bounds_that_are_templates_become_numbers() -> None:
    game = draw(example("diplomacy/ceasefire"), seed=3)

    assert game.options["propose"].args["water"]["maximum"] == game.variables["river_flow"]
    assert game.options["sign"].of == "propose"
    assert game.options["sign"].ends == "treaty"
    assert game.options["walk_away"].leaves


def test_params_of_a_judge_are_filled_with_the_type_they_have() -> None:
    game = draw(made(HAGGLE, variables={"low": {"int": [4, 4]}, "high": {"int": [9, 9]}}), seed=0)

    assert fill(game, {"x": "{{ low }}", "y": ["{{ high }} euro", 3]}) == {
        "x": 4,
        "y": ["9 euro", 3],
    }


@pytest.mark.parametrize(
    ("variable", "values"),
    [
        ({"int": [1, 3]}, {1, 2, 3}),
        ({"int": [10, 30], "step": 10}, {10, 20, 30}),
        ({"float": [0, 1], "step": 0.5}, {0.0, 0.5, 1.0}),
        ({"choice": ["x", "y"]}, {"x", "y"}),
        ({"expr": "3 * 4"}, {12}),
    ],
)
def test_a_variable_takes_its_values_and_no_others(
    variable: dict[str, Any], values: set[Any]
) -> None:
    scenario = made(SMALL, variables={"x": variable})

    assert {draw(scenario, seed=seed).variables["x"] for seed in range(60)} == values


def test_a_float_lies_in_its_range() -> None:
    scenario = made(SMALL, variables={"x": {"float": [2, 3]}})

    assert all(2 <= draw(scenario, seed=seed).variables["x"] <= 3 for seed in range(60))


def test_what_is_required_holds_in_every_draw() -> None:
    scenario = example("market/used_bike", level="hard")

    assert all(5 <= draw(scenario, seed=seed).variables["zopa"] <= 20 for seed in range(40))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"variables": {"x": {"int": [1, 3]}}, "require": ["x > 3"]},
            "small: require: none of 100 draws meets x > 3",
        ),
        ({"variables": {"x": {"expr": "1 / 0"}}}, "small: variables.x: it divides by zero"),
        ({"variables": {"x": {"expr": "[1]"}}}, "its value is no number and no text"),
        (
            {
                "variables": {"x": {"expr": "'" + "y" * 1900 + "'"}}
                | {f"x{at}": {"expr": "x ~ x ~ x"} for at in range(3)}
            },
            "more than 4096 characters",
        ),
        (
            {"variables": {"x": {"choice": ["y"]}}, "context": "{{ x + 1 }}"},
            "small: context: 'y' is not a number",
        ),
        (
            {"variables": {"x": {"choice": ["{{ x }}"]}}, "require": ["x / 2"]},
            "small: require[0]:",
        ),
        (
            {"actions": {"go": {"args": {"n": {"type": "number", "maximum": "{{ 'x' }}"}}}}},
            "small: actions.go.args.n: has maximum 'x', which is not a number",
        ),
        (
            {
                "roles": {
                    "a": {"name": "A", "reservation": {"score": "much"}},
                    "b": {"name": "B"},
                }
            },
            "small: roles.a.reservation.score: 'much' is not a number",
        ),
    ],
)
def test_what_cannot_be_drawn_is_an_error_that_names_the_place(
    changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        draw(made(SMALL, **changes), seed=0)

    assert why in str(caught.value)


def test_a_value_that_looks_like_a_template_stays_as_it_is() -> None:
    scenario = made(
        SMALL, variables={"x": {"choice": ["{{ y }} {% z %}"]}}, context="said: {{ x }}"
    )

    assert draw(scenario, seed=0).context == "said: {{ y }} {% z %}"


def test_a_language_that_is_not_spoken_is_refused_and_a_region_is_understood() -> None:
    scenario = example("market/used_bike")

    with pytest.raises(ScenarioError, match="speaks en, zh, not 'fr'"):
        draw(scenario, seed=0, locale="fr")
    assert draw(scenario, seed=0, locale="zh-CN").locale == "zh"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"turns": {"order": "moderated"}}, "turns.order is moderated"),
        ({"channels": {"ab": {"members": ["a", "b"]}}}, "channels: speech that only some"),
        ({"actions": {"go": {"visibility": "channel"}}}, "actions.go: a move that only some"),
    ],
)
def test_what_is_validated_but_not_played_says_so(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        draw(made(SMALL, **changes), seed=0)


def test_a_promotion_is_no_hindrance() -> None:
    scenario = made(SMALL, promote={"after": 5, "when": "mean_utility >= 0.5"})

    assert draw(scenario, seed=0).title == "Small"


def test_rules_read_the_same_words_in_every_language() -> None:
    scenario = made(
        SMALL,
        locale={"default": "en", "available": ["en", "zh"]},
        variables={"mood": {"choice": {"en": ["calm", "cross"], "zh": ["平静", "生气"]}}},
        stop=[{"when": "mood == 'calm' and turn >= 0", "outcome": "calm"}],
    )
    for seed in range(6):
        games = [draw(scenario, seed=seed, locale=locale) for locale in ("en", "zh")]
        ends = {ending(said(Dialogue(game=game))) for game in games}
        assert ends == ({"calm"} if games[0].variables["mood"] == "calm" else {None})
