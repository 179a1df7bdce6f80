"""What an offer is worth to a role: from its own side, and from nothing that it cannot know."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.domain.dialogue import Action, Dialogue, Game, Option, Turn
from society.scenario import referee
from society.scenario.bounds import best_offer
from society.scenario.draw import draw
from society.scenario.variables import neutral
from tests.scenario.stage import HAGGLE, example, made, offer, played, said


def worth(game: Game, role: str, **args: Any) -> float | None:
    value = referee.view(Dialogue(game=game), role).value
    assert value is not None
    return value(Action(name="propose", args=args))


def test_nothing_is_worth_0_and_the_best_nameable_offer_1() -> None:
    game = draw(made(HAGGLE), seed=0)
    low = game.variables["low"]

    assert worth(game, "a", price=low) == pytest.approx(0)
    assert worth(game, "a", price=120) == pytest.approx(1)
    assert worth(game, "a", price=(low + 120) / 2) is None, "a price is a whole number"
    assert worth(game, "a", price=low + 10) == pytest.approx(10 / (120 - low))
    assert (worth(game, "a", price=low - 10) or 0) < 0


def test_for_the_buyer_it_runs_the_other_way() -> None:
    game = draw(made(HAGGLE), seed=0)

    assert worth(game, "b", price=0) == pytest.approx(1)
    assert worth(game, "b", price=game.variables["high"]) == pytest.approx(0)


def test_what_is_no_legal_offer_has_no_worth() -> None:
    game = draw(made(HAGGLE), seed=0)
    value = referee.view(Dialogue(game=game), "a").value
    assert value is not None

    assert value(Action(name="accept")) is None
    assert value(Action(name="propose")) is None
    assert value(Action(name="propose", args={"price": 500})) is None
    assert value(Action(name="nonsense", args={"price": 50})) is None


SHAPES = {
    "a share of the zone": "(price - low) / (high - low) if price is not none else 0",
    "capped at the other's limit": "min(1, (price - low) / (high - low)) if price else 0",
    "a step at the other's limit": "(1 if price > high else 0.2) if price is not none else 0",
    "the other's limit itself": "(price - high) / 100 if price is not none else 0",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@given(high=st.integers(1, 10_000), price=st.integers(0, 120))
def test_nothing_of_the_other_side_can_be_read_from_it(shape: str, high: int, price: int) -> None:
    outcome = {**HAGGLE["outcome"], "utility": {"a": shape, "b": "0"}}
    game = draw(made(HAGGLE, outcome=outcome), seed=0)
    other = game.model_copy(update={"variables": {**game.variables, "high": high}})

    assert worth(game, "a", price=price) == worth(other, "a", price=price)


def test_a_redraw_of_the_others_weights_changes_nothing() -> None:
    game = draw(example("diplomacy/ceasefire"), seed=3)
    other = game.model_copy(
        update={"variables": {**game.variables, "w_borel": 0.39, "w_cyra": 0.31}}
    )
    own = game.model_copy(update={"variables": {**game.variables, "w_arken": 0.41}})
    offered = {"territory": 60, "water": 10, "aid": 3}

    assert worth(game, "arken", **offered) == worth(other, "arken", **offered)
    assert worth(game, "arken", **offered) != worth(own, "arken", **offered)


def test_several_issues_are_searched_for_the_best() -> None:
    game = draw(example("diplomacy/ceasefire"), seed=3)
    flow = game.variables["river_flow"]

    assert worth(game, "arken", territory=100, water=0, aid=0) == pytest.approx(1)
    assert worth(game, "borel", territory=0, water=flow, aid=0) == pytest.approx(1)
    assert worth(game, "cyra", territory=0, water=0, aid=10) == pytest.approx(1)


def test_without_a_bound_an_offer_ends_at_the_largest_number_one_is_told() -> None:
    game = draw(example("market/used_bike"), seed=7)

    assert worth(game, "seller", price=game.variables["list_price"]) == pytest.approx(1)


def test_a_worth_that_fades_with_time_fades_here_too() -> None:
    utility = {"a": "(price - low) * 0.9 ** turn / 100 if price is not none else 0", "b": "0"}
    game = draw(made(HAGGLE, outcome={**HAGGLE["outcome"], "utility": utility}), seed=0)
    early, late = Dialogue(game=game), said(said(Dialogue(game=game)))
    values = [referee.view(dialogue, "a").value for dialogue in (early, late)]

    now, then = (value(Action(name="propose", args={"price": 120})) for value in values if value)

    assert now is not None
    assert then == pytest.approx(now * 0.81)


@pytest.mark.parametrize(
    ("utility", "moves"),
    [
        ("(price - low) / 100 if price is not none else 0", False),
        ("(price - low) / 100 - count('propose') if price is not none else 0", True),
        ("(price - low) / 100 + (last('remark') is none) if price is not none else 0", True),
    ],
)
def test_what_is_remembered_of_an_offer_is_what_it_would_be_worth_anew(
    utility: str, moves: bool
) -> None:
    tree = {
        **HAGGLE,
        "actions": {**HAGGLE["actions"], "remark": {"by": ["a", "b"]}},
        "outcome": {**HAGGLE["outcome"], "utility": {"a": utility, "b": "0"}},
    }
    remark = Turn(index=1, role="b", text="Hm.", action=Action(name="remark"))
    known, anew = draw(made(tree), seed=0), draw(made(tree), seed=0)
    early = worth(known, "a", price=100)

    values = [
        referee.view(played(game, offer(price=60)).say(remark), "a").value for game in (known, anew)
    ]

    after = [value(Action(name="propose", args={"price": 100})) for value in values if value]
    assert after[0] == after[1]
    assert (after[0] != early) is moves


def test_the_state_of_the_dialogue_is_untouched_by_what_is_asked() -> None:
    dialogue = played(draw(made(HAGGLE), seed=0), offer(price=100))
    before = referee.standing(dialogue)

    value = referee.view(dialogue, "b").value
    assert value is not None
    value(Action(name="propose", args={"price": 1}))

    assert referee.standing(dialogue) == before


def test_a_thousand_offers_are_valued_in_a_blink() -> None:
    game = draw(example("diplomacy/ceasefire"), seed=3)
    value = referee.view(Dialogue(game=game), "arken").value
    assert value is not None
    offers = [
        Action(name="propose", args={"territory": at % 100, "water": at % 30, "aid": at % 10})
        for at in range(1000)
    ]
    value(offers[0])

    began = time.process_time()
    for each in offers:
        value(each)

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "args",
    [
        {"x": {"type": "integer", "minimum": 0, "maximum": 10**6}},
        {name: {"type": "integer", "minimum": 0, "maximum": 1000} for name in "wxyz"},
        {"w": {"enum": list(range(500))}, "x": {"enum": list(range(500))}},
        {"w": {"type": "boolean"}, "x": {"type": "number", "minimum": 0, "maximum": 1}},
        {"x": {"type": "string"}},
    ],
)
def test_the_search_for_the_best_offer_is_bounded(args: dict[str, dict[str, Any]]) -> None:
    tried = 0

    def value(action: Action) -> float:
        nonlocal tried
        tried += 1
        return float(sum(each for each in action.args.values() if isinstance(each, int | float)))

    found = best_offer(Option(name="propose", args=args), value, 0.0)

    assert found is not None
    assert tried <= 8_000
    tops = [
        max(each.get("enum", [0]), default=0) or each.get("maximum", 0) for each in args.values()
    ]
    assert found[1] >= sum(tops)


def test_the_best_may_lie_between_the_points_of_the_grid() -> None:
    args = {"x": {"type": "integer", "minimum": 0, "maximum": 1000}}
    peak = best_offer(
        Option(name="propose", args=args), lambda action: -abs(action.args["x"] - 613.0), 0.0
    )

    assert peak is not None
    assert abs(peak[0].args["x"] - 613) <= 2


def test_rules_find_the_default_words_again() -> None:
    scenario = example("market/used_bike")
    game = draw(scenario, seed=7, locale="zh")

    assert neutral(scenario, game.variables, "zh")["condition"] == "like new"
