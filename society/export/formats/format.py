"""What a format is: a name, what it needs of an episode, and how one record of it is written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from society.domain.errors import SocietyError
from society.export.choice import Source
from society.export.tally import Row

Record = dict[str, Any]
Kind = Literal["jsonl", "json", "parquet"]
Needs = Literal[
    "episode", "lens", "turns", "pairs", "duels", "replies", "steps", "policies", "outlooks"
]
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
    episodes ordered by game. Of what a search weighed: a moment with the visits of its replies
    (policies), a position with its value (outlooks), one reply with its value (replies), a dialogue
    whose turns are paid these values (steps). `searched` is what it is made of where the source of
    the rows is the search; without it such a format cannot be. `kind` is how its trainer wants the
    file; `json` is one list. `losers` where it learns from losers too, so that `top`, `min_reward`
    and `keep_losers` do not apply. `masks` where an unwanted own turn can stay without being
    trained; otherwise the dialogue ends before it. `unfit` says why a unit cannot be written.
    `arrange` puts the rows in order. `side_files(dataset name, file name by split)` makes the files
    that belong beside the records, by name.
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
    searched: Needs | None = None

    @property
    def ordered(self) -> bool:
        """Whether the episodes must come ordered by game."""
        return self.needs in ("pairs", "duels")

    def made_of(self, source: Source) -> Needs:
        """What a record is made of; SocietyError where it cannot be made of that source."""
        if source == "dialogues" or self.needs in ("pairs", "policies", "outlooks"):
            return self.needs
        if self.searched is None:
            raise SocietyError(
                f"{self.name} is not made of what a search weighed",
                hint="preferences, KTO, trl-reward, prm and search-* are; or leave --source out",
            )
        return self.searched
