"""OpenAI's chat and preference files, which Azure, Together and Fireworks take as well."""

from society.export.formats.format import Format, Record
from society.export.formats.messages import plain
from society.export.pairs import Pair
from society.export.views import Lens


def chat(lens: Lens) -> Record:
    """The whole dialogue; weight 0 on own turns that are not to be learned."""
    messages = plain(lens.lines)
    for message, each in zip(messages, lens.lines, strict=True):
        if each.role == "assistant":
            message["weight"] = int(each.train)
    return {"messages": messages}


def dpo(pair: Pair) -> Record:
    """Two replies to one prompt, one message each."""
    return {
        "input": {
            "messages": plain(pair.chosen.prompt),
            "tools": [],
            "parallel_tool_calls": True,
        },
        "preferred_output": plain([pair.chosen.completion]),
        "non_preferred_output": plain([pair.rejected.completion]),
    }


FORMATS = (
    Format(
        name="openai-chat",
        title="OpenAI, Azure, Together, Fireworks: chat fine-tuning",
        needs="lens",
        record=chat,
    ),
    Format(
        name="openai-dpo",
        title="OpenAI, Azure, Together, Fireworks: preference fine-tuning",
        needs="pairs",
        record=dpo,
        losers=True,
    ),
)
