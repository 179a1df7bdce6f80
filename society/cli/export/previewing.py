"""A preview of an export as a document: first records, counts, what is left out, what to look at.

Law: every row is made and looked at as it would be written, and nothing is written.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import orjson

from society.cli.export.words import Passed, progress
from society.cli.output import SCHEMA, as_json
from society.export.sources import Sources

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from society.domain.episode import Episode
    from society.export.choice import Choice
    from society.export.formats import Format
    from society.export.tally import Row, Tally
    from society.store.where import Where

TOKENS = (256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
"""Where one bar of the histogram of tokens ends and the next begins."""

EVERY = 0.3
"""Seconds between two notes of how far an export is."""

_PLACE = re.compile(r"\[\d+\]")

Rows = Callable[["Format[Any]", "Tally"], "Iterator[Row]"]


@dataclass
class Watched(Sources):
    """Where rows come from, and which of the dialogues that were read tell a secret."""

    leaking: set[str] = field(default_factory=set)

    def add(self, episode: "Episode") -> None:
        """One dialogue more."""
        super().add(episode)
        if any("leak" in turn.flags for turn in episode.dialogue.turns):
            self.leaking.add(episode.id)


def preview(
    formats: Sequence[str], count: int, rows: Rows, watched: Watched, *, flagged: bool
) -> None:
    """Print the document. `rows` makes those of a format, `flagged` where marked turns are kept."""
    from society.export.formats import FORMATS

    found = [_of(FORMATS[name], count, rows, watched, flagged=flagged) for name in formats]
    as_json({"schema": SCHEMA, "previews": found})


def _of(
    made: "Format[Any]", count: int, rows: Rows, watched: Watched, *, flagged: bool
) -> dict[str, Any]:
    from society.export.check import RULES
    from society.export.tally import Tally

    tally, first, sizes, warned = Tally(), list[Any](), list[int](), Counter[str]()
    watched.leaking.clear()
    for row in rows(made, tally):
        if len(first) < count:
            first.append({"split": row.split, "record": row.record})
        sizes.append(tokens(row.record))
        warned.update({_PLACE.sub("[…]", said) for said in RULES[made.name](row.record)})
    if watched.leaking and (flagged or made.needs == "episode"):
        warned["dialogues in which a role tells its secret"] += len(watched.leaking)
    return {
        "format": made.name,
        "title": made.title,
        "kind": made.kind,
        "rows": len(sizes),
        "episodes": tally.episodes,
        "dropped": _counted(tally.dropped),
        "changed": _counted(tally.cut + tally.marked),
        "splits": _counted(tally.by["split"]),
        "records": first,
        "tokens": {"to": TOKENS, "rows": histogram(sizes), "most": max(sizes, default=0)},
        "warnings": _counted(warned),
    }


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def tokens(record: Any) -> int:
    """About as many tokens as the texts of a record have; token ids count as they are."""
    from society.domain.calls import Message
    from society.llm.answers import prompt_estimate

    if isinstance(record, Mapping) and isinstance(record.get("input_ids"), list):
        return len(record["input_ids"])
    return sum(prompt_estimate([Message(role="user", content=said)]) for said in _texts(record))


def _texts(value: Any) -> Iterator[str]:
    """What is said in a record: the texts of its messages, not those that tell where it is from."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key in _SAID and isinstance(each, str):
                yield each
            elif isinstance(each, Mapping | list):
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


_SAID = frozenset({"content", "value", "text", "prompt", "completion", "system", "instruction"})


def histogram(sizes: Iterable[int]) -> list[int]:
    """How many are at most as large as each of `TOKENS`, and one bar for those that are larger.

    >>> histogram([10, 300, 300, 100_000])
    [1, 2, 0, 0, 0, 0, 0, 0, 1]
    """
    bars = [0] * (len(TOKENS) + 1)
    for size in sizes:
        bars[sum(size > top for top in TOKENS)] += 1
    return bars


def counting(
    path: str, db: "Connection", where: "Where", choice: "Choice", formats: Sequence[str]
) -> AbstractContextManager[Passed]:
    """Tells how many dialogues were read: in the file at `path`, or on a terminal without one."""
    from society.store.pages import Episodes

    if not path:
        return progress()
    times = 1 + (choice.top is not None) + bool(choice.balance)
    return noted(path, Episodes(db, where).count() * len(formats) * times)


@contextmanager
def noted(path: str, total: int) -> Iterator[Passed]:
    """Writes to a file how many of `total` dialogues were read, now and then; the last at the end.

    A window that waits for this process reads it.
    """
    file, read, due = Path(path), 0, monotonic()

    def write() -> None:
        near = file.with_name(f"{file.name}.new")
        near.write_bytes(orjson.dumps({"read": min(read, total), "of": total}))
        near.replace(file)

    def passed() -> None:
        nonlocal read, due
        read += 1
        if monotonic() >= due:
            due = monotonic() + EVERY
            write()

    write()
    try:
        yield passed
    finally:
        write()
