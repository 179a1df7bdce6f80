"""ms-swift: messages with `loss` on own turns, and preferences."""

from society.export.formats.format import Format, Record
from society.export.formats.messages import marked, plain
from society.export.pairs import Pair
from society.export.views import Lens


def sft(lens: Lens) -> Record:
    """The whole dialogue; `loss` on every own turn."""
    return {"messages": marked(lens.lines, "loss")}


def dpo(pair: Pair) -> Record:
    """The prompt with the better reply, and the worse one as a text."""
    return {
        "messages": plain([*pair.chosen.prompt, pair.chosen.completion]),
        "rejected_response": pair.rejected.completion.content,
        "margin": pair.margin,
    }


FORMATS = (
    Format(
        name="ms-swift",
        title="ms-swift: whole dialogues, each own turn with or without loss",
        needs="lens",
        record=sft,
    ),
    Format(
        name="ms-swift-dpo",
        title="ms-swift: two replies to the same words (DPO, reward models)",
        needs="pairs",
        record=dpo,
        losers=True,
    ),
)
