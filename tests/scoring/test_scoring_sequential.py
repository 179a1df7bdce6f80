"""A test that may be looked at after every game: its error rates, its interval, its words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from society.scoring.sequential import Test as Rates
from society.scoring.sequential import verdict

GAMES, TRIES = 120, 150


def looked_at(mean: float, spread: float, rates: Rates, seed: int) -> list[str]:
    """What is said at the end of so many matches, each looked at after every tenth game."""
    dice = np.random.default_rng(seed)
    drawn = np.clip(dice.normal(mean, spread, (TRIES, GAMES)), -1, 1)
    return [verdict(each, rates).said for each in drawn]


def holds(values: np.ndarray, mean: float) -> bool:
    found = verdict([*values], Rates())
    return found.low <= mean <= found.high


def test_what_is_no_better_passes_no_more_often_than_the_error_however_often_it_is_looked_at() -> (
    None
):
    said = looked_at(0.0, 0.2, Rates(error=0.1), seed=1)

    assert said.count("better") <= 0.1 * TRIES


def test_what_is_better_by_enough_is_seldom_turned_away() -> None:
    rates = Rates(miss=0.1, least=0.05)

    said = looked_at(0.05, 0.2, rates, seed=2)

    assert said.count("worse") <= 0.1 * TRIES


def test_what_is_much_better_passes_and_what_is_worse_does_not() -> None:
    assert looked_at(0.15, 0.2, Rates(), seed=3).count("better") > 0.95 * TRIES
    assert looked_at(-0.1, 0.2, Rates(), seed=4).count("worse") > 0.8 * TRIES


def test_the_interval_holds_the_mean_at_every_look() -> None:
    dice = np.random.default_rng(5)
    drawn = np.clip(dice.normal(0.1, 0.3, (40, 60)), -1, 1)

    held = [all(holds(x[:n], 0.1) for n in (5, 20, 60)) for x in drawn]

    assert sum(held) >= 0.95 * len(held)


def test_a_decision_stands_whatever_comes_after_it() -> None:
    rates = Rates()
    won = [0.5] * 30

    assert verdict(won, rates).said == "better"
    assert verdict([*won, *[-0.5] * 60], rates).said == "better"


def test_nothing_is_known_of_no_games() -> None:
    found = verdict([], Rates())

    assert (found.said, found.n, found.low, found.high) == ("undecided", 0, -1.0, 1.0)


def test_a_difference_beyond_one_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="between -1 and 1"):
        verdict([1.5], Rates())


@given(some.lists(some.floats(-1, 1), max_size=40))
def test_the_interval_is_one_and_holds_what_was_seen_unless_it_moved(values: list[float]) -> None:
    found = verdict(values, Rates())

    assert -1 <= found.low <= found.high <= 1
    assert found.wealth > 0 or -1.0 in values
    assert found.n == len(values)


def test_games_that_change_on_the_way_leave_an_interval_that_is_wide() -> None:
    found = verdict([0.6] * 60 + [-0.6] * 60, Rates())

    assert found.high - found.low > 0.1
    assert found.low <= found.mean <= found.high
