"""inspect: scorers, given a task state made of the dialogue, and a target."""

from typing import Any

from society.llm.judge_model import JudgeModel
from society.plugins.adapters.asked import Asked
from society.plugins.adapters.client import prompt
from society.plugins.adapters.evaluator import parameters


def client(model: JudgeModel) -> object:
    """The judge's model as inspect knows models, for `model_graded_qa(model=client)`."""
    from inspect_ai.model import GenerateConfig, Model, ModelAPI, ModelOutput, modelapi

    @modelapi(name="society")
    class Ours(ModelAPI):  # type: ignore[misc]
        async def generate(self, input: list[Any], *_: Any, **__: Any) -> Any:  # noqa: A002
            said = [{"role": each.role, "content": each.text} for each in input]
            reply = await model.ask(prompt(said))
            return ModelOutput.from_content(model.name, reply.text)

    return Model(Ours(model.name), GenerateConfig())


def is_maker(found: Any) -> bool:
    """What `@scorer` marked makes a scorer; a scorer itself takes a state and a target."""
    return isinstance(found, type) or not {"state", "target"} <= set(parameters(found))


async def evaluate(evaluator: Any, asked: Asked) -> object:
    """The scorer's Score."""
    from inspect_ai.model import ChatMessageAssistant, ChatMessageUser, ModelOutput
    from inspect_ai.scorer import Target
    from inspect_ai.solver import TaskState

    kinds = {"assistant": ChatMessageAssistant, "user": ChatMessageUser}
    state = TaskState(
        model="society/dialogue",
        sample_id=asked.dialogue.game.scenario.id,
        epoch=1,
        input=asked.situation,
        messages=[kinds[each["role"]](content=each["content"]) for each in asked.messages],
        output=ModelOutput.from_content("society/dialogue", asked.text),
        metadata=dict(asked.params),
    )
    return await evaluator(state, Target("" if asked.reference is None else str(asked.reference)))
