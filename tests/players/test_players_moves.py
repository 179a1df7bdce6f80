"""What can be offered at all: the values of arguments, and offers made of them."""

from typing import Any

import pytest

from society.domain.dialogue import Action, Option
from society.players.moves import MOST, alikeness, around, grid, proposals, values
from tests.players.seat import BARGAIN, PROPOSE, above, seen

VIEW = seen(value=above(120, 200))


def option(**args: dict[str, Any]) -> Option:
    return Option(name="propose", args=args)


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({"type": "integer", "minimum": 2, "maximum": 5}, [2, 3, 4, 5]),
        ({"type": "integer", "minimum": 0, "maximum": 30, "multipleOf": 10}, [0, 10, 20, 30]),
        ({"enum": ["ann", "bo"]}, ["ann", "bo"]),
        ({"type": "boolean"}, [False, True]),
        ({"type": "string"}, []),
        ({"type": "array"}, []),
    ],
)
def test_values_of_an_argument(schema: dict[str, Any], found: list[Any]) -> None:
    assert values(VIEW, option(it=schema))["it"] == found


def test_numbers_of_any_fineness_get_steps() -> None:
    found = values(VIEW, option(it={"type": "number", "minimum": 0, "maximum": 10}))["it"]

    assert found[:3] == [0, 0.1, 0.2]
    assert found[-1] == 10


def test_a_number_without_a_bound_ends_at_what_the_role_knows() -> None:
    found = values(VIEW, option(it={"type": "integer", "minimum": 0}))["it"]

    assert (found[0], found[-1]) == (0, 200)


def test_many_issues_are_compared_on_a_grid_and_refined() -> None:
    wide = option(**{name: {"type": "integer", "minimum": 0, "maximum": 60} for name in "abc"})
    full = values(VIEW, wide)
    coarse = grid(wide, full)

    assert len(coarse) <= MOST
    finer = around(wide, full, coarse[len(coarse) // 2])
    assert len(finer) <= MOST
    assert len({offer.args["a"] for offer in [*coarse, *finer]}) > len(
        {offer.args["a"] for offer in coarse}
    )


def test_offers_are_the_moves_with_a_worth() -> None:
    assert proposals(VIEW) == (PROPOSE,)
    assert proposals(seen(options=BARGAIN, value=None)) == ()


def test_offers_are_alike_by_distance_and_by_name() -> None:
    full: dict[str, list[Any]] = {"price": [0, 100], "who": ["ann", "bo"]}
    one = Action(name="propose", args={"price": 20, "who": "bo"})

    assert alikeness(full, one, one) == 1
    assert alikeness(full, one, Action(name="propose", args={"price": 70, "who": "bo"})) == 0.75
    assert alikeness(full, one, Action(name="propose", args={"price": 20, "who": "ann"})) == 0.5
