"""CaSiNo: campers who share supplies, and how satisfied each was with what came of it.

File: `data/casino.json` of the corpus or one of `data/split/casino_*.json`: one JSON list of
records with `chat_logs` and `participant_info`, each participant with `outcomes.satisfaction` in
five words. The grade is a participant's own, of the whole dialogue.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson

from society.audit.casino import talk_of
from society.audit.corpora.graded import Corpus, Graded, text_of, told_where

FORM = "chat_logs, and participant_info with outcomes.satisfaction"


def read(path: Path) -> Iterator[Graded]:
    """How satisfied each side was, dialogue by dialogue."""
    text = text_of("CaSiNo", path)
    with told_where("CaSiNo", path, "the whole file", "a JSON list of dialogues"):
        records = orjson.loads(text)
        if not isinstance(records, list):
            raise TypeError(f"a {type(records).__name__}")
    for number, record in enumerate(records, start=1):
        with told_where("CaSiNo", path, f"dialogue {number}", FORM):
            talk = talk_of(record)
        if talk is None:
            continue
        for role, score in talk.satisfied.items():
            yield Graded(dialogue=talk.dialogue, role=role, group=talk.id, ratings=(score,))


CORPUS = Corpus(
    name="CaSiNo",
    grade="how satisfied a camper was in the end, in five steps",
    raters="the camper itself, once",
    source="Chawla et al., NAACL 2021, CC BY 4.0",
    read=read,
)
