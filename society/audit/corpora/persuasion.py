"""PersuasionForGood: one asks the other for a donation; the grade is what the other then gave.

File: `data/FullData/full_dialog.csv` with `full_info.csv` beside it. The dialogue's columns: `Unit`
(text), `Turn`, `B4` (0 who persuades, 1 who is persuaded), `B2` (dialogue); of the info's: `B2`,
`B4`, `B6` (what that side donated, in dollars). Or the folder of the ConvoKit copy, with
`utterances.jsonl` (`conversation_id`, `text`, `meta.role`) and `conversations.json` (`donation_ee`
of each). Up to the two dollars that a participant earned count: 0 to 2 becomes 0 to 1.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import orjson

from society.audit.corpora.graded import Corpus, Graded, Spoken, table, told_where
from society.domain.dialogue import Role
from society.domain.errors import SocietyError

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
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            with told_where("PersuasionForGood", path, f"row {number}", form):
                found.append(of(row))
    return found


def _said(row: Mapping[str, str]) -> _Said:
    return row["B2"], SIDES[int(row["B4"])], row["Unit"]


def _gave(row: Mapping[str, str]) -> tuple[str, float]:
    """The dialogue and what was given in it; without a name where that is not known."""
    if SIDES[int(row["B4"])] == "persuader" or not row["B6"].strip():
        return "", 0.0
    return row["B2"], _share(row["B6"])


def _of_folder(path: Path) -> tuple[list[_Said], dict[str, float]]:
    with told_where("PersuasionForGood", path, "its two files", "a ConvoKit folder"):
        lines = (path / "utterances.jsonl").read_bytes().splitlines()
        said = [_utterance(orjson.loads(line)) for line in lines]
        told = orjson.loads((path / "conversations.json").read_bytes())
        donated = {name: each.get("meta", each).get("donation_ee") for name, each in told.items()}
    return said, {name: _share(each) for name, each in donated.items() if each is not None}


def _utterance(told: Mapping[str, Any]) -> _Said:
    dialogue = told.get("conversation_id", told.get("root"))
    return str(dialogue), SIDES[int(told["meta"]["role"])], str(told["text"])


def _share(dollars: object) -> float:
    return min(max(float(str(dollars)), 0.0), EARNED) / EARNED


CORPUS = Corpus(
    name="PersuasionForGood",
    grade="what the persuaded side then donated, of two dollars",
    raters="one person's own money",
    source="Wang et al., ACL 2019",
    read=read,
)
