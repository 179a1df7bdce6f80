"""What a role may imagine: its own side as it is, the other side as it could be."""

from itertools import pairwise

import pytest

from society.domain.dialogue import Game
from society.scenario.belief import imagined
from society.scenario.draw import dealt, draw
from society.scenario.load import load
from society.scenario.rules import rules_of


def bike(seed: int = 7) -> Game:
    return draw(load("market/used_bike"), seed=seed)


def twin(game: Game, **hidden: int) -> Game:
    """The same game but for what the seller is not told."""
    values = {**rules_of(game).values, **hidden}
    return dealt(game.scenario, values, locale=game.locale, seed=game.seed)


def test_the_own_side_is_as_it_is() -> None:
    game = bike()

    dream = imagined(game, "seller", 1)

    assert dream.role("seller") == game.role("seller")
    assert dream.context == game.context
    assert dream.variables["seller_min"] == game.variables["seller_min"]


def test_the_other_side_is_drawn_anew_and_differs_from_dream_to_dream() -> None:
    limits = [imagined(bike(), "seller", seed).role("buyer").limit for seed in range(20)]

    assert len({limit.value for limit in limits if limit}) > 5


def test_every_dream_is_possible() -> None:
    for seed in range(20):
        values = imagined(bike(), "seller", seed).variables
        assert values["buyer_max"] - values["seller_min"] >= 15


@pytest.mark.parametrize("seed", range(5))
def test_two_games_that_look_alike_to_the_role_are_imagined_alike(seed: int) -> None:
    game = bike()
    other = twin(game, buyer_max=game.variables["buyer_max"] + 7, zopa=99)

    assert other.role("buyer") != game.role("buyer")
    assert imagined(game, "seller", seed) == imagined(other, "seller", seed)


def test_nothing_of_the_real_seed_is_in_a_dream() -> None:
    """Else the other side's limits could be drawn again from it."""
    one, other = bike(7), bike(7).model_copy(update={"seed": 8})

    assert imagined(one, "seller", 3) == imagined(other, "seller", 3)


@pytest.mark.parametrize("name", ["market/car_parts", "camp/supplies", "diplomacy/ceasefire"])
def test_every_shipped_negotiation_can_be_imagined_by_every_role(name: str) -> None:
    game = draw(load(name), seed=3)

    for role in game.roles:
        dreams = [imagined(game, role.id, seed) for seed in range(4)]
        assert all(dream.role(role.id) == role for dream in dreams)
        assert any(one.variables != other.variables for one, other in pairwise(dreams))
