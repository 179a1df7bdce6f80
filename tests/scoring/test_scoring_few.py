"""The mean of few values is not surer than few values can make it."""

import random

import pytest

from society.scoring.few import mean_of_few


def test_three_values_cover_the_truth_as_often_as_it_says() -> None:
    dice = random.Random(7)
    covered = 0
    for _ in range(1000):
        found = mean_of_few([dice.gauss(0.1, 0.05) for _ in range(3)])
        covered += found.low <= 0.1 <= found.high

    assert 930 <= covered <= 970


def test_one_value_has_no_interval() -> None:
    with pytest.raises(ValueError, match="one value"):
        mean_of_few([0.3])
