"""Tactics: the concession curve, and how one game's differ from another's."""

import pytest

from society.players.tactics import Tactics


@pytest.mark.parametrize(("beta", "above_half"), [(0.3, True), (3.0, False)])
def test_beta_decides_who_gives_way_late(beta: float, above_half: bool) -> None:
    halfway = Tactics(aspiration=1.0, beta=beta).over_time(0.5)

    assert (halfway > 0.5) is above_half


def test_the_target_never_rises_above_the_last_offer() -> None:
    assert Tactics(aspiration=0.9).target(0.1, last=0.4, given=None) <= 0.4


def test_the_target_never_falls_below_the_floor() -> None:
    assert Tactics(floor=0.1).target(0.5, last=0.12, given=0.9) == 0.1


def test_at_the_end_all_is_given_that_can_be() -> None:
    assert Tactics(floor=0.05, reciprocity=1.0).target(1.0, last=0.6, given=0.0) == 0.05


def test_games_draw_tactics_of_their_own_and_keep_them() -> None:
    drawn = [Tactics().drawn(seed) for seed in range(20)]

    assert len({each.aspiration for each in drawn}) == 20
    assert drawn[3] == Tactics().drawn(3)
    assert drawn[3].drawn(99) == drawn[3]
    assert all(0.4 < each.aspiration < 0.9 for each in drawn)
