"""What a format is: a name, what it needs of an episode, and how one record of it is written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from society.export.tally import Row

Record = dict[str, Any]
Kind = Literal["jsonl", "json", "parquet"]
Needs = Literal["episode", "lens", "turns", "pairs", "duels"]
Unit = TypeVar("Unit")
Files = Mapping[str, str]
"""A file name per split."""


def always(unit: object) -> str:
    """Every unit can be written."""
    return ""


def as_they_come(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows in their order."""
    return rows


def alone(dataset: str, files: Files) -> Mapping[str, str]:
    """No file beside the records."""
    return {}


@dataclass(frozen=True)
class Format(Generic[Unit]):
    """One record format.

    `needs` says what a record is made of: the whole episode, one role's dialogue (lens), one own
    turn (turns), two continuations (pairs) or two dialogues (duels); `pairs` and `duels` want
    episodes ordered by game. `kind` is how its trainer wants the file; `json` is one list.
    `losers` where it learns from losers too, so that `top`, `min_reward` and `keep_losers` do not
    apply. `masks` where an unwanted own turn can stay without being trained; otherwise the
    dialogue ends before it. `unfit` says why a unit cannot be written. `arrange` puts the rows in
    order. `side_files(dataset name, file name by split)` makes the files that belong beside the
    records, by name.
    """

    name: str
    title: str
    needs: Needs
    record: Callable[[Unit], Record]
    kind: Kind = "jsonl"
    losers: bool = False
    masks: bool = True
    unfit: Callable[[Unit], str] = always
    arrange: Callable[[Iterator[Row]], Iterator[Row]] = as_they_come
    side_files: Callable[[str, Files], Mapping[str, str]] = alone

    @property
    def ordered(self) -> bool:
        """Whether the episodes must come ordered by game."""
        return self.needs in ("pairs", "duels")
