"""A process reward model's records as tokens: the prompt, then the steps, each with its label.

The recipes under docs/training do the same, written out for whoever wants to change them.
"""

from collections.abc import Mapping
from typing import Any

from society.export.formats.tokens import IGNORED


def marked(record: Mapping[str, Any], words: Any) -> dict[str, list[int]]:
    """The ids of a record; every label is ignored but those at the last token of each step."""
    ids = _ids(record["prompt"], words)
    labels = [IGNORED] * len(ids)
    for step, good in zip(record["completions"], record["labels"], strict=True):
        told = _ids(f"\n{step}", words)
        ids += told
        labels += [*[IGNORED] * (len(told) - 1), int(good)]
    return {"input_ids": ids, "labels": labels}


def steps(batch: Any, words: Any) -> tuple[str, ...]:
    """What the model reads from one label to the next, and the label that it is to give then."""
    found: list[str] = []
    begin = 0
    for at, label in enumerate(batch["labels"][0].tolist()):
        if label != IGNORED:
            read = words.decode(batch["input_ids"][0][begin : at + 1])
            found += [read, str(bool(label))]
            begin = at + 1
    return tuple(found)


def _ids(text: str, words: Any) -> list[int]:
    return [int(each) for each in words(text, add_special_tokens=False)["input_ids"]]
