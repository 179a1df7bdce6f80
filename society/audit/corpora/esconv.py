"""Emotional support conversations: how much a supporter's words helped, and how the seeker felt.

File: `FailedESConv.json` (the dialogues that did not pass its makers' checks; the place to find bad
support) or `ESConv.json`: one JSON list. Of each: `situation`, `dialog` (turns with `speaker`,
`content`, `annotation`) and `survey_score.seeker`. The seeker is called `speaker` or `seeker`, the
other `listener` or `supporter`. `annotation.feedback` on a seeker's turn, one to five stars, grades
the supporter's turn before it; `empathy` and `relevance` of the survey, their mean, the whole.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

import orjson

from society.audit.corpora.graded import (
    Corpus,
    Graded,
    Spoken,
    stars,
    table,
    text_of,
    told_where,
)
from society.domain.dialogue import Role

FORM = "situation, dialog (speaker, content, annotation.feedback) and survey_score.seeker"
SIDES = {
    "speaker": "seeker",
    "seeker": "seeker",
    "usr": "seeker",
    "listener": "supporter",
    "supporter": "supporter",
    "sys": "supporter",
}
SURVEY = ("empathy", "relevance")


def read(path: Path) -> Iterator[Graded]:
    """Every supporter's turn with stars, and every dialogue with a survey."""
    text = text_of("ESConv", path)
    with told_where("ESConv", path, "the whole file", "a JSON list of dialogues"):
        records = list(orjson.loads(text))
    for number, record in enumerate(records, start=1):
        with told_where("ESConv", path, f"dialogue {number}", FORM):
            found = list(_graded(record, f"{path.stem}-{number}", number))
        yield from found


def _graded(record: Mapping[str, Any], group: str, seed: int) -> Iterator[Graded]:
    roles = (
        Role(id="seeker", name="Seeker", private=str(record.get("situation", ""))),
        Role(id="supporter", name="Supporter", goal="Help the seeker feel better.", train=True),
    )
    spoken = Spoken(table("esconv", "Emotional support", roles, seed=seed))
    for line in record["dialog"]:
        role, told = SIDES[line["speaker"]], line["annotation"].get("feedback")
        helped = spoken.last("supporter")
        if told and role == "seeker" and helped is not None:
            yield _one(spoken, helped, group, stars(told))
        spoken.say(role, str(line["content"]))
    survey = record["survey_score"]["seeker"]
    if all(survey.get(name) for name in SURVEY) and spoken.last("supporter") is not None:
        yield _one(spoken, None, group, fmean(stars(survey[name]) for name in SURVEY))


def _one(spoken: Spoken, turn: int | None, group: str, score: float) -> Graded:
    return Graded(
        dialogue=spoken.upto(turn), turn=turn, role="supporter", group=group, ratings=(score,)
    )


CORPUS = Corpus(
    name="ESConv",
    grade="how much the supporter's words helped, one to five stars",
    raters="the seeker itself, once",
    source="Liu et al., ACL 2021",
    read=read,
)
