"""Intervals: Wilson's for shares, the bootstrap's for means."""

import numpy as np
import pytest

from society.scoring.intervals import mean, share, statistic


def test_a_share_of_nothing_seen_still_leaves_room_for_doubt() -> None:
    found = share(0, 20)

    assert found.value == found.low == 0.0
    assert found.high == pytest.approx(0.161, abs=0.001)


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.2, 400)

    found = mean(values.tolist())

    width = 2 * 1.96 * values.std(ddof=1) / 20
    assert found.high - found.low == pytest.approx(width, rel=0.08)
    assert found.low < found.value < found.high


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.1, 0.5, 0.2, 0.9, 0.4]

    assert mean(values, seed=4) == mean(values, seed=4)
    assert mean(values, seed=4) != mean(values, seed=5)


def test_a_statistic_of_two_columns_is_resampled_in_pairs() -> None:
    rows = [(value, 2 * value) for value in np.linspace(0, 1, 30)]

    found = statistic(rows, lambda one, other: float(np.corrcoef(one, other)[0, 1]))

    assert found.low == pytest.approx(1.0)
    assert found.n == 30
