"""What goes with a better end: two tests, and the correction for asking many."""

from random import Random

import pytest

from society.scoring.contrast import apart, correlated, discoveries, unexplained


def noise(seed: int, n: int = 100) -> list[float]:
    dice = Random(seed)
    return [dice.gauss(0, 1) for _ in range(n)]


def test_what_never_varies_goes_with_nothing() -> None:
    assert correlated([1.0] * 50, noise(1, 50)) is None
    assert apart([1.0] * 20, [1.0] * 20) is None


@pytest.mark.parametrize("n", [0, 1, 7])
def test_too_few_say_nothing(n: int) -> None:
    assert correlated(noise(1, n), noise(2, n)) is None
    assert apart(noise(1, n), noise(2, 50)) is None


def test_the_order_counts_and_not_the_distance() -> None:
    values = noise(3)

    found = correlated(values, [each**3 for each in values])

    assert found is not None
    assert found.strength == pytest.approx(1)
    assert 0 < found.chance < 1e-9


def test_the_group_with_the_smaller_values_has_a_strength_below_zero() -> None:
    found = apart([each - 1 for each in noise(4)], noise(5))

    assert found is not None
    assert found.strength < -0.3
    assert found.chance < 0.001


def test_a_chance_is_corrected_upwards_and_never_beyond_one() -> None:
    chances = [0.001, 0.02, 0.5, 0.9, 1.0]

    corrected = discoveries(chances)

    assert all(0 < one <= other <= 1 for one, other in zip(chances, corrected, strict=True))
    assert corrected[0] == pytest.approx(0.005)
    assert discoveries([]) == []


def test_a_regression_takes_off_what_the_game_explains_in_squares_too() -> None:
    game, own = noise(6), noise(7)
    values = [3 * each - each**2 + rest for each, rest in zip(game, own, strict=True)]

    left = unexplained(values, [(each,) for each in game])

    found = correlated(left, own)
    assert found is not None
    assert found.strength > 0.95


def test_few_rows_are_not_explained_away_by_many_figures() -> None:
    values = noise(8, 25)
    figures = [tuple(noise(at, 20)) for at in range(25)]

    left = unexplained(values, figures)

    found = correlated(left, values)
    assert found is not None
    assert found.strength > 0.8
