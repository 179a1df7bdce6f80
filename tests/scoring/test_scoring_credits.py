"""The end's pay, spread over the turns that earned it: whatever the credits, it adds up."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.domain.dialogue import Turn
from society.domain.episode import Outcome
from society.domain.judging import Judgement, Reward
from society.scoring.reward import pay_the_end, settle

TURNS = [Turn(index=at, role="ab"[at % 2], text="") for at in range(6)]


def late(earned: Mapping[int, float], judge: str = "late", role: str = "a") -> Judgement:
    score = min(1.0, max(0.0, sum(earned.values())))
    return Judgement(scope="outcome", role=role, judge=judge, score=score, credits=dict(earned))


def ended(**utilities: float) -> Outcome:
    return Outcome(ended="agreement", verifiable=bool(utilities), utilities=utilities)


def of(role: str, rewards: list[Reward]) -> dict[int, float]:
    return {each.turn: each.value for each in rewards if each.role == role}


def test_credits_move_the_whole_end_to_the_turns_that_earned_it() -> None:
    rewards = pay_the_end(ended(a=0.8, b=0.2), TURNS, [late({0: 0.6, 2: 0.2})], {"late": 1.0})

    assert of("a", rewards) == pytest.approx({0: 0.6, 2: 0.2, 4: 0.0})
    assert of("b", rewards) == {5: 0.2}


def test_a_turn_that_did_harm_pays_and_gets_nothing_of_what_others_pay() -> None:
    rewards = pay_the_end(ended(a=1.0), TURNS, [late({0: 1.0, 4: -0.5})], {"late": 1.0})

    assert of("a", rewards) == pytest.approx({0: 1.0, 4: -0.25})


def test_a_score_of_nothing_still_moves_what_was_won_and_lost() -> None:
    rewards = pay_the_end(ended(), TURNS, [late({0: 0.5, 2: -0.5})], {"late": 1.0})

    assert of("a", rewards) == pytest.approx({0: 0.5, 2: -0.5, 4: 0.0})


def test_a_judge_that_is_not_paid_by_moves_nothing() -> None:
    rewards = pay_the_end(ended(a=0.8), TURNS, [late({0: 0.5})], {"late": 0.0})

    assert of("a", rewards) == {4: 0.8}


WEIGHTS = st.sampled_from([0.0, 0.5, 1.0, 3.0])


@st.composite
def credited(draw: st.DrawFn) -> dict[int, float]:
    """Credits of a's turns that add up to a score in [0, 1]."""
    score = draw(st.floats(0, 1))
    first = draw(st.floats(-1, 1))
    second = draw(st.floats(max(-1, score - first - 1), min(1, score - first + 1)))
    return {0: first, 2: second, 4: score - first - second}


@given(
    earned=st.one_of(st.just({}), credited()),
    other=st.floats(0, 1),
    utility=st.floats(-1, 2),
    weights=st.fixed_dictionaries({"late": WEIGHTS, "stern": WEIGHTS}),
)
def test_whatever_is_credited_the_end_adds_up_to_what_it_was_worth(
    earned: dict[int, float], other: float, utility: float, weights: dict[str, float]
) -> None:
    stern = Judgement(scope="outcome", role="a", judge="stern", score=other)
    plain = late(earned).model_copy(update={"credits": {}})
    whole = pay_the_end(ended(a=utility), TURNS, [plain, stern], weights)

    spread = pay_the_end(ended(a=utility), TURNS, [late(earned), stern], weights)

    assert [each.turn for each in whole] == [4]
    assert sum(each.value for each in spread) == pytest.approx(whole[0].value, abs=1e-6)
    for each in spread:
        assert -1 <= each.value <= 1
        assert sum(each.parts.values()) == pytest.approx(each.value)
    assert len({each.turn for each in spread}) == len(spread)
    assert 4 in {each.turn for each in spread}
    back = [settle(ended(a=utility), ["a"], paid, mix=(0.3, 0.7)) for paid in (whole, spread)]
    assert back[0].returns == pytest.approx(back[1].returns, abs=1e-6)
