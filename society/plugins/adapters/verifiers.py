"""verifiers up to 0.3: a Rubric's reward functions, called by parameter name, weighed and added."""

import inspect
from typing import Any

from society.domain.errors import JudgeError
from society.llm.judge_model import JudgeModel
from society.plugins.adapters.asked import Asked
from society.plugins.adapters.client import openai_shaped
from society.plugins.adapters.evaluator import parameters
from society.plugins.beside import beside


def client(model: JudgeModel) -> object:
    """An OpenAI-shaped client, for a function that makes a rubric of one."""
    return openai_shaped(model)


def is_maker(found: Any) -> bool:
    """Rubrics are objects; a class is built."""
    return isinstance(found, type)


async def evaluate(evaluator: Any, asked: Asked) -> object:
    """The weighted sum, with each function's part in the critique."""
    functions, weights = list(evaluator.funcs), list(evaluator.weights)
    if not functions or len(functions) != len(weights):
        raise JudgeError("the rubric has no reward functions, or not a weight for each")
    given = {
        "prompt": asked.before,
        "completion": asked.after,
        "answer": "" if asked.reference is None else asked.reference,
        "task": asked.dialogue.game.scenario.id,
        "info": dict(asked.params),
        "state": {"prompt": asked.before, "completion": asked.after, "turn": len(asked.messages)},
        **getattr(evaluator, "class_objects", {}),
    }
    total, parts = 0.0, []
    for function, weight in zip(functions, weights, strict=True):
        reward = await _rewarded(function, given)
        total += weight * reward
        parts.append(f"{function.__name__} {reward:g} x {weight:g}")
    return {"score": total, "reason": ", ".join(parts)}


async def _rewarded(function: Any, given: dict[str, Any]) -> float:
    takes = parameters(function)
    wild = any(each.kind is each.VAR_KEYWORD for each in takes.values())
    handed = {name: value for name, value in given.items() if wild or name in takes}
    made = await beside(lambda: function(**handed), "verifiers")
    reward = await made if inspect.isawaitable(made) else made
    if isinstance(reward, bool) or not isinstance(reward, int | float):
        raise JudgeError(f"{function.__name__} gave {str(reward)[:60]!r}, which is no number")
    return float(reward)
