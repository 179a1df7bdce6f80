"""What thinking brings: pairs by game, luck corrected for how many settings there are."""

from collections.abc import Sequence

import pytest

from society.scoring.curve import PLAIN, Played, Rung, curve

BEST = Rung(method="best-of", k=8, setting="best-of-8")
DEEP = Rung(method="mcts", k=8, setting="mcts:64x6")


def played(
    own: Sequence[float], *, other: float = 0.5, first: int = 0, **more: float
) -> list[Played]:
    return [
        Played(game=first + at, utilities={"seller": each, "buyer": other}, **more)
        for at, each in enumerate(own)
    ]


def spread(middle: float, n: int = 20) -> list[float]:
    """Utilities of hard and easy games, the same ones for everybody."""
    return [middle + 0.02 * (at % 10 - 4.5) for at in range(n)]


def test_a_steady_gain_in_games_that_differ_more_is_found_by_comparing_game_by_game() -> None:
    found = curve("bike", "seller", {PLAIN: played(spread(0.5)), BEST: played(spread(0.53))})

    plain, best = found.points
    assert best.own.low < plain.own.high
    assert best.gain is not None
    assert best.gain.found.value == pytest.approx(0.03)
    assert best.gain.found.low == pytest.approx(0.03)
    assert best.gain.better
    assert plain.gain is None


def test_what_differs_by_chance_alone_is_not_called_better() -> None:
    up_and_down = [each + (0.1 if at % 2 else -0.09) for at, each in enumerate(spread(0.5))]

    found = curve("bike", "seller", {PLAIN: played(spread(0.5)), BEST: played(up_and_down)})

    (best,) = found.compared
    assert best.gain is not None
    assert best.gain.found.value > 0
    assert not best.gain.better
    assert not best.gain.worse


def test_less_than_the_plain_player_is_called_worse() -> None:
    found = curve("bike", "seller", {PLAIN: played(spread(0.5)), BEST: played(spread(0.4))})

    (best,) = found.compared
    assert best.gain is not None
    assert best.gain.worse


def test_only_games_that_both_played_to_their_end_are_compared() -> None:
    better_games = played([0.9] * 5, first=100)
    by_rung = {PLAIN: played([0.5] * 10), BEST: [*played([0.5] * 10), *better_games]}

    (best,) = curve("bike", "seller", by_rung).compared

    assert best.games == 15
    assert best.own.value > 0.6
    assert best.gain is not None
    assert (best.gain.found.value, best.gain.found.n) == (0.0, 10)


def test_luck_is_corrected_for_all_settings_that_are_compared() -> None:
    plain, one, other = played(spread(0.5, 8)), played(spread(0.6, 8)), played(spread(0.6, 8))

    alone = curve("bike", "seller", {PLAIN: plain, BEST: one}).compared[0].gain
    among = curve("bike", "seller", {PLAIN: plain, BEST: one, DEEP: other}).compared[0].gain

    assert alone is not None
    assert among is not None
    assert alone.corrected == alone.luck == 2 / 2**8
    assert among.corrected == 2 * among.luck


def test_what_all_have_together_is_compared_too() -> None:
    by_rung = {PLAIN: played([0.5] * 12, other=0.5), BEST: played([0.7] * 12, other=0.1)}

    (best,) = curve("bike", "seller", by_rung).compared

    assert best.joint.value == pytest.approx(0.8)
    assert best.others["buyer"].value == pytest.approx(0.1)
    assert best.joint_gain is not None
    assert best.joint_gain.worse


def test_a_price_that_is_not_known_once_is_known_of_no_mean() -> None:
    unpriced = played([0.5], money=0.25) + played([0.5], first=1)

    (point,) = curve("bike", "seller", {PLAIN: unpriced}).points

    assert point.takes["money"] is None
    assert point.takes["calls"] == 0.0


def test_agreement_is_a_share_of_those_that_could_agree() -> None:
    agreed = [each.model_copy(update={"agreed": each.game > 0}) for each in played([0.5] * 4)]

    (point,) = curve("bike", "seller", {PLAIN: agreed}).points
    (silent,) = curve("talk", "seller", {PLAIN: played([0.5] * 4)}).points

    assert point.agreement is not None
    assert point.agreement.value == 0.75
    assert silent.agreement is None


def test_dialogues_without_a_utility_of_the_role_and_settings_without_games_are_left_out() -> None:
    nobody = [Played(game=0, utilities={"buyer": 1.0})]

    found = curve("bike", "seller", {PLAIN: nobody, BEST: []})

    assert found.points == ()
    assert found.plain is None
