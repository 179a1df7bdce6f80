"""CaSiNo: campers who share supplies, and how satisfied each was with what came of it.

File: `data/casino.json` of the corpus or one of `data/split/casino_*.json`: one JSON list of
records with `chat_logs` and `participant_info`, each participant with `outcomes.satisfaction` in
five words. The grade is a participant's own, of the whole dialogue.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson

from society.audit.casino import talks
from society.audit.corpora.graded import Corpus, Graded, told_where


def read(path: Path) -> Iterator[Graded]:
    """How satisfied each side was, dialogue by dialogue."""
    with told_where("CaSiNo", path, "the whole file", "a JSON list of dialogues"):
        records = orjson.loads(path.read_bytes())
        if not isinstance(records, list):
            raise TypeError(f"a {type(records).__name__}")
    for talk in talks(records):
        for role, score in talk.satisfied.items():
            yield Graded(dialogue=talk.dialogue, role=role, group=talk.id, ratings=(score,))


CORPUS = Corpus(
    name="CaSiNo",
    grade="how satisfied a camper was in the end, in five steps",
    raters="the camper itself, once",
    source="Chawla et al., NAACL 2021, CC BY 4.0",
    read=read,
)
