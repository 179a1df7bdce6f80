"""ShareGPT: what LLaMA-Factory and Unsloth read by default; TRL does not understand its roles."""

from society.export.formats.format import Format, Record
from society.export.formats.messages import ending, origin
from society.export.views import Lens

FROM = {"system": "system", "user": "human", "assistant": "gpt"}


def record(lens: Lens) -> Record:
    """The whole dialogue; exactly two keys a message."""
    said = [{"from": FROM[each.role], "value": each.content} for each in lens.lines]
    return {"conversations": said, **origin(lens), **ending(lens)}


FORMATS = (
    Format(
        name="sharegpt",
        title="ShareGPT conversations: Unsloth, LLaMA-Factory",
        needs="lens",
        record=record,
        masks=False,
    ),
)
