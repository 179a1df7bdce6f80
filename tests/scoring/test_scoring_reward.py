import pytest

from society.domain.dialogue import Turn
from society.domain.episode import Outcome
from society.domain.judging import Judgement, Reward
from society.scoring.reward import pay, pay_the_end, settle


def said(judge: str, score: float | None, **more: object) -> Judgement:
    fields: dict[str, object] = {"turn": 0, "role": "seller", "judge": judge, **more}
    reason = "" if score is not None else "judge_error"
    return Judgement.model_validate({**fields, "score": score, "unscored": reason})


def paid(role: str, turn: int, value: float, scope: str = "turn") -> Reward:
    return Reward.model_validate({"role": role, "turn": turn, "value": value, "scope": scope})


def test_a_turn_is_paid_the_weighted_mean_and_its_parts_add_up() -> None:
    reward = pay([said("kind", 1.0), said("stern", 0.0)], {"kind": 3.0, "stern": 1.0})

    assert reward is not None
    assert reward.value == pytest.approx(0.75)
    assert sum(reward.parts.values()) == pytest.approx(reward.value)


def test_a_judge_that_failed_neither_raises_nor_lowers_the_pay() -> None:
    weights = {"kind": 1.0, "broken": 5.0}

    reward = pay([said("kind", 0.6), said("broken", None)], weights)

    assert reward is not None
    assert reward.value == pytest.approx(0.6)
    assert "broken" not in reward.parts


def test_nobody_is_paid_where_nobody_could_say() -> None:
    assert pay([said("broken", None)], {"broken": 1.0}) is None
    assert pay([], {}) is None


def test_a_judge_of_weight_zero_is_heard_and_not_paid() -> None:
    reward = pay([said("kind", 1.0), said("noise", 0.0)], {"kind": 1.0, "noise": 0.0})

    assert reward is not None
    assert reward.parts == {"kind": 1.0}


def test_the_end_pays_the_clipped_utility_on_each_roles_last_turn() -> None:
    turns = [Turn(index=at, role=role, text="") for at, role in enumerate(["a", "b", "a"])]
    outcome = Outcome(ended="agreement", verifiable=True, utilities={"a": 1.3, "b": -0.2})

    rewards = pay_the_end(outcome, turns, [], {})

    assert [(each.role, each.turn, each.value) for each in rewards] == [("a", 2, 1.0), ("b", 1, 0)]


def test_an_outcome_judge_is_mixed_with_the_utility_by_its_weight() -> None:
    turns = [Turn(index=0, role="seller", text="")]
    outcome = Outcome(ended="agreement", verifiable=True, utilities={"seller": 1.0})
    polite = said("polite", 0.0, scope="outcome", turn=None)

    (reward,) = pay_the_end(outcome, turns, [polite], {"polite": 1.0})

    assert reward.value == pytest.approx(0.5)


def test_returns_mix_turns_and_end_and_a_role_without_turn_pay_lives_on_the_end() -> None:
    rewards = [paid("a", 0, 0.2), paid("a", 2, 0.4), paid("a", 2, 1.0, "outcome")]
    outcome = Outcome(ended="agreement", verifiable=True, utilities={"a": 1.0, "b": 0.5})

    settled = settle(outcome, ["a", "b"], [*rewards, paid("b", 1, 0.5, "outcome")], mix=(0.4, 0.6))

    assert settled.returns == pytest.approx({"a": 0.4 * 0.3 + 0.6 * 1.0, "b": 0.5})


def test_without_a_utility_the_mean_turn_decides_so_talk_does_not_pay() -> None:
    chatty = [paid("a", at, 0.5) for at in range(10)]
    brief = [paid("b", 1, 0.6)]

    settled = settle(Outcome(ended="out_of_turns"), ["a", "b"], [*chatty, *brief], mix=(1, 0))

    assert settled.winner == "b"
    assert settled.margin == pytest.approx(0.1)
    assert not settled.verifiable


def test_a_lead_within_the_tie_band_wins_nothing() -> None:
    rewards = [paid("a", 0, 0.5), paid("b", 1, 0.51)]

    assert settle(Outcome(ended="x"), ["a", "b"], rewards, mix=(1, 0), tie=0.02).winner is None
