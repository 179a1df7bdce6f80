"""autoevals: scorers with `eval(output=, expected=)`, as classes or as objects."""

from typing import Any, cast

from society.llm.judge_model import JudgeModel
from society.plugins.adapters.asked import Asked
from society.plugins.adapters.client import openai_shaped
from society.plugins.beside import beside


def client(model: JudgeModel) -> object:
    """The client of its model-graded scorers, not wrapped for its own tracing."""
    from autoevals.oai import LLMClient

    shaped = openai_shaped(model)
    create = shaped.chat.completions.create
    made = LLMClient(openai=shaped, complete=create)
    made.complete = create  # its own would send what bears a new model's name another way
    return cast("object", made)


def is_maker(found: Any) -> bool:
    """Its scorers are classes."""
    return isinstance(found, type)


async def evaluate(evaluator: Any, asked: Asked) -> object:
    """The scorer's Score."""
    given = {"output": asked.text, "expected": asked.reference, "input": asked.situation}
    return await beside(lambda: evaluator.eval(**given), "autoevals")
