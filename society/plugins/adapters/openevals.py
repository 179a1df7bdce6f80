"""openevals: `evaluator(inputs=, outputs=, reference_outputs=)`, plain or made with a client."""

import inspect
from typing import Any

from society.plugins.adapters.asked import Asked
from society.plugins.adapters.client import openai_shaped
from society.plugins.adapters.evaluator import parameters
from society.plugins.beside import beside

client = openai_shaped
"""For `create_llm_as_judge(judge=client, …)`."""


def is_maker(found: Any) -> bool:
    """Evaluators are functions, given as they are; a class is built."""
    return isinstance(found, type)


async def evaluate(evaluator: Any, asked: Asked) -> object:
    """The evaluator's result; of several the caller makes no verdict."""
    given = {
        "inputs": asked.situation,
        "outputs": asked.after if asked.turn is None else asked.text,
        "reference_outputs": asked.reference,
        **asked.params,
    }
    takes = parameters(evaluator)
    if not any(each.kind is each.VAR_KEYWORD for each in takes.values()):
        given = {name: value for name, value in given.items() if name in takes}
    made = await beside(lambda: evaluator(**given), "openevals")
    return await made if inspect.isawaitable(made) else made
