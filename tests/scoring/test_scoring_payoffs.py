"""Shares of points over all seats: what they are, how sure, and who met whom."""

import random

import pytest

from society.scoring.payoffs import Result, payoffs

LEFT, RIGHT = "x:left:right", "x:right:left"


def met(first: str, second: str, won: int, games: int, seat: str = LEFT) -> list[Result]:
    """So many different games, of which the first won some."""
    return [Result(first, second, float(at < won), seat, f"game {at}") for at in range(games)]


def test_a_share_is_the_same_seen_from_either_side() -> None:
    found = payoffs(met("a", "b", 15, 20))

    assert found.edges["a", "b"].share == 0.75
    assert found.edges["b", "a"].share == 0.25
    assert found.edges["b", "a"].estimate().high == pytest.approx(
        1 - found.edges["a", "b"].estimate().low
    )


def test_every_seat_counts_the_same_however_often_it_was_played() -> None:
    """The left seat always wins: a sat there forty times, and ten times opposite."""
    found = payoffs([*met("a", "b", 40, 40, LEFT), *met("a", "b", 0, 10, RIGHT)])

    assert found.edges["a", "b"].share == 0.5
    assert found.edges["a", "b"].fair


def test_a_seat_is_the_same_seat_whoever_is_named_first() -> None:
    turned = [each.turned for each in met("b", "a", 10, 10, RIGHT)]

    found = payoffs([*met("a", "b", 0, 10, LEFT), *turned])

    assert found.edges["a", "b"].seats == (LEFT,)


@pytest.mark.parametrize("truth", [0.2, 0.5, 0.8])
def test_the_interval_covers_the_truth_as_often_as_it_says(truth: float) -> None:
    covered = 0
    for seed in range(200):
        dice = random.Random(f"{truth} {seed}")
        won = sum(dice.random() < truth for _ in range(25))
        found = payoffs(met("a", "b", won, 25), seed=seed).edges["a", "b"].estimate()
        covered += found.low <= truth <= found.high

    assert covered >= 180


def test_who_won_everything_may_still_lose() -> None:
    found = payoffs(met("a", "b", 5, 5)).edges["a", "b"].estimate()

    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.5 < found.low < 0.9


def test_plays_of_one_game_are_one_game() -> None:
    once = payoffs(met("a", "b", 8, 10)).edges["a", "b"]
    often = payoffs(met("a", "b", 8, 10) * 5).edges["a", "b"]

    assert (often.games, often.estimate()) == (once.games, once.estimate())


def test_the_core_are_those_who_all_met() -> None:
    found = payoffs(
        [*met("a", "b", 1, 2), *met("b", "c", 1, 2), *met("a", "c", 1, 2), *met("c", "d", 1, 2)]
    )

    assert found.core() == ("a", "b", "c")


def test_games_with_oneself_say_nothing() -> None:
    assert payoffs(met("a", "a", 3, 6)).names == ()


def test_more_pairs_ask_for_more_certainty() -> None:
    few = payoffs(met("a", "b", 1, 2))
    many = payoffs([*met("a", "b", 1, 2), *met("b", "c", 1, 2)])

    assert few.corrected == 0.95
    assert many.corrected == pytest.approx(0.975)


def test_who_only_ever_had_the_better_seat_is_not_compared() -> None:
    found = payoffs(
        [*met("a", "b", 9, 10, LEFT), *met("a", "c", 9, 10), *met("a", "c", 9, 10, RIGHT)]
    )

    assert not found.edges["b", "a"].fair
    assert found.fair.names == ("a", "c")
    assert found.fair.pairs == (("a", "c"),)
