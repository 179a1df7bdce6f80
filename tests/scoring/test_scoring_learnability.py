"""Where there is most to learn, and how games are dealt by it."""

from collections import Counter

import pytest

from society.scoring.learnability import Success, dealt, shares


def test_most_is_learned_from_what_is_won_as_often_as_lost() -> None:
    found = {wins: Success(wins, 100).learnability for wins in (0, 10, 50, 90, 100)}

    assert max(found, key=found.__getitem__) == 50
    assert found[10] == pytest.approx(found[90])
    assert found[50] == pytest.approx(1.0, abs=0.02)
    assert max(found[0], found[100]) < 0.05


def test_it_is_the_mean_of_4_p_1_less_p_over_the_belief() -> None:
    from scipy.stats import beta

    expected = beta.expect(lambda p: 4 * p * (1 - p), args=(4, 8))

    assert Success(3, 10).learnability == pytest.approx(expected)


def test_what_was_never_played_is_worth_a_try() -> None:
    assert Success().learnability > Success(48, 50).learnability


def test_a_belief_narrows_and_keeps_the_truth() -> None:
    few, many = Success(3, 10).estimate(), Success(300, 1000).estimate()

    assert few.low < many.low < 0.3 < many.high < few.high


def test_nothing_is_forgotten() -> None:
    found = shares({"known": Success(1000, 1000), "open": Success(5, 10)}, floor=0.2)

    assert found["open"] > 0.85
    assert found["known"] > 0.1
    assert sum(found.values()) == pytest.approx(1.0)


def test_without_tasks_there_are_no_shares() -> None:
    assert shares({}) == {}


def test_games_are_dealt_by_share_and_chance_decides_only_what_is_left_over() -> None:
    chances = {"a": 0.5, "b": 0.3, "c": 0.2}
    totals = Counter[str]()

    for seed in range(400):
        counts = dealt(chances, 6, seed)
        assert sum(counts.values()) == 6
        assert counts["a"] == 3
        totals.update(counts)

    assert totals["b"] / 2400 == pytest.approx(0.3, abs=0.03)
    assert dealt(chances, 6, 1) == dealt(chances, 6, 1)
