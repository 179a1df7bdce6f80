"""Turn scores against the end: correlation, the dialogues that part, the price of best-of-n."""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from scipy.stats import spearmanr

from society.audit.bestof import choosing, expected_best
from society.audit.hearsay import STORED, chosen_versions, words
from society.audit.reconcile import FAR, WITHIN, checks, furthest, heard, sides
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from tests.audit.stored_words import episode


def told(n: int, fidelity: float, *, scenario: str = "market/lamp", seed: int = 0) -> list[Episode]:
    """Dialogues whose seller's reward follows what the end was worth to it, more or less."""
    chance, found = Random(f"{seed}|{scenario}"), []
    for number in range(n):
        worth = chance.random()
        mixed = fidelity * worth + (1 - fidelity) * chance.random()
        found.append(
            episode(
                f"{scenario}-{number}",
                ["Hello", "Hi", "Deal?", "Deal"],
                rewards=[mixed, 0.5, mixed, 0.5],
                scores={"kind": [mixed, None, 1.0, None]},
                utilities={"seller": worth},
                scenario=scenario,
            )
        )
    return found


def test_rewards_that_follow_the_end_are_told_from_those_that_do_not() -> None:
    faithful, blind = (checks(sides(heard(told(60, f), STORED))) for f in (0.9, 0.0))

    assert faithful[0].name == blind[0].name == WITHIN
    assert faithful[0].low is not None
    assert faithful[0].low > 0.8
    assert blind[0].low is not None
    assert blind[0].high is not None
    assert blind[0].low < 0 < blind[0].high


def test_a_cell_has_the_correlation_that_scipy_gives() -> None:
    rows = sides(heard(told(40, 0.5), STORED))

    whole = checks(rows)[0]

    expected = spearmanr([row.mean for row in rows], [row.utility for row in rows]).statistic
    assert whole.figure == pytest.approx(expected)


def test_scenarios_that_differ_in_level_do_not_make_a_correlation() -> None:
    easy = [
        each.model_copy(
            update={"rewards": tuple(r.model_copy(update={"value": 1.0}) for r in each.rewards)}
        )
        for each in told(30, 0.0, scenario="market/easy")
    ]
    hard = told(30, 0.0, scenario="market/hard")
    rich = [
        each.model_copy(
            update={
                "outcome": each.outcome.model_copy(update={"utilities": {"seller": 5 + at / 30}})
            }
        )
        for at, each in enumerate(easy)
        if each.outcome
    ]

    whole = checks(sides(heard([*rich, *hard], STORED)))[0]

    assert whole.low is not None
    assert whole.low < 0


def test_mean_and_sum_of_a_side_are_of_its_own_turns() -> None:
    (side,) = sides(heard(told(1, 1.0), "kind"))

    assert side.role == "seller"
    assert [side.turns, side.total] == pytest.approx([2, side.utility + 1.0])
    assert side.mean == pytest.approx((side.utility + 1.0) / 2)


def test_an_end_that_is_not_verifiable_is_no_truth() -> None:
    talk = episode("e", ["Hi"], rewards=[1.0], utilities={"seller": 1.0}, verifiable=False)

    assert list(heard([talk], STORED)) == []


def test_the_dialogues_that_part_most_come_first_and_say_which_way() -> None:
    episodes = told(20, 1.0)
    liar = episode("liar", ["a", "b"], rewards=[2.0, 0], utilities={"seller": -1.0})

    apart = furthest(sides(heard([*episodes, liar], STORED)), most=1)

    assert [each.side.episode for each in apart] == ["liar"]
    assert (apart[0].judged, apart[0].ended) == (1.0, 0.0)


def test_where_a_judge_and_the_end_agree_nothing_is_told_apart() -> None:
    assert furthest(sides(heard(told(30, 1.0), STORED))) == []


def test_every_dialogue_told_apart_lies_in_one_half_and_far_in_the_other() -> None:
    apart = furthest(sides(heard(told(60, 0.0), STORED)))

    assert apart
    for each in apart:
        assert abs(each.judged - each.ended) >= FAR
        assert (each.judged > 0.5) != (each.ended > 0.5)


def test_the_best_of_n_is_exactly_the_mean_over_all_draws() -> None:
    chance = np.random.default_rng(3)
    scores, worth = chance.permutation(7).astype(float), chance.random(7)

    for n in (1, 2, 4, 7):
        drawn = [worth[max(each, key=lambda at: scores[at])] for each in combinations(range(7), n)]
        assert expected_best(scores, worth, n) == pytest.approx(np.mean(drawn))


def test_of_equal_scores_each_is_as_likely_to_be_chosen() -> None:
    worth = np.array([0.0, 0.3, 0.9])

    assert expected_best(np.ones(3), worth, 2) == pytest.approx(worth.mean())


def test_a_perfect_judge_costs_nothing_and_a_blind_one_wins_nothing() -> None:
    chance = np.random.default_rng(5)
    worth = chance.random(400)

    perfect = choosing({"cell": (list(worth), list(worth))}, 4)
    blind = choosing({"cell": (list(chance.random(400)), list(worth))}, 4)

    assert perfect is not None
    assert blind is not None
    assert [perfect.cost, perfect.kept] == pytest.approx([0.0, 1.0])
    assert blind.got.low < blind.chance < blind.got.high
    assert blind.cost > 0.2


def test_where_no_cell_has_n_dialogues_nothing_is_chosen() -> None:
    names = [check.name for check in checks(sides(heard(told(5, 1.0), STORED)))]

    assert names == [WITHIN, "best of 2", "best of 4"]


def test_two_versions_of_a_judge_are_never_mixed() -> None:
    old = [episode(f"o{at}", ["Hi"], scores={"kind": [0.1]}) for at in range(2)]
    new = [episode(f"n{at}", ["Hi"], scores={"kind": [0.9]}, version="v2") for at in range(3)]
    said = [word for each in [*old, *new] for word in words(each)]

    assert chosen_versions(said) == ({"kind": "v2"}, 1)
    assert chosen_versions(said, "v1") == ({"kind": "v1"}, 1)
    with pytest.raises(SocietyError, match=r"nobody was heard in version 'v9'") as refused:
        chosen_versions(said, "v9")
    assert refused.value.hint == "scores by kind v2 (3), v1 (2)"
