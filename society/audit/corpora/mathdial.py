"""MathDial: a teacher helps a student with a mistake; the grade is whether that led to the answer.

File: `data/train.jsonl` or `data/test.jsonl` (one JSON object a line), or the same as `.csv`. Of
each: `question`, `student_incorrect_solution`, `ground_truth`, `self-correctness` and
`conversation`, whose turns are divided by `|EOM|` and begin with `Teacher:` and the teacher's move
in parentheses, or with the student's name. `self-correctness` is the teacher's word: Yes is 1,
`Yes, but I had to reveal the answer` 0.5, No 0; without one the dialogue is left out.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from society.audit.corpora.graded import (
    Corpus,
    Graded,
    Spoken,
    lines_of,
    rows_of,
    table,
    told_where,
)
from society.domain.dialogue import Game, Role

FORM = "question, ground_truth, conversation divided by |EOM|, and self-correctness"
CORRECT = {"yes": 1.0, "yes, but i had to reveal the answer": 0.5, "no": 0.0}
_MOVE = re.compile(r"^\s*\((?:generic|focus|probing|telling)\)\s*", re.IGNORECASE)


def read(path: Path) -> Iterator[Graded]:
    """Each dialogue with how it ended, as its teacher saw it."""
    for number, row in _rows(path):
        with told_where("MathDial", path, f"line {number}", FORM):
            found = _graded(row, f"{path.stem}-{number}", number)
        if found:
            yield found


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if path.suffix == ".csv":
        yield from rows_of("MathDial", path, FORM)
        return
    for number, line in lines_of("MathDial", path):
        with told_where("MathDial", path, f"line {number}", "one JSON object a line"):
            row = orjson.loads(line)
        yield number, row


def _graded(row: Mapping[str, Any], group: str, seed: int) -> Graded | None:
    told = (row["self-correctness"] or "").strip().lower()
    if not told:
        return None
    score, spoken = CORRECT[told], Spoken(_game(row, seed))
    for part in row["conversation"].split("|EOM|"):
        speaker, colon, text = part.partition(":")
        if not colon:
            raise ValueError(f"nobody says {part[:40]!r}")
        role = "teacher" if speaker.strip() == "Teacher" else "student"
        spoken.say(role, _MOVE.sub("", text))
    return Graded(dialogue=spoken.upto(), role="teacher", group=group, ratings=(score,))


def _game(row: Mapping[str, Any], seed: int) -> Game:
    roles = (
        Role(
            id="teacher",
            name="Teacher",
            private=f"The answer is: {row['ground_truth']}",
            goal="Lead the student to the answer without telling it.",
            train=True,
        ),
        Role(id="student", name="Student", persona=str(row.get("student_profile") or "")),
    )
    problem = (
        f"{row['question']}\n\nThe student's first answer: {row['student_incorrect_solution']}"
    )
    return table("mathdial", "A mistake in mathematics", roles, context=problem, seed=seed)


CORPUS = Corpus(
    name="MathDial",
    grade="whether the student came to the answer: alone, told it, or not",
    raters="the teacher of the dialogue, once",
    source="Macina et al., Findings of EMNLP 2023",
    read=read,
)
