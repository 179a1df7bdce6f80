"""Rock beats scissors beats paper beats rock: found where it is there, and only there."""

import random
from itertools import combinations

import pytest

from society.scoring.cycles import cycles, flow
from society.scoring.payoffs import Payoffs, Result, payoffs

ROUND = {("rock", "scissors"), ("scissors", "paper"), ("paper", "rock")}
STRENGTH = {"weak": -0.2, "middling": 0.0, "strong": 0.2}


def played(chances: dict[tuple[str, str], float], games: int, seed: int = 7) -> Payoffs:
    """Each pair in so many games, both seats; the first wins with its chance."""
    dice = random.Random(seed)
    return payoffs(
        [
            Result(one, other, float(dice.random() < chance), seat, f"game {at}")
            for (one, other), chance in chances.items()
            for at in range(games)
            for seat in ("x:left:right", "x:right:left")
        ]
    )


def throws(chance: float = 0.9, **more: float) -> dict[tuple[str, str], float]:
    """Rock, paper, scissors; and others, whom each of the three beats with a chance of its own."""
    others = {(one, name): chance for name, chance in more.items() for one, _ in ROUND}
    return dict.fromkeys(sorted(ROUND), chance) | others


def ladder() -> dict[tuple[str, str], float]:
    """The stronger, the more often."""
    return {
        (one, other): 0.5 + STRENGTH[one] - STRENGTH[other]
        for one, other in combinations(STRENGTH, 2)
    }


def test_a_planted_cycle_is_found_in_its_direction() -> None:
    (found,) = cycles(played(throws(), 20))

    steps = set(zip(found.names, (*found.names[1:], found.names[0]), strict=True))
    assert steps == ROUND
    assert found.sure
    assert found.weakest > 0.75
    assert all(share.low > 0.5 for share in found.shares)


def test_a_ladder_has_no_cycle() -> None:
    assert cycles(played(ladder(), 40)) == []


def test_two_games_show_no_cycle_however_they_ended() -> None:
    assert cycles(played(throws(1.0), 2)) == []


def test_equals_are_seldom_said_to_go_round() -> None:
    names = "abcdef"
    even = dict.fromkeys(combinations(names, 2), 0.5)

    told = [each for seed in range(20) for each in cycles(played(even, 20, seed)) if each.sure]

    assert told == []


def test_a_cycle_is_all_cyclic_and_a_ladder_is_all_transitive() -> None:
    around = flow(played(throws(1.0), 20))
    steps = flow(played(ladder(), 400))

    assert around is not None
    assert around.cyclic == pytest.approx(1.0)
    assert around.triangles == pytest.approx(1.0)
    assert around.luck < 0.01
    assert steps is not None
    assert steps.transitive > 0.95
    assert steps.potentials["strong"] > steps.potentials["middling"] > steps.potentials["weak"]


def test_what_chance_shows_is_told_beside_what_was_found() -> None:
    found = flow(played(ladder(), 10))

    assert found is not None
    assert found.chance > 0.01
    assert found.luck > 0.05


def test_a_circle_of_four_goes_round_without_a_triangle() -> None:
    circle = dict.fromkeys([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")], 1.0)

    found = flow(played(circle, 20))

    assert found is not None
    assert found.cyclic == pytest.approx(1.0)
    assert found.triangles == pytest.approx(0.0)


def test_a_cycle_within_a_league_is_part_of_it() -> None:
    found = flow(played(throws(dull=0.95), 20))

    assert found is not None
    assert 0.1 < found.cyclic < 0.9
    assert found.transitive == pytest.approx(1 - found.cyclic)
    assert min(found.potentials, key=found.potentials.__getitem__) == "dull"


def test_nothing_is_said_of_two_or_where_nobody_beats_anybody() -> None:
    even = dict.fromkeys(sorted(ROUND), 0.5)
    drawn = payoffs(
        [Result(one, other, 0.5, "x:l:r", f"{at}") for one, other in even for at in range(5)]
    )

    assert flow(played({("a", "b"): 0.9}, 10)) is None
    assert flow(drawn) is None
