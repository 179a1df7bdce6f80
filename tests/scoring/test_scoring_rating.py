"""Ratings from games: who is stronger, how sure that is, and what a seat is worth."""

import math
import random

import pytest

from society.scoring.rating import SCALE, Match, Record, ratings, records


def played(first: str, second: str, won: int, lost: int, drawn: int = 0) -> list[Match]:
    return [
        *[Match(first, second, 1.0)] * won,
        *[Match(first, second, 0.0)] * lost,
        *[Match(first, second, 0.5)] * drawn,
    ]


def test_three_wins_for_each_loss_is_the_rating_that_chess_gives_it() -> None:
    games = played("a", "b", 450, 150) + played("b", "a", 150, 450)

    strong, weak = ratings(games)

    assert (strong.policy, weak.policy) == ("a", "b")
    assert strong.value is not None
    assert weak.value is not None
    assert strong.value - weak.value == pytest.approx(SCALE * math.log(3), abs=2)


def test_the_interval_covers_the_truth_and_narrows_with_more_games() -> None:
    few, many = ratings(played("a", "b", 30, 10)), ratings(played("a", "b", 300, 100))

    def width(found: list[object]) -> float:
        best = found[0]
        assert isinstance(best, tuple)
        return float(best[3] - best[2])

    assert width(list(few)) > 2 * width(list(many))


def test_a_seat_that_wins_by_itself_makes_nobody_strong() -> None:
    """Both win nine in ten whenever they sit first."""
    games = played("a", "b", 90, 10) + played("b", "a", 90, 10)

    first, second = ratings(games)

    assert first.value == pytest.approx(1500, abs=5)
    assert second.value == pytest.approx(1500, abs=5)


def test_the_order_of_three_is_found_through_common_opponents() -> None:
    chance = random.Random(7)
    strength = {"a": 1.5, "b": 0.0, "c": -1.5}
    games = []
    for first, second in [("a", "b"), ("b", "c"), ("b", "a"), ("c", "b")]:
        for _ in range(200):
            odds = 1 / (1 + math.exp(strength[second] - strength[first]))
            games.append(Match(first, second, float(chance.random() < odds)))

    assert [each.policy for each in ratings(games)] == ["a", "b", "c"]


def test_below_ten_games_there_is_a_record_and_no_rating() -> None:
    (one, two) = ratings(played("a", "b", 5, 4))

    assert (one.value, two.value) == (None, None)
    assert (one.games, one.wins, one.losses) == (9, 5, 4)


def test_games_with_oneself_rate_nobody() -> None:
    assert ratings(played("a", "a", 50, 50)) == []


def test_who_won_everything_has_a_finite_rating() -> None:
    best, worst = ratings(played("a", "b", 20, 0))

    assert best.value is not None
    assert worst.value is not None
    assert 1500 < best.value < 4000


def test_records_are_told_both_ways_round() -> None:
    told = records(played("a", "b", 3, 1, drawn=2))

    assert told["a", "b"] == Record(games=6, wins=3, draws=2)
    assert told["b", "a"] == Record(games=6, wins=1, draws=2)
