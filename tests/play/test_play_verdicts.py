"""What a judge returned, taken strictly: a score on its scale, or unscored with its name."""

from collections.abc import Callable
from typing import Any

import pytest

from society import Judgement, judge
from society.play.asking import Case, ask
from society.plugins import seat
from society.testing import sample_dialogue

DIALOGUE = sample_dialogue()
HERE = Case(dialogue=DIALOGUE, turn=1)


async def said(function: Callable[..., Any], case: Case = HERE, **more: Any) -> Judgement:
    return await ask(seat(function, "here"), case, **more)


def returning(value: object) -> Callable[..., object]:
    @judge(name="odd")
    def odd() -> object:
        return value

    return odd


@pytest.mark.parametrize(
    ("value", "score", "critique"),
    [
        pytest.param(0.25, 0.25, "", id="number"),
        pytest.param(1, 1.0, "", id="whole"),
        pytest.param((0.5, "so so"), 0.5, "so so", id="pair"),
        pytest.param({"score": 0.5, "critique": "so so"}, 0.5, "so so", id="dict"),
        pytest.param(Judgement(score=0.5, critique="so so"), 0.5, "so so", id="judgement"),
        pytest.param(Judgement(score=0.5, turn=1), 0.5, "", id="this turn"),
    ],
)
async def test_a_verdict_may_have_many_forms(value: object, score: float, critique: str) -> None:
    heard = await said(returning(value))

    assert (heard.score, heard.unscored, heard.critique) == (score, "", critique)
    assert (heard.judge, heard.turn, heard.role, heard.scope) == ("odd", 1, "buyer", "turn")
    assert len(heard.version) == 16


@pytest.mark.parametrize("value", [None, (None, "cannot say"), {"score": None}])
async def test_no_opinion_is_no_score(value: object) -> None:
    heard = await said(returning(value))

    assert (heard.score, heard.unscored) == (None, "no_opinion")


@pytest.mark.parametrize(
    ("value", "critique"),
    [
        pytest.param(
            7,
            "judge 'odd' returned 7, which is outside its scale 0..1; "
            "declare another with @judge(scale=(0, 10)), or for a program or service with "
            "#scale=0..10, or return a number in 0..1",
            id="out of scale",
        ),
        pytest.param(-1, "judge 'odd' returned -1, which is outside its scale 0..1", id="minus"),
        pytest.param("0.8", "judge 'odd' returned '0.8', which is no verdict", id="string"),
        pytest.param(float("nan"), "judge 'odd' returned nan, which is no verdict", id="nan"),
        pytest.param(float("inf"), "judge 'odd' returned inf, which is no verdict", id="inf"),
        pytest.param([0.8, "ok"], "judge 'odd' returned [0.8, 'ok'], which is no", id="list"),
        pytest.param(True, "judge 'odd' returned True, which is no verdict", id="bool"),
        pytest.param((0.8, 3), "judge 'odd' returned (0.8, 3), which is no verdict", id="pair"),
        pytest.param((0.8,), "judge 'odd' returned (0.8,), which is no verdict", id="single"),
        pytest.param({"score": 1, "scores": 2}, "judge 'odd' returned {'score': 1", id="dict"),
        pytest.param({"critique": "?"}, "judge 'odd' returned {'critique'", id="no score"),
        pytest.param({"score": 1, "criteria": {"a": 9}}, "judge 'odd' returned 9", id="criterion"),
        pytest.param(
            Judgement(score=1, turn=9), "judge 'odd' spoke of turn 9, asked about turn 1", id="turn"
        ),
        pytest.param(
            Judgement.model_construct(score=9.0, unscored=""),
            "judge 'odd' on turn 1: ValidationError",
            id="forged",
        ),
        pytest.param(10**400, "judge 'odd' on turn 1: OverflowError", id="huge"),
    ],
)
async def test_what_is_no_verdict_is_unscored_with_the_judges_name(
    value: object, critique: str
) -> None:
    heard = await said(returning(value))

    assert (heard.score, heard.unscored) == (None, "judge_error")
    assert heard.critique.startswith(critique)


@pytest.mark.parametrize(
    ("scale", "value", "score"),
    [((0, 10), 8, 0.8), ((1, 5), 1, 0.0), ((-1, 1), 0, 0.5), ("bool", True, 1.0)],
)
async def test_a_declared_scale_is_mapped_onto_0_to_1(
    scale: Any, value: float, score: float
) -> None:
    @judge(scale=scale)
    def scaled() -> dict[str, object]:
        return {"score": value, "criteria": {"part": value}}

    heard = await said(scaled)

    assert (heard.score, heard.criteria) == (score, {"part": score})


async def test_a_bool_judge_returns_bools_only() -> None:
    @judge(scale="bool")
    def half() -> float:
        return 0.5

    assert (await said(half)).unscored == "judge_error"
