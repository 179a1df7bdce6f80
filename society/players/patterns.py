"""The shapes of what a small model is shown: pairs, banks, and one language's collection."""

from collections.abc import Mapping
from dataclasses import dataclass

Pair = tuple[str, str]
"""A fact or a line of the other side, and what was said to it."""

Term = tuple[str, str, str]
"""An issue, its value, and the sentence that says it; `{}` is where the value stands."""

Bank = Mapping[str, tuple[str, ...]]
"""Sentences by kind of move."""

Side = str
"""`more`: the role wants a higher price; `less`: a lower one; `none`: there is no price."""


@dataclass(frozen=True)
class Collection:
    """All that a small model is shown in one language.

    `lines` are the system lines of the exercises (`more`, `less`, `none`: give a reason;
    `answer`, `state`, `agree`, `leave`), `labels` what stands before a value to be said.
    """

    facts: Mapping[Side, tuple[Pair, ...]]
    replies: Mapping[Side, tuple[Pair, ...]]
    money: Mapping[Side, Bank]
    terms: tuple[Term, ...]
    names: tuple[Term, ...]
    agreed: tuple[str, ...]
    agreed_plain: tuple[str, ...]
    farewells: tuple[str, ...]
    lines: Mapping[str, str]
    labels: Mapping[str, str]
