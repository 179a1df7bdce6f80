"""How likely a difference is luck: against what can be counted by hand."""

import numpy as np
import pytest

from society.scoring.luck import FLIPS, chance, holm


def test_a_few_differences_are_counted_through() -> None:
    assert chance([1.0, 2.0, -4.0]) == 1.0
    assert chance([3.0, 1.0, 2.0, -0.5]) == 0.25


def test_the_sign_of_all_makes_no_difference() -> None:
    apart = [0.1, 0.3, -0.2, 0.4, 0.1] * 6

    assert chance(apart) == chance([-each for each in apart])


def test_many_alike_differences_are_no_luck_and_the_chance_is_never_nothing() -> None:
    assert chance([0.1] * 50) == pytest.approx(1 / (FLIPS + 1))


def test_without_a_difference_it_says_so_about_as_often_as_it_should() -> None:
    drawn = np.random.default_rng(5).normal(size=(300, 20))

    found = [chance(list(each), seed=at) for at, each in enumerate(drawn)]

    assert 0.02 < np.mean([each < 0.05 for each in found]) < 0.09


def test_nothing_is_told_of_no_differences() -> None:
    with pytest.raises(ValueError, match="no differences"):
        chance([])


def test_the_least_chance_counts_for_all_and_none_falls_below_one_before_it() -> None:
    assert holm([0.04, 0.001, 0.5, 0.03]) == pytest.approx([0.09, 0.004, 0.5, 0.09])


def test_one_comparison_is_not_corrected() -> None:
    assert holm([0.03]) == [0.03]
    assert holm([]) == []
