"""Pairs: always asked in both orders, a flip is a tie, what fails once is unscored."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from society import Dialogue, Judgement, View, judge
from society.domain.dialogue import Turn
from society.domain.errors import JudgeError
from society.llm.judge_model import JudgeModel
from society.llm.scripted import Scripted
from society.play.pairing import PairCase, ask_pair
from society.plugins import seat
from tests.play.table import game

OPEN = Turn(index=0, role="seller", text="A lamp. Interested?")
SHORT, LONG = "No.", "No, that is far more than I can pay today, I am afraid."
PAIR = PairCase(
    Dialogue(game=game(), turns=(OPEN, Turn(index=1, role="buyer", text=SHORT))),
    Dialogue(game=game(), turns=(OPEN, Turn(index=1, role="buyer", text=LONG))),
    role="buyer",
)


async def compared(function: Any, pair: PairCase = PAIR, **more: Any) -> Judgement:
    return await ask_pair(seat(function, "here"), pair, **more)


@judge(scope="pair")
def shorter(first: Dialogue, second: Dialogue) -> tuple[float, str]:
    return (0.9, "brief") if len(first.last.text) < len(second.last.text) else (0.3, "wordy")


@judge(scope="pair")
def likes_the_first(first: Dialogue, second: Dialogue) -> tuple[float, str]:
    return 0.8, "the first is fine"


async def test_the_mean_of_both_orders_is_the_score() -> None:
    heard = await compared(shorter)

    assert (heard.scope, heard.turn, heard.role) == ("pair", None, "buyer")
    assert heard.score == pytest.approx((0.9 + 0.7) / 2)
    assert heard.facts == pytest.approx({"flipped": 0, "forward": 0.9, "backward": 0.7})
    assert heard.critique == "brief"


async def test_a_judge_that_likes_what_is_shown_first_calls_a_tie_and_is_found_out() -> None:
    heard = await compared(likes_the_first)

    assert heard.score == 0.5
    assert heard.facts == pytest.approx({"flipped": 1, "forward": 0.8, "backward": 0.2})
    assert heard.critique.startswith("the answer depends on the order; as given: the first is fine")


async def test_a_tie_in_one_order_and_a_winner_in_the_other_is_a_flip() -> None:
    answers = iter([0.5, 0.1])

    @judge(scope="pair")
    def unsure(first: Dialogue, second: Dialogue) -> float:
        return next(answers)

    heard = await compared(unsure)

    assert (heard.score, heard.facts["flipped"]) == (0.5, 1)


@given(st.tuples(*[st.floats(0, 1)] * 2))
@settings(max_examples=60, deadline=None)
async def test_whoever_is_named_first_the_answer_is_the_same(said: tuple[float, float]) -> None:
    @judge(scope="pair")
    async def fickle(first: Dialogue, second: Dialogue) -> float:
        return said[0] if first.last.text == SHORT else said[1]

    one, other = await compared(fickle), await compared(fickle, PAIR.swapped)

    assert one.score is not None
    assert other.score is not None
    assert one.score == pytest.approx(1 - other.score)
    assert one.facts["flipped"] == other.facts["flipped"]
    assert one.facts["forward"] == pytest.approx(1 - other.facts["backward"])


@pytest.mark.parametrize("silent_at", [0, 1])
async def test_no_opinion_in_one_order_is_none_at_all(silent_at: int) -> None:
    answers = [0.9, 0.1]
    said = iter([None if at == silent_at else answers[at] for at in (0, 1)])

    @judge(scope="pair")
    def half(first: Dialogue, second: Dialogue) -> float | None:
        return next(said)

    heard = await compared(half)

    assert (heard.score, heard.unscored) == (None, "no_opinion")


async def test_the_calls_of_both_orders_are_named_and_told_under_the_judge() -> None:
    @judge(scope="pair")
    async def asks(model: JudgeModel, first: Dialogue, second: Dialogue) -> tuple[float, str]:
        return await model.score(f"{first.last.text}\n{second.last.text}")

    model = Scripted(['{"reason": "a", "score": 0.9}', '{"reason": "b", "score": 0.2}'])
    told: list[Any] = []

    heard = await compared(asks, model=model, tell=told.append, name="duel")

    attempts = [each for each in told if not isinstance(each, str)]
    assert heard.calls == tuple(each.call for each in attempts)
    assert [each.purpose for each in attempts] == ["judge:duel"] * 2
    assert [prompt[-1].content for prompt in model.heard] == [
        f"{SHORT}\n{LONG}",
        f"{LONG}\n{SHORT}",
    ]


async def test_a_pair_judge_sees_what_both_begin_with_and_what_the_role_knew() -> None:
    seen: dict[str, Any] = {}

    @judge(scope="pair")
    def looks(
        first: Dialogue, second: Dialogue, dialogue: Dialogue, view: View, role: str, private: str
    ) -> float:
        seen.update(dialogue=dialogue, view=view, role=role, private=private)
        return 0.5

    await compared(looks)

    assert seen["dialogue"].turns == (OPEN,)
    assert [each.text for each in seen["view"].turns] == [OPEN.text]
    assert (seen["role"], seen["view"].role.id) == ("buyer", "buyer")
    assert "at most 80" in seen["private"]


async def test_a_pair_judge_cannot_change_what_it_compares() -> None:
    @judge(scope="pair")
    def meddles(first: Dialogue, second: Dialogue) -> float:
        second.game.variables["floor"] = 0
        return 1.0

    heard = await compared(meddles)

    assert heard.unscored == "judge_error"
    assert PAIR.second.game.variables["floor"] == 60


async def test_two_plays_of_one_game_are_a_pair() -> None:
    again = PAIR.second.game.model_copy(update={"rollout": 1})
    pair = PairCase(PAIR.first, Dialogue(game=again, turns=PAIR.second.turns[1:]), role="buyer")

    heard = await compared(shorter, pair)

    assert pair.prefix.turns == ()
    assert heard.score == pytest.approx(0.8)


async def test_dialogues_of_different_games_are_no_pair() -> None:
    other = PAIR.second.game.model_copy(update={"seed": 8})
    pair = PairCase(PAIR.first, Dialogue(game=other), role="buyer")

    with pytest.raises(JudgeError, match="different games"):
        await compared(shorter, pair)


async def test_the_criteria_of_both_orders_are_averaged_for_the_first() -> None:
    @judge(scope="pair")
    def parts(first: Dialogue, second: Dialogue) -> dict[str, Any]:
        better = first.last.text == SHORT
        return {"score": float(better), "criteria": {"tone": 1.0 if better else 0.4}}

    heard = await compared(parts)

    assert heard.criteria == pytest.approx({"tone": (1.0 + 0.6) / 2})
