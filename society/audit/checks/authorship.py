"""Does the judge prefer what its own model wrote, or what is merely said to be its own?"""

from collections.abc import Iterator, Sequence
from statistics import fmean

import numpy as np

from society.audit.correlation import grouped
from society.audit.edits import relabelled
from society.audit.material import Item
from society.audit.probing import (
    FEWEST,
    RIVAL,
    Exam,
    Examination,
    Heard,
    Key,
    Probe,
    ask_item,
    checked,
    unasked,
)
from society.domain.trust import Check
from society.scoring.intervals import Estimate, mean

STRANGER = "llm:another-model"
NAME, MARK = "self-preference", "interval contains 0"


def _ask(exam: Exam) -> Iterator[Probe]:
    if not exam.model or exam.scope == "pair":
        return
    for number in exam.some(0.5):
        dialogue = exam.items[number].dialogue
        for variant, player in (("own", f"llm:{exam.model}"), ("other", STRANGER)):
            yield ask_item(exam, number, "author", relabelled(dialogue, player), variant)
    for number, item in enumerate(exam.items):
        if exam.rival and _of(item, exam) is not None:
            yield Probe(Key(RIVAL, number), item.dialogue, item.turn, item.role, rival=True)


def _of(item: Item, exam: Exam) -> bool | None:
    """Whether the turn is the judging model's own; False for its rival's, None for others."""
    author = _base(item.author)
    if author and author == _base(exam.model):
        return True
    return False if author and author == _base(exam.rival) else None


def _base(model: str) -> str:
    """The model without its adapter: the weights that find the words."""
    return model.partition("+")[0]


def _read(heard: Heard) -> Check:
    exam = heard.exam
    if not exam.model:
        return unasked(NAME, "no model judges, so it has no words of its own", MARK)
    if exam.scope == "pair":
        return unasked(NAME, "a pair is of the same authors", MARK)
    own = {key.item: score for key, score in heard.of("author") if key.variant == "own"}
    other = {key.item: score for key, score in heard.of("author") if key.variant == "other"}
    lead = [own[item] - other[item] for item in own if item in other]
    rows = _rows(heard)
    crossed = _crossed(rows, exam.seed)
    if crossed:
        return _interaction(crossed, rows, lead, exam)
    if not lead:
        return unasked(NAME, "no turn was scored under two authors", MARK)
    found = mean(lead)
    said = (
        f"the same turn said to be by its own model scores {found.value:+.3f} more than by another "
        f"(labels alone; {_lacking(rows, exam)})"
    )
    return checked(NAME, found, mark=MARK, passed=_none(found), sentence=said)


Row = tuple[float, bool, str]
"""How much more the judge gave a turn than its rival, whether it is its own, of which dialogue."""


def _rows(heard: Heard) -> list[Row]:
    found = []
    for key, score in heard.of(RIVAL):
        item, before = heard.exam.items[key.item], heard.original(key.item)
        own = _of(item, heard.exam)
        if before is not None and own is not None:
            found.append((before - score, own, item.group))
    return found


def _crossed(rows: Sequence[Row], seed: int) -> Estimate | None:
    """How much more each of two judges gives its own turns: their interaction, with its interval.

    Drawn by whole dialogues. None where too few turns of one of the two were scored by both.
    """
    if min(_many(rows)) < FEWEST:
        return None
    columns = [lead for lead, _, _ in rows], [float(own) for _, own, _ in rows]
    return grouped(columns, [group for _, _, group in rows], _difference, seed=seed)


def _difference(lead: np.ndarray, own: np.ndarray) -> float:
    if own.all() or not own.any():
        return float("nan")
    return float(lead[own == 1].mean() - lead[own == 0].mean())


def _many(rows: Sequence[Row]) -> tuple[int, int]:
    own = sum(each for _, each, _ in rows)
    return own, len(rows) - own


def _interaction(found: Estimate, rows: Sequence[Row], lead: Sequence[float], exam: Exam) -> Check:
    own, other = _many(rows)
    label = fmean(lead) if lead else 0.0
    said = (
        f"over {own} turns of {exam.model} and {other} of {exam.rival}, judged by both, each gives "
        f"its own {found.value:+.3f} more than the other does; to be called its own is worth "
        f"{label:+.3f} to a turn"
    )
    parts = {"by label": label, "own turns": float(own), "rival's turns": float(other)}
    passed = _none(found) and (not lead or _none(mean(lead)))
    return checked(NAME, found, mark=MARK, passed=passed, sentence=said, parts=parts)


def _none(found: Estimate) -> bool:
    return found.low <= 1e-9 and found.high >= -1e-9


def _lacking(rows: Sequence[Row], exam: Exam) -> str:
    """What would have to be there to tell it from the words."""
    if not exam.rival:
        return "words need stored turns of two models, the other named with --rival-model"
    own, other = _many(rows)
    return (
        f"words need {FEWEST} turns of {_base(exam.model)}, of which {own} were judged by both, "
        f"and of {_base(exam.rival)}, of which {other} were"
    )


SELF_PREFERENCE = Examination(NAME, _ask, _read)
