"""What a planned player's model was asked for a turn, and which of its answers the turn took."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from society.domain.calls import Attempt
from society.export.tally import Tally
from society.selfplay.training.recipe import Method
from society.store import query

UNASKED = "its model was asked for none of its words"
ALONE = "nothing else was answered to the same question"
LABELLED = ("dialogue_id", "scenario", "level", "locale", "seed", "index", "role_name", "turn")

Answers = Mapping[bool, Sequence[Attempt]]
"""What a question brought: under True what was taken into the turn, under False what was not."""


class Ledger:
    """The calls of stored dialogues; those of the dialogue read last are kept at hand."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._last: tuple[str, list[Attempt]] = ("", [])

    def told(
        self, record: Mapping[str, Any], method: Method, tally: Tally
    ) -> Iterator[dict[str, Any]]:
        """The rows that a kept turn comes to, by the method."""
        said = record["completion"][-1]["content"]
        questions = self._questions(record["dialogue_id"], record["turn"], said)
        taken = [each for each in questions if each[True]]
        if not taken:
            tally.drop(UNASKED)
        about = {name: record[name] for name in LABELLED}
        for answers in taken:
            made = list(_rows(answers, method))
            if not made:
                tally.drop(ALONE)
            yield from ({**each, **about} for each in made)

    def _questions(self, dialogue: str, turn: int, said: str) -> list[Answers]:
        """Every question of the turn, in the order in which they were asked."""
        found: dict[str, dict[bool, list[Attempt]]] = {}
        # Not by their hash: a question asked again is the same with another seed.
        for each in self._calls(dialogue):
            if each.purpose == f"turn:{turn}" and each.ok and each.response.strip():
                asked = found.setdefault(repr(each.request), defaultdict(list))
                asked[_plain(each.response) in said].append(each)
        return list(found.values())

    def _calls(self, dialogue: str) -> list[Attempt]:
        if self._last[0] != dialogue:
            self._last = dialogue, query.attempts(self._db, dialogue)
        return self._last[1]


def _rows(answers: Answers, method: Method) -> Iterator[dict[str, Any]]:
    prompt = [each.model_dump() for each in answers[True][0].request]
    good, bad = ({_plain(each.response): None for each in answers[kind]} for kind in (True, False))
    if method == "sft":
        yield from ({"prompt": prompt, "completion": _said(each)} for each in good)
    elif method == "dpo":
        first = next(iter(good))
        yield from (
            {"prompt": prompt, "chosen": _said(first), "rejected": _said(each)} for each in bad
        )
    else:
        for label, told in ((True, good), (False, bad)):
            yield from (
                {"prompt": prompt, "completion": _said(each), "label": label} for each in told
            )


def _said(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def _plain(text: str) -> str:
    return " ".join(text.split())
