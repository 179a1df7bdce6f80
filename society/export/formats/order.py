"""The order of labelled rows: good and bad in turns, since a trainer compares within a batch."""

from collections import deque
from collections.abc import Iterator

from society.export.tally import Row

WAITING = 2_000
"""So many rows of one label may wait for one of the other."""


def interleaved(rows: Iterator[Row], waiting: int = WAITING) -> Iterator[Row]:
    """The rows of each split with their labels in turns, as far as there are both.

    >>> from society.export.tally import Row
    >>> rows = [Row("train", {"label": label}) for label in (True, True, False, False)]
    >>> [row.record["label"] for row in interleaved(iter(rows))]
    [True, False, True, False]
    """
    held: dict[tuple[str, bool], deque[Row]] = {}
    wanted: dict[str, bool] = {}
    for row in rows:
        held.setdefault((row.split, row.record["label"]), deque()).append(row)
        yield from _in_turn(row.split, held, wanted)
        own = held[row.split, row.record["label"]]
        if len(own) > waiting:
            yield own.popleft()
    for left in held.values():
        yield from left


def _in_turn(
    split: str, held: dict[tuple[str, bool], deque[Row]], wanted: dict[str, bool]
) -> Iterator[Row]:
    """What can go now: the label whose turn it is, as long as there is one."""
    while ready := held.get((split, wanted.get(split, True))):
        yield ready.popleft()
        wanted[split] = not wanted.get(split, True)
