"""Tinker cookbook: messages for TrainOnWhat.CUSTOMIZED, and comparisons."""

from society.export.formats.format import Format, Record
from society.export.formats.messages import plain
from society.export.pairs import Pair
from society.export.selection import chance
from society.export.views import Lens


def sft(lens: Lens) -> Record:
    """The whole dialogue; every message says whether it is trainable."""
    return {
        "messages": [
            {"role": each.role, "content": each.content, "trainable": each.train}
            for each in lens.lines
        ]
    }


def comparison(pair: Pair) -> Record:
    """Two replies to one prompt; which is the better stands first in half of the rows."""
    better, worse = plain([pair.chosen.completion]), plain([pair.rejected.completion])
    first = chance("side", pair.key) < 0.5
    return {
        "comparison": {
            "prompt_conversation": plain(pair.chosen.prompt),
            "completion_A": better if first else worse,
            "completion_B": worse if first else better,
        },
        "label": "A" if first else "B",
    }


FORMATS = (
    Format(
        name="tinker",
        title="Tinker cookbook: whole dialogues, train with TrainOnWhat.CUSTOMIZED",
        needs="lens",
        record=sft,
    ),
    Format(
        name="tinker-preference",
        title="Tinker cookbook: two replies to the same words",
        needs="pairs",
        record=comparison,
        losers=True,
    ),
)
