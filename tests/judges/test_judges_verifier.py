"""The judge that asks one question: how likely yes is, or why there is no answer."""

from collections.abc import Mapping

import pytest

from judges.verifier import verifier
from society import Dialogue, JudgeError, Message, Turn, turn_question
from society.llm.judge_model import JudgeModel
from society.llm.model import Logprob, Reply
from society.scenario.draw import draw
from society.scenario.load import load


class Answers:
    """A model that answers with those log-probabilities, or tells none."""

    name = "answers"
    speaks_json = True

    def __init__(self, top: Mapping[str, float] | None) -> None:
        self.heard: list[Message] = []
        self._logprobs = () if top is None else (Logprob(token="x", logprob=-1.0, top=dict(top)),)

    async def reply(self, messages: object, **_: object) -> Reply:
        self.heard = list(messages)  # type: ignore[call-overload]
        return Reply(text="Maybe", logprobs=self._logprobs)


TURN = Turn(index=0, role="seller", text="Hello!")
DIALOGUE = Dialogue(game=draw(load("market/used_bike"), seed=1)).say(TURN)


async def test_the_score_is_the_share_of_yes_in_the_answer_to_the_trained_question() -> None:
    model = Answers({"Yes": -0.2, "No": -0.2, "Well": -5.0})

    score, why = await verifier(turn=TURN, dialogue=DIALOGUE, model=JudgeModel(model))

    assert score == pytest.approx(0.5)
    assert "50%" in why
    assert tuple(model.heard) == turn_question(DIALOGUE, TURN)


@pytest.mark.parametrize(
    ("top", "why"),
    [
        pytest.param(None, "tells no log-probabilities", id="no log-probabilities"),
        pytest.param({"Well": -0.1}, "neither yes nor no: 'Maybe'", id="another answer"),
    ],
)
async def test_an_answer_that_cannot_be_read_is_an_error_and_no_score(
    top: Mapping[str, float] | None, why: str
) -> None:
    with pytest.raises(JudgeError, match=why):
        await verifier(turn=TURN, dialogue=DIALOGUE, model=JudgeModel(Answers(top)))
