"""Does the judge find what is wrong: planted flaws, in which turn, and how bad it is?"""

from collections.abc import Iterable, Iterator
from itertools import islice

from society.audit.flaws import KINDS, Flawed, planted
from society.audit.material import Item
from society.audit.probing import (
    Exam,
    Examination,
    Heard,
    Key,
    Probe,
    ask_item,
    checked,
    unasked,
)
from society.domain.dialogue import Dialogue
from society.domain.trust import Check
from society.scoring.intervals import Estimate, mean, share

EACH = 4
"""How many of the nine flaws are planted in one turn, each in a copy of its own."""

ENOUGH = 8
"""Fewer turns with a flaw do not tell whether it is the worst found."""

NEIGHBOURS = 2
"""Earlier turns beside which the flawed one must stand out."""

SLIGHT = ("contradiction", "false_sum", "cut", "false_deal", "leak", "role_flip", "repeat")
LADDERS = 0.25
MARK = "lower bound >= 85%, worst >= 60%"


def _plant(exam: Exam) -> Iterator[Probe]:
    for number, item in enumerate(exam.items):
        for flawed in islice(_flaws(exam, number, item), EACH):
            yield ask_item(exam, number, "flaw", flawed.bad, flawed.kind)


def _flaws(exam: Exam, number: int, item: Item) -> Iterator[Flawed]:
    """The flaws that this turn can have, beginning with another kind at each item."""
    lenders = exam.material.lenders
    for at in range(len(KINDS)):
        kind = KINDS[(EACH * number + at) % len(KINDS)]
        flawed = planted(exam.material.whole(item), item.turn, kind, exam.seed, lenders)
        if flawed:
            yield flawed


def _plant_own(exam: Exam) -> Iterator[Probe]:
    for number, item in enumerate(exam.items):
        whole = exam.material.whole(item)
        for kind in exam.own:
            flawed = planted(whole, item.turn, kind, exam.seed, flaws=exam.own)
            if flawed:
                yield ask_item(exam, number, "own flaw", flawed.bad, kind)


def _found(heard: Heard) -> Check:
    return _lower(heard, "flaw", KINDS, "planted flaws")


def _found_own(heard: Heard) -> Check:
    return _lower(heard, "own flaw", heard.exam.own, "own flaws")


def _lower(heard: Heard, check: str, kinds: Iterable[str], name: str) -> Check:
    lower: dict[str, list[bool]] = {kind: [] for kind in kinds}
    for key, score in heard.of(check):
        before = heard.original(key.item)
        if before is not None:
            lower[key.variant].append(score < before - 1e-9)
    asked = {kind: hits for kind, hits in lower.items() if hits}
    if not asked:
        return unasked(name, "no flawed turn was scored", MARK)
    found = share(sum(map(sum, asked.values())), sum(map(len, asked.values())))
    parts = {kind: sum(hits) / len(hits) for kind, hits in asked.items()}
    sure = {kind: parts[kind] for kind, hits in asked.items() if len(hits) >= ENOUGH}
    worst = min(sure or parts, key=parts.__getitem__)
    said = f"{found.value:.0%} of the flawed turns score lower than as they were said"
    least = f"; least seen: {worst.replace('_', ' ')} ({parts[worst]:.0%})"
    passed = _enough(found, min(sure.values(), default=1.0))
    return checked(
        name,
        found,
        unit="%",
        mark=MARK,
        passed=passed,
        sentence=said + least,
        parts=parts,
    )


def _enough(found: Estimate, worst: float) -> bool | None:
    if worst < 0.6 or found.value < 0.85:
        return False
    return True if found.low >= 0.85 else None


def _ask_neighbours(exam: Exam) -> Iterator[Probe]:
    if exam.scope != "turn":
        return
    for number in exam.some(0.5):
        item = exam.items[number]
        said = [turn for turn in item.dialogue.turns[: item.turn] if turn.text.strip()]
        for turn in said[-NEIGHBOURS:]:
            key = Key("neighbour", number, str(turn.index))
            yield Probe(key, item.dialogue, turn.index, turn.role)


def _named(heard: Heard) -> Check:
    if heard.exam.scope != "turn":
        return unasked("right turn", "it does not judge single turns")
    beside: dict[int, list[float]] = {}
    for key, score in heard.of("neighbour"):
        beside.setdefault(key.item, []).append(score)
    flawed = [(beside[key.item], score) for key, score in heard.of("flaw") if key.item in beside]
    hits = [score < min(others) - 1e-9 for others, score in flawed]
    if not hits:
        return unasked("right turn", "no flawed turn was scored beside others")
    found = share(sum(hits), len(hits))
    alone = [(others, heard.original(item)) for item, others in beside.items()]
    clean = [usual < min(others) - 1e-9 for others, usual in alone if usual is not None]
    anyway = sum(clean) / len(clean) if clean else 0.0
    said = (
        f"the flawed turn scores below the {NEIGHBOURS} turns before it in {found.value:.0%}; "
        f"without a flaw it does so in {anyway:.0%}"
    )
    parts = {"without a flaw": anyway}
    return checked("right turn", found, unit="%", passed=None, sentence=said, parts=parts)


def _climb(exam: Exam) -> Iterator[Probe]:
    for number in exam.some(LADDERS):
        item = exam.items[number]
        slight, bad = _slight(exam, number, item), _bad(exam, item)
        if slight and bad:
            yield ask_item(exam, number, "ladder", slight, "slight")
            yield ask_item(exam, number, "ladder", bad, "bad")


def _slight(exam: Exam, number: int, item: Item) -> Dialogue | None:
    whole, seed = exam.material.whole(item), exam.seed + 1
    kinds = [SLIGHT[(number + at) % len(SLIGHT)] for at in range(len(SLIGHT))]
    made = (planted(whole, item.turn, kind, seed) for kind in kinds)
    return next((flawed.bad for flawed in made if flawed), None)


def _bad(exam: Exam, item: Item) -> Dialogue | None:
    """Off topic and rude at once."""
    whole, seed, lenders = exam.material.whole(item), exam.seed + 1, exam.material.lenders
    first = planted(whole, item.turn, "off_topic", seed, lenders)
    second = planted(first.bad, item.turn, "rude", seed) if first else None
    return second.bad if second else None


def _ladder(heard: Heard) -> Check:
    mark = "tau >= 0.7"
    taus = []
    for number in heard.exam.some(LADDERS):
        steps = [heard.original(number)]
        steps += [heard.score("ladder", number, variant) for variant in ("slight", "bad")]
        known = [step for step in steps if step is not None]
        if len(known) == len(steps):
            taus.append(_tau(known))
    if not taus:
        return unasked("ladder", "no ladder of three turns was scored", mark)
    found = mean(taus)
    passed = found.value >= 0.7 if found.value >= 0.7 or found.high < 0.7 else None
    said = f"good, slightly flawed and bad turns come in that order: tau {found.value:.2f}"
    return checked("ladder", found, mark=mark, passed=passed, sentence=said)


def _tau(falling: list[float]) -> float:
    """Kendall's tau-b with the gold order; 0 where all score the same."""
    from scipy.stats import kendalltau

    if max(falling) == min(falling):
        return 0.0
    return float(kendalltau(falling, range(len(falling), 0, -1)).statistic)


FLAWS = Examination("planted flaws", _plant, _found)
OWN_FLAWS = Examination("own flaws", _plant_own, _found_own)
RIGHT_TURN = Examination("right turn", _ask_neighbours, _named)
LADDER = Examination("ladder", _climb, _ladder)
