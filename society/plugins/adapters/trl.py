"""TRL: reward functions over lists of prompts and completions, asked about one of each."""

import inspect
from typing import Any

from society.domain.errors import JudgeError
from society.llm.judge_model import JudgeModel
from society.plugins.adapters.asked import Asked
from society.plugins.adapters.client import openai_shaped
from society.plugins.adapters.evaluator import parameters
from society.plugins.beside import beside


def client(model: JudgeModel) -> object:
    """An OpenAI-shaped client, for a function that makes a reward function of one."""
    return openai_shaped(model)


def is_maker(found: Any) -> bool:
    """Reward functions are given as they are; a class is built."""
    return isinstance(found, type)


async def evaluate(evaluator: Any, asked: Asked) -> object:
    """The one reward; columns of the dataset are the params, and `reference`."""
    columns = {**asked.params, "reference": asked.reference, "solution": asked.reference}
    given: dict[str, Any] = {name: [value] for name, value in columns.items()}
    given |= {"prompts": [asked.before], "completions": [asked.after], "completion_ids": [[]]}
    takes = parameters(evaluator)
    if not any(each.kind is each.VAR_KEYWORD for each in takes.values()):
        given = {name: value for name, value in given.items() if name in takes}
    made = await beside(lambda: evaluator(**given), "trl")
    rewards = await made if inspect.isawaitable(made) else made
    if not isinstance(rewards, list | tuple) or len(rewards) != 1:
        raise JudgeError(f"the reward function gave {str(rewards)[:60]}, not one reward in a list")
    return rewards[0]
