"""PersuasionForGood: one asks the other for a donation; the grade is what the other then gave.

File: `data/FullData/full_dialog.csv` with `full_info.csv` beside it. The dialogue's columns: `Unit`
(text), `Turn`, `B4` (0 who persuades, 1 who is persuaded), `B2` (dialogue); of the info's: `B2`,
`B4`, `B6` (what that side donated, in dollars). Or the folder of the ConvoKit copy, with
`utterances.jsonl` (`conversation_id`, `text`, `meta.role`) and `conversations.json` (`donation_ee`
of each). Up to the two dollars that a participant earned count: 0 to 2 becomes 0 to 1.
"""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import orjson

from society.audit.corpora.graded import (
    Corpus,
    Graded,
    Spoken,
    lines_of,
    rows_of,
    table,
    text_of,
    told_where,
)
from society.domain.dialogue import Role
from society.domain.display import one_line
from society.domain.errors import SocietyError

NAME = "PersuasionForGood"
EARNED = 2.0
SIDES = ("persuader", "persuadee")
ROLES = (
    Role(id="persuader", name="Persuader", goal="Get a donation for the charity.", train=True),
    Role(id="persuadee", name="Persuadee"),
)
CONTEXT = "One of the two asks the other to give part of what this task pays to a charity."
Row = TypeVar("Row")
_Said = tuple[str, str, str]
"""Dialogue, role, text."""


def read(path: Path) -> Iterator[Graded]:
    """What each persuader's dialogue brought in."""
    said, given = _of_folder(path) if path.is_dir() else _of_table(path)
    talks: dict[str, Spoken] = {}
    for dialogue, role, text in said:
        if dialogue not in talks:
            game = table("persuasion", "A donation", ROLES, context=CONTEXT, seed=len(talks))
            talks[dialogue] = Spoken(game)
        talks[dialogue].say(role, text)
    for name, spoken in talks.items():
        if name in given:
            whole = spoken.upto()
            yield Graded(dialogue=whole, role=SIDES[0], group=name, ratings=(given[name],))


def _of_table(path: Path) -> tuple[list[_Said], dict[str, float]]:
    info = path.with_name(path.name.replace("dialog", "info"))
    if info == path or not info.is_file():
        raise SocietyError(
            f"there is no full_info.csv beside {path.name}: it says what was donated",
            hint="give full_dialog.csv of the corpus with full_info.csv in the same folder",
        )
    said = _rows(path, "columns Unit, Turn, B4, B2", _said)
    return said, {name: share for name, share in _rows(info, "columns B2, B4, B6", _gave) if name}


def _rows(path: Path, form: str, of: Callable[[Mapping[str, str]], Row]) -> list[Row]:
    found = []
    for number, row in rows_of(NAME, path, form):
        with told_where(NAME, path, f"line {number}", form):
            found.append(of(row))
    return found


def _said(row: Mapping[str, str]) -> _Said:
    return row["B2"].strip(), _side(row["B4"]), row["Unit"].strip()


def _side(told: object) -> str:
    number = int(str(told))
    if number not in (0, 1):
        raise ValueError(f"{number} is neither 0 nor 1")
    return SIDES[number]


def _gave(row: Mapping[str, str]) -> tuple[str, float]:
    """The dialogue and what was given in it; without a name where that is not known."""
    if _side(row["B4"]) == "persuader" or not row["B6"].strip():
        return "", 0.0
    return row["B2"].strip(), _share(row["B6"])


def _of_folder(path: Path) -> tuple[list[_Said], dict[str, float]]:
    said, spoken, ends = [], path / "utterances.jsonl", path / "conversations.json"
    for number, line in lines_of(NAME, spoken):
        with told_where(NAME, spoken, f"line {number}", "conversation_id, text and meta.role"):
            said.append(_utterance(orjson.loads(line)))
    told = text_of(NAME, ends)
    with told_where(NAME, ends, "the whole file", "a donation_ee for each conversation"):
        whole = orjson.loads(told).items()
    given: dict[str, float] = {}
    for name, each in whole:
        with told_where(NAME, ends, f"conversation {one_line(name, 40)}", "a donation_ee"):
            dollars = each.get("meta", each).get("donation_ee")
            if dollars is not None:
                given[name] = _share(dollars)
    return said, given


def _utterance(told: Mapping[str, Any]) -> _Said:
    dialogue = told.get("conversation_id", told.get("root"))
    return str(dialogue), _side(told["meta"]["role"]), str(told["text"])


def _share(dollars: object) -> float:
    number = float(str(dollars))
    if not isfinite(number):
        raise ValueError(f"{number} dollars")
    return min(max(number, 0.0), EARNED) / EARNED


CORPUS = Corpus(
    name=NAME,
    grade="what the persuaded side then donated, of two dollars",
    raters="one person's own money",
    source="Wang et al., ACL 2019",
    read=read,
)
