"""LLaMA-Factory: data files in its sharegpt layout, and their entries for dataset_info.json.

Its `formatting: openai` writes a sentence of its own into every system text, so it is not used.
"""

import json
from collections.abc import Callable, Mapping

from society.export.formats.format import Files, Format, Record
from society.export.formats.messages import of_turn, origin, plain
from society.export.formats.order import interleaved
from society.export.formats.trl import undecided
from society.export.pairs import Pair
from society.export.views import Lens, Moment

TAGS = {
    "role_tag": "role",
    "content_tag": "content",
    "user_tag": "user",
    "assistant_tag": "assistant",
    "system_tag": "system",
}


def sft(lens: Lens) -> Record:
    """The whole dialogue."""
    return {"messages": plain(lens.lines), **origin(lens)}


def dpo(pair: Pair) -> Record:
    """The prompt and two replies, each one message."""
    return {
        "messages": plain(pair.chosen.prompt),
        "chosen": plain([pair.chosen.completion])[0],
        "rejected": plain([pair.rejected.completion])[0],
        **origin(pair.lens),
    }


def kto(moment: Moment) -> Record:
    """One own turn with what was asked, and whether it is good."""
    return {
        "messages": plain([*moment.prompt, moment.completion]),
        "label": moment.good is True,
        **of_turn(moment),
    }


def entry(columns: Mapping[str, str], **more: object) -> Callable[[str, Files], Mapping[str, str]]:
    """Writes dataset_info.json with one entry a split."""

    def beside(dataset: str, files: Files) -> Mapping[str, str]:
        entries = {
            dataset if split == "train" else f"{dataset}_{split}": {
                "file_name": file,
                "formatting": "sharegpt",
                **more,
                "columns": dict(columns),
                "tags": TAGS,
            }
            for split, file in files.items()
        }
        return {"dataset_info.json": json.dumps(entries, indent=2, ensure_ascii=False) + "\n"}

    return beside


SFT = {"messages": "messages"}

FORMATS = (
    Format(
        name="llama-factory",
        title="LLaMA-Factory: whole dialogues, with dataset_info.json",
        needs="lens",
        record=sft,
        kind="json",
        masks=False,
        side_files=entry(SFT),
    ),
    Format(
        name="llama-factory-dpo",
        title="LLaMA-Factory: two replies to the same words, with dataset_info.json",
        needs="pairs",
        record=dpo,
        kind="json",
        losers=True,
        side_files=entry({**SFT, "chosen": "chosen", "rejected": "rejected"}, ranking=True),
    ),
    Format(
        name="llama-factory-kto",
        title="LLaMA-Factory: own turns of won and lost dialogues, with dataset_info.json",
        needs="turns",
        record=kto,
        kind="json",
        losers=True,
        unfit=undecided,
        arrange=interleaved,
        searched="replies",
        side_files=entry({**SFT, "kto_tag": "label"}),
    ),
)
