"""The model as a judge has it: a reason before a number, repaired or raised."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, create_model

from society.domain.calls import Attempt, Message
from society.domain.errors import ModelError
from society.llm.judge_model import JudgeModel
from society.llm.scripted import Scripted


def scored(**more: Any) -> str:
    return json.dumps({"reason": "plain", "score": 7, **more})


async def test_a_question_is_asked_under_the_judges_purpose() -> None:
    told: list[Any] = []
    model = JudgeModel(Scripted(["yes"]), purpose="judge:kind", tell=told.append)

    reply = await model.ask("Is this kind?")

    attempts = [each for each in told if isinstance(each, Attempt)]
    assert reply.text == "yes"
    assert [each.purpose for each in attempts] == ["judge:kind"]
    assert model.calls == (attempts[0].call,)


async def test_the_reason_is_asked_for_before_the_score() -> None:
    script = Scripted([scored()])

    assert await JudgeModel(script, scale=(0, 10)).score("How kind?") == (7.0, "plain")

    frame = script.heard[0][0].content
    assert frame.index("`reason`") < frame.index("`score`")
    assert "from 0 (worst) to 10 (best)" in frame


@pytest.mark.parametrize(
    ("score", "scale", "read"),
    [
        pytest.param("8/10", (0, 10), 8.0, id="of ten"),
        pytest.param("8/10", (0, 1), 0.8, id="share"),
        pytest.param("4/5", (1, 5), 4.0, id="top of its scale"),
        pytest.param("80%", (0, 10), 8.0, id="percent"),
    ],
)
async def test_a_score_that_carries_its_scale_is_read(
    score: str, scale: tuple[float, float], read: float
) -> None:
    model = JudgeModel(Scripted([scored(score=score)]), scale=scale)

    assert (await model.score("How kind?"))[0] == pytest.approx(read)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(scored(score=11), id="eleven of ten"),
        pytest.param(scored(score=-1), id="minus one"),
        pytest.param(scored(score="8"), id="string"),
        pytest.param(scored(score=True), id="bool"),
        pytest.param(scored(score=None), id="null"),
        pytest.param('{"reason": "plain", "score": NaN}', id="nan"),
        pytest.param('{"reason": "plain", "score": 1e999}', id="1e999"),
        pytest.param('{"reason": "plain"}', id="missing"),
        pytest.param(scored(turn=99), id="extra field, a turn that is not"),
        pytest.param("I like it very much", id="prose"),
    ],
)
async def test_a_broken_score_is_shown_its_error_and_asked_for_again(reply: str) -> None:
    script = Scripted([reply, scored()])

    assert await JudgeModel(script, scale=(0, 10)).score("How kind?") == (7.0, "plain")
    assert script.heard[1][-1].content.startswith("That does not fit: ")


async def test_after_two_repairs_there_is_no_score() -> None:
    script = Scripted([scored(score=11)] * 4)
    model = JudgeModel(script, scale=(0, 10))

    with pytest.raises(ModelError) as told:
        await model.score("How kind?")

    assert (told.value.kind, len(script.heard), len(model.calls)) == ("bad_reply", 3, 3)


@pytest.mark.parametrize(
    "reply", [f"Well.\n```json\n{scored()}\n```", f"{scored()} or {scored(score=1)}"]
)
async def test_prose_fences_and_a_second_object_do_not_matter(reply: str) -> None:
    model = JudgeModel(Scripted([reply]), scale=(0, 10))

    assert (await model.score("How kind?"))[0] == 7.0


async def test_a_form_of_ones_own_is_filled() -> None:
    class Verdict(BaseModel):
        quote: str
        kind: bool

    model = JudgeModel(Scripted(['{"quote": "please", "kind": true}']))

    filled = await model.fill([Message(role="user", content="kind?")], Verdict)

    assert filled == Verdict(quote="please", kind=True)


@pytest.mark.parametrize("value", ["8", True, 11, -0.5, float("nan"), "80", None])
def test_a_number_of_a_form_is_strict(value: object) -> None:
    form = create_model("Form", score=(JudgeModel.number(0, 10), ...))

    with pytest.raises(ValidationError):
        form(score=value)
