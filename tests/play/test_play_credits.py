"""Credits and facts beside a score: read strictly, paid to the turns that earned them."""

from collections.abc import Callable
from typing import Any

import pytest

from society import Judgement, Outcome, judge
from society.domain.events import Ended, Judged, Paid
from society.play.asking import Case, ask
from society.plugins import seat as juror
from society.testing import sample_dialogue
from tests.play.table import DEAL, all_of, bench, seat, watch

DIALOGUE = sample_dialogue()
WHOLE = Case(DIALOGUE, role="buyer", outcome=Outcome(ended="agreement"))


def returning(value: object, **more: Any) -> Callable[..., object]:
    @judge(name="late", scope="outcome", **more)
    def late() -> object:
        return value

    return late


async def said(value: object, case: Case = WHOLE, **more: Any) -> Judgement:
    return await ask(juror(returning(value, **more), "here"), case)


async def test_credits_add_up_to_the_score_and_may_be_negative() -> None:
    heard = await said({"score": 0.5, "credits": {1: 0.7, 3: -0.3, 5: 0.1}})

    assert heard.score == 0.5, heard.critique
    assert heard.credits == {1: 0.7, 3: -0.3, 5: 0.1}


async def test_credits_are_on_the_judges_own_scale() -> None:
    heard = await said({"score": 8, "credits": {1: 5, 3: 3}}, scale=(0, 10))

    assert heard.credits == pytest.approx({1: 0.5, 3: 0.3})


async def test_a_judgement_may_carry_credits_and_facts() -> None:
    whole = Judgement(scope="outcome", score=0.5, credits={1: 0.5}, facts={"n": 8.0})

    heard = await said(whole)

    assert (heard.credits, heard.facts) == ({1: 0.5}, {"n": 8.0})


@pytest.mark.parametrize(
    ("value", "critique"),
    [
        pytest.param(
            {"score": 0.5, "credits": {0: 0.5}},
            "judge 'late' credits turn 0, which is none of 'buyer'; its turns are 1, 3, 5",
            id="another's turn",
        ),
        pytest.param(
            {"score": 0.5, "credits": {True: 0.5}},
            "judge 'late' credits turn True, which is none of 'buyer'; its turns are 1, 3, 5",
            id="a bool",
        ),
        pytest.param(
            {"score": 0.5, "credits": {1: 0.2}},
            "judge 'late' credits 0.2 in all, and its score is 0.5 above the least; "
            "credits add up to the score, and none is larger than the whole scale",
            id="too little",
        ),
        pytest.param(
            {"score": 0.5, "credits": {1: 1.5, 3: -1.0}},
            "judge 'late' credits 0.5 in all, and its score is 0.5 above the least; "
            "credits add up to the score, and none is larger than the whole scale",
            id="too much at once",
        ),
        pytest.param(
            {"score": None, "credits": {1: 0.2}},
            "judge 'late' credits turns, which goes with a score of the outcome; "
            "declare @judge(scope='outcome') and return its score beside the credits",
            id="without a score",
        ),
        pytest.param(
            {"score": 0.5, "credits": {1: float("nan")}},
            "judge 'late' returned nan, which is no verdict; "
            "return a number, (number, critique), a dict with score, a Judgement, or None",
            id="nan",
        ),
        pytest.param(
            {"score": 0.5, "facts": {1: 2.0}},
            "judge 'late' returned {1: 2.0}, which is no verdict; "
            "facts are a dict from a name to a number",
            id="a fact without a name",
        ),
        pytest.param(
            {"score": 0.5, "facts": {"n": float("inf")}},
            "judge 'late' returned inf, which is no verdict; "
            "return a number, (number, critique), a dict with score, a Judgement, or None",
            id="a fact without an end",
        ),
    ],
)
async def test_credits_that_cannot_be_are_no_verdict(value: object, critique: str) -> None:
    heard = await said(value)

    assert (heard.score, heard.unscored, heard.critique) == (None, "judge_error", critique)


async def test_a_judge_of_turns_credits_none() -> None:
    @judge()
    def eager() -> dict[str, Any]:
        return {"score": 0.5, "credits": {1: 0.5}}

    heard = await ask(juror(eager, "here"), Case(DIALOGUE, turn=1))

    assert heard.unscored == "judge_error"


async def test_facts_come_with_a_judgement_of_a_turn() -> None:
    @judge()
    def measured() -> dict[str, Any]:
        return {"score": 0.5, "facts": {"low": 0.25, "n": 8}}

    heard = await ask(juror(measured, "here"), Case(DIALOGUE, turn=1))

    assert heard.facts == {"low": 0.25, "n": 8.0}


@judge(scope="outcome")
def hindsight(role: str) -> dict[str, Any]:
    """Seller's turns are 0, 2 and 4; buyer's 1 and 3."""
    earned = {"seller": {2: 0.75, 4: -0.25}, "buyer": {1: 0.5}}[role]
    return {"score": 0.5, "credits": earned}


async def test_the_end_is_paid_to_the_turns_that_earned_it() -> None:
    events = await all_of(
        watch(bench(DEAL["seller"], DEAL["buyer"], [seat(hindsight, scope="outcome")]))
    )

    ends = [each.reward for each in events if isinstance(each, Paid)]
    seller = {each.turn: each.parts for each in ends if each.role == "seller"}
    buyer = {each.turn: each.parts for each in ends if each.role == "buyer"}
    assert seller == {
        2: pytest.approx({"hindsight": 0.375, "outcome": 0.25}),
        4: pytest.approx({"hindsight": -0.125}),
    }
    assert buyer == {1: pytest.approx({"hindsight": 0.25, "outcome": 0.25}), 3: {}}
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.outcome.returns == pytest.approx({"seller": 0.5, "buyer": 0.5})
    judged = [each.judgement.credits for each in events if isinstance(each, Judged)]
    assert judged == [{2: 0.75, 4: -0.25}, {1: 0.5}]
