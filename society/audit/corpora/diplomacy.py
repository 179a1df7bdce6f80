"""Diplomacy: players who ally and betray; the grade is whether the sender meant what it wrote.

File: `data/train.jsonl`, `validation.jsonl` or `test.jsonl`: one JSON object a line, the messages
between two players of one game, as lists of one length: `messages`, `speakers`,
`sender_labels` (true: meant, false: a lie), `receiver_labels` (what the other took it for; or
`NOANNOTATION`), and `game_id`. Another person's guess of the same is the human ceiling here.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from society.audit.corpora.graded import Corpus, Graded, Spoken, lines_of, table, told_where
from society.domain.dialogue import Role

FORM = "messages, speakers, sender_labels and receiver_labels, lists of one length"
TRUTH = {"true": 1.0, "false": 0.0}
UNKNOWN = "noannotation"


def read(path: Path) -> Iterator[Graded]:
    """Every message whose sender said whether it was meant."""
    for number, line in lines_of("Diplomacy", path):
        with told_where("Diplomacy", path, f"line {number}", FORM):
            found = list(_graded(orjson.loads(line), f"{path.stem}-{number}", number))
        yield from found


def _graded(talk: Mapping[str, Any], group: str, seed: int) -> Iterator[Graded]:
    powers = list(dict.fromkeys([*talk["speakers"], *talk.get("receivers", ())]))
    roles = tuple(Role(id=each, name=each.capitalize(), train=True) for each in powers)
    context = "Letters between two players of Diplomacy, who plan their moves in secret."
    spoken = Spoken(table("diplomacy", "Letters of Diplomacy", roles, context=context, seed=seed))
    columns = ("speakers", "messages", "sender_labels", "receiver_labels")
    for role, text, meant, taken in zip(*(talk[name] for name in columns), strict=True):
        turn = spoken.say(role, str(text))
        truth, guess = _label(meant), _label(taken)
        if truth is not None:
            yield Graded(
                dialogue=spoken.upto(turn),
                turn=turn,
                role=role,
                group=group,
                ratings=(truth,),
                guess=guess,
            )


def _label(told: object) -> float | None:
    word = str(told).lower()
    return None if word == UNKNOWN else TRUTH[word]


CORPUS = Corpus(
    name="Diplomacy",
    grade="whether the sender meant what it wrote",
    raters="the sender; the receiver said what it took it for",
    source="Peskov et al., ACL 2020",
    read=read,
)
