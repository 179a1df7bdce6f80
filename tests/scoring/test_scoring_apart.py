"""How far two groups are apart: intervals that cover the truth, shares that are not too sure."""

import numpy as np
import pytest

from society.scoring.apart import means, shares
from society.scoring.rating import Match, lead


def test_the_interval_of_a_difference_of_means_covers_the_truth_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(200):
        first, second = rng.normal(0.6, 0.2, 40), rng.normal(0.5, 0.2, 60)
        found = means([*(([each], []) for each in first), *(([], [each]) for each in second)])
        covered += found.low <= 0.1 <= found.high

    assert 180 <= covered <= 199


def test_two_who_met_are_not_told_apart_as_if_each_had_played_by_itself() -> None:
    """What one wins the other loses: the difference moves twice as far as either."""
    won = [1.0] * 12 + [0.0] * 8
    met = means([([each], [1 - each]) for each in won])
    alone = means([*(([each], []) for each in won), *(([], [1 - each]) for each in won)])

    assert met.value == pytest.approx(alone.value)
    assert met.high - met.low > 1.25 * (alone.high - alone.low)


def test_turning_the_two_round_turns_the_sign_round() -> None:
    one, other = shares((9, 10), (3, 12)), shares((3, 12), (9, 10))

    assert one.value == pytest.approx(-other.value)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_two_shares_of_everything_are_neither_apart_nor_the_same() -> None:
    found = shares((12, 12), (12, 12))

    assert found.value == 0
    assert found.low < -0.1
    assert found.high > 0.1


def test_a_group_without_values_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        means([([], [0.5])])


def test_the_lead_of_one_policy_is_the_difference_of_the_ratings_with_its_own_interval() -> None:
    games = [*[Match("a", "b", 1.0)] * 30, *[Match("a", "b", 0.0)] * 10]
    games += [*[Match("b", "a", 0.0)] * 30, *[Match("b", "a", 1.0)] * 10]

    found = lead(games, "a", "b")

    assert found is not None
    assert found.value == pytest.approx(190, abs=20)
    assert 0 < found.low < found.value < found.high


def test_who_has_too_few_games_has_no_lead() -> None:
    assert lead([Match("a", "b", 1.0)] * 9, "a", "b") is None
