"""deepeval: conversational metrics, measured on a test case made of the dialogue."""

import os
from copy import copy
from typing import Any

from pydantic import BaseModel

from society.llm.judge_model import STEADY, JudgeModel
from society.plugins.adapters.asked import Asked

os.environ.setdefault("DEEPEVAL_TELEMETRY_OPT_OUT", "YES")
"""Set before the library is imported, which otherwise reports home that it was used."""


def client(model: JudgeModel) -> object:
    """The judge's model as deepeval knows models, for `ConversationalGEval(model=client, …)`."""
    from deepeval.models import DeepEvalBaseLLM

    class Ours(DeepEvalBaseLLM):  # type: ignore[misc]
        def load_model(self) -> Any:
            return self

        def get_model_name(self) -> str:
            return model.name

        def generate(self, prompt: str, schema: type[BaseModel] | None = None) -> Any:
            raise TypeError("ask with a_generate: judges are asked in the loop")

        async def a_generate(self, prompt: str, schema: type[BaseModel] | None = None) -> Any:
            if schema is None:
                return (await model.ask(prompt, sampling=STEADY)).text
            return await model.fill(prompt, schema)

    return Ours(model.name)


def is_maker(found: Any) -> bool:
    """Metrics are objects; a class is built."""
    return isinstance(found, type)


async def evaluate(evaluator: Any, asked: Asked) -> object:
    """The metric's score and reason; a copy is measured, since a metric keeps its last score."""
    from deepeval.test_case import ConversationalTestCase, Turn

    role = asked.dialogue.game.role(asked.role)
    case = ConversationalTestCase(
        turns=[Turn(**message) for message in asked.messages],
        scenario=asked.situation,
        chatbot_role=role.public or role.name,
        expected_outcome=None if asked.reference is None else str(asked.reference),
    )
    metric = copy(evaluator)
    await metric.a_measure(case, _show_indicator=False)
    return {"score": metric.score, "reason": metric.reason}
