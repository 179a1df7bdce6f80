"""Ratings that move with every game."""

import random

from society.scoring.online import online


def test_a_win_against_the_strong_moves_more_than_one_against_the_weak() -> None:
    before = [{"strong": 1.0, "weak": 0.0}] * 20
    known = online(before)

    upset = online([*before, {"new": 1.0, "strong": 0.0}])
    usual = online([*before, {"new": 1.0, "weak": 0.0}])

    assert known["strong"].mu > known["weak"].mu
    assert upset["new"].mu > usual["new"].mu


def test_it_is_surer_after_every_game() -> None:
    sigmas = [online([{"a": 1.0, "b": 0.0}] * games)["a"].sigma for games in (1, 5, 25)]

    assert sigmas == sorted(sigmas, reverse=True)


def test_draws_keep_equals_equal() -> None:
    found = online([{"a": 0.4, "b": 0.4}] * 10)

    assert abs(found["a"].mu - found["b"].mu) < 1e-9
    assert (found["a"].games, found["b"].games) == (10, 10)


def test_the_order_of_true_strengths_is_found() -> None:
    dice, strength = random.Random(7), {"a": 0.8, "b": 0.5, "c": 0.2}
    games = [{name: dice.random() + s for name, s in strength.items()} for _ in range(200)]

    found = online(games)

    assert sorted(found, key=lambda name: -found[name].mu) == ["a", "b", "c"]
    assert found["a"].sure > found["c"].mu


def test_one_alone_learns_nothing() -> None:
    assert online([{"a": 1.0}]) == {}


def test_the_same_games_in_the_same_order_are_the_same_ratings() -> None:
    games = [{"a": 1.0, "b": 0.0}, {"b": 1.0, "c": 0.0}, {"a": 0.0, "c": 1.0}]

    assert online(games) == online(games)
