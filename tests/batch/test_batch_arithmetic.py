"""What dialogues and searches take, by arithmetic that was checked by hand."""

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.batch.arithmetic import (
    ROUNDINGS,
    Line,
    Load,
    Question,
    Rounding,
    added,
    dealt,
    dollars,
    levels,
    search_cost,
    simulations,
    time_taken,
    worst,
)
from society.batch.plan import Plan
from society.domain.errors import SocietyError
from society.llm.prices import Price

TENTH = Fraction(1, 10)
tokens = st.integers(0, 5_000)
questions = st.builds(
    Question,
    base=tokens,
    growth=tokens,
    reply=tokens,
    chains=st.integers(1, 9),
    repairs=st.integers(0, 4),
    again=tokens,
)
turns = st.lists(st.integers(0, 60), max_size=20)
prices = st.builds(
    Price,
    prompt=st.floats(0, 100),
    completion=st.floats(0, 100),
    cached=st.none() | st.floats(0, 100),
)


@pytest.mark.parametrize(
    ("rounding", "levelled", "total"),
    [
        pytest.param("nearest", [32, 96, 320, 1024, 3264], 4736, id="nearest"),
        pytest.param("up", [32, 128, 416, 1344, 4320], 6240, id="up"),
        pytest.param("down", [32, 96, 288, 896, 2848], 4160, id="down"),
    ],
)
def test_a_search_that_keeps_a_tenth_is_added_up_level_by_level(
    rounding: Rounding, levelled: list[int], total: int
) -> None:
    found = levels(32, 5, TENTH, rounding)

    assert [each.simulations for each in found] == levelled
    assert simulations(32, 5, TENTH, rounding) == total


def test_without_rounding_a_search_is_a_geometric_series() -> None:
    exact = simulations(32, 5, TENTH, "exact")

    assert exact == 32 * (Fraction("3.2") ** 5 - 1) / (Fraction("3.2") - 1)
    assert float(exact) == 4866.0992


def test_half_a_result_is_kept_whole_and_one_at_least_is_kept() -> None:
    halves = levels(5, 2, Fraction(1, 2), "nearest")
    least = levels(4, 3, Fraction(1, 100), "down")

    assert halves[1].nodes == 3
    assert [each.nodes for each in least] == [1, 1, 1]


def test_the_founding_essays_search_costs_six_dollars_exactly() -> None:
    assert search_cost(10_000, 1_000, Fraction("0.5"), Fraction("0.1")) == 6


@given(k=st.integers(1, 40), depth=st.integers(1, 6), keep=st.fractions(Fraction(1, 50), 1))
def test_rounding_down_is_never_more_than_rounding_up(k: int, depth: int, keep: Fraction) -> None:
    amounts = {rule: simulations(k, depth, keep, rule) for rule in ROUNDINGS}

    assert amounts["down"] <= amounts["nearest"] <= amounts["up"]
    assert amounts["exact"] <= amounts["up"]


@pytest.mark.parametrize(
    ("k", "depth", "keep"), [(0, 5, TENTH), (3, 0, TENTH), (3, 5, Fraction(0))]
)
def test_a_search_that_is_none_is_refused(k: int, depth: int, keep: Fraction) -> None:
    with pytest.raises(SocietyError, match="cannot be added up"):
        levels(k, depth, keep, "up")


@given(question=questions, numbers=turns)
def test_a_load_is_what_asking_one_by_one_comes_to(question: Question, numbers: list[int]) -> None:
    prompts = [
        question.base + question.growth * turn + again * (question.reply + question.again)
        for turn in numbers
        for _ in range(question.chains)
        for again in range(1 + question.repairs)
    ]

    load = question.load(numbers)

    assert load.calls == len(prompts)
    assert load.prompt == sum(prompts)
    assert load.completion == len(prompts) * question.reply


@given(
    question=questions,
    more=questions,
    numbers=turns,
    price=prices,
    kept=st.floats(0, 1),
)
def test_a_larger_question_never_costs_less(
    question: Question, more: Question, numbers: list[int], price: Price, kept: float
) -> None:
    both = {name: getattr(question, name) + getattr(more, name) for name in Question.model_fields}
    load = question.load(numbers)
    expected = load.model_copy(update={"cached": kept * load.prompt})
    most = Question(**both).load(numbers)

    cost, limit = dollars(expected, price), worst(most, price)

    assert cost is not None
    assert limit is not None
    assert cost <= limit or math.isclose(cost, limit)


def test_kept_tokens_have_a_price_of_their_own() -> None:
    load = Load(calls=1, prompt=1_000_000, completion=500_000, cached=400_000)

    assert dollars(load, Price(prompt=1.0, completion=4.0, cached=0.25)) == pytest.approx(2.7)
    assert worst(load, Price(prompt=1.0, completion=4.0, cached=0.25)) == pytest.approx(3.0)


def test_an_unknown_price_stays_unknown_in_every_sum() -> None:
    unknown = dollars(Load(calls=1, prompt=1), None)

    assert unknown is None
    assert added([1.0, unknown, 2.0]) is None


@given(
    n=st.integers(1, 60),
    rollouts=st.integers(1, 5),
    seeds=st.integers(1, 4),
)
def test_dialogues_are_counted_as_a_plan_deals_them(n: int, rollouts: int, seeds: int) -> None:
    plan = Plan(
        name="p", scenarios=("market/used_bike",), n=n, rollouts=rollouts, seeds=tuple(range(seeds))
    )
    played = Counter(cell for cell, _ in plan.jobs(plan.cells))

    assert dealt(n, rollouts, seeds) == [played[cell] for cell in range(seeds)]


@pytest.mark.parametrize(
    ("line", "slots", "seconds", "limit"),
    [
        pytest.param(Line(name="x"), 4, 30.0, "4 dialogues at once", id="slots"),
        pytest.param(Line(name="x"), 99, 12.0, "one dialogue, turn after turn", id="one"),
        pytest.param(Line(name="x", calls=60, rpm=30), 4, 120.0, "30 requests", id="rpm"),
        pytest.param(Line(name="x", tokens=9000, tpm=1000), 4, 540.0, "1,000 tokens", id="tpm"),
        pytest.param(Line(name="x", seconds=90, concurrency=2), 4, 45.0, "2 calls", id="at once"),
    ],
)
def test_the_narrowest_place_sets_the_time(
    line: Line, slots: int, seconds: float, limit: str
) -> None:
    time = time_taken([(10, 12.0)], slots, [line])

    assert time.seconds == pytest.approx(seconds)
    assert time.limit.startswith(limit)
