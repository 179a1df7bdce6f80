"""What turns took: sums that hide no unknown price, and nothing that is counted twice."""

import pytest

from society.domain.dialogue import Searched, Turn
from society.domain.receipts import Receipt, Spent, Thinking, receipt, total

THOUGHT = Searched(thought="best-of-4", simulations=4, candidates=4, seconds=1.5)
TURNS = (
    Turn(index=0, role="seller", text="Hi", searched=THOUGHT),
    Turn(index=1, role="buyer", text="Ho"),
)
SPENT = {
    0: Spent(calls=4, attempts=5, prompt=400, completion=40, cached=300, cost=0.02, seconds=2.0),
    1: Spent(calls=1, attempts=1, prompt=100, completion=10, cost=0.01, seconds=1.0),
    2: Spent(calls=1, attempts=1, prompt=100, completion=10, cost=0.01, seconds=1.0),
    None: Spent(calls=2, attempts=2, prompt=50, completion=5, unpriced=1, seconds=0.5),
}


def told() -> Receipt:
    return receipt(TURNS, SPENT)


def test_each_turn_has_what_it_took_and_what_was_searched_before_it() -> None:
    seller, buyer = told().turns

    assert (seller.spent, seller.searched) == (SPENT[0], THOUGHT)
    assert (buyer.spent, buyer.searched) == (SPENT[1], None)


def test_what_was_asked_for_a_turn_that_was_never_said_is_counted_beside_the_turns() -> None:
    assert told().beside == SPENT[2] + SPENT[None]
    assert told().of() + told().beside == total(SPENT.values())


def test_of_a_role_only_its_own_turns_count() -> None:
    assert told().of("buyer") == SPENT[1]
    assert told().of("nobody") == Spent()


def test_a_sum_with_a_price_that_is_not_known_has_none() -> None:
    assert told().of().money == pytest.approx(0.03)
    assert told().beside.money is None


def test_the_share_of_kept_prompts_is_of_the_prompts_and_nothing_has_no_share() -> None:
    assert SPENT[0].hits == 0.75
    assert Spent(calls=1, completion=3).hits is None


def test_a_receipt_as_json_names_the_search_and_sums_searched_turns_apart() -> None:
    found = told().told()

    assert found["turns"][0]["searched"]["thought"] == "best-of-4"
    assert (found["searched"]["calls"], found["searched"]["cache_hits"]) == (4, 0.75)
    assert (found["simulations"], found["in_all"]["calls"]) == (4, 8)


def test_what_each_kept_dialogue_took_is_told_where_one_was_kept() -> None:
    many = Thinking(turns=6, simulations=24, seconds=9.0, spent=SPENT[0], kept=2)

    found = many.told()

    assert found["each_kept"]["simulations"] == 12
    assert found["each_kept"]["cost"] == pytest.approx(0.01)
    assert Thinking(turns=1, spent=SPENT[0]).told()["each_kept"] is None
