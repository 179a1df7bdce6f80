"""What an export kept and what it left out, by reason: the figures of its card."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Encode = Callable[[list[dict[str, Any]]], tuple[list[int], list[bool]]]
"""Messages {role, content, train} → token ids, and which tokens are trained words (format tokens).

The mask is true for the tokens of assistant messages with train true, the end of turn included.
"""


class Row(NamedTuple):
    """One record and the split that it belongs to."""

    split: Literal["train", "test"]
    record: dict[str, Any]


def _counters() -> dict[str, Counter[str]]:
    return {what: Counter() for what in KINDS}


KINDS = ("split", "scenario", "role", "locale", "level", "model", "provider", "ended", "judge")
"""What rows are counted by."""


@dataclass
class Tally:
    """Counts that grow while rows are read; complete once the last row was.

    `episodes` were looked at, `rows` kept, `dropped` and `cut` say why turns, dialogues or rows
    were left out or shortened, `marked` what was changed or noticed in those that were kept.
    `by["scenario"]["market/used_bike"]` counts kept rows; a row of two models counts for both.
    `searched` are the dialogues that gave a row which is made of what a search weighed.
    """

    episodes: int = 0
    rows: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    by: dict[str, Counter[str]] = field(default_factory=_counters)
    searched: set[str] = field(default_factory=set)

    def drop(self, why: str) -> None:
        """One dialogue, pair or row more that is left out."""
        self.dropped[why] += 1

    def keep(self, facts: Mapping[str, tuple[str, ...]]) -> None:
        """One row more; `facts` holds what it is counted by."""
        self.rows += 1
        for what, names in facts.items():
            self.by[what].update(set(names))
