"""Does the judge answer at all, the same each time, with its whole scale, and at what price?"""

from collections import Counter
from collections.abc import Iterator
from statistics import median

import numpy as np

from society.audit.counting import many
from society.audit.probing import (
    FEWEST,
    NO_OPINION,
    ORIGINAL,
    Answer,
    Exam,
    Examination,
    Heard,
    Probe,
    ask_item,
    checked,
    nothing,
    unasked,
)
from society.domain.trust import Check
from society.scoring.agreement import entropy, icc
from society.scoring.intervals import Estimate, mean, share

AGAIN = 4
"""How often a turn is judged beside the first time."""


def _validity(heard: Heard) -> Check:
    mark = "first try >= 99%, unscored <= 0.5%"
    answers = heard.own
    if not answers:
        return unasked("validity", "nothing was asked", mark)
    lost = [each for each in answers if each.said.unscored not in ("", NO_OPINION)]
    silent = sum(each.said.unscored == NO_OPINION for each in answers)
    if silent == len(answers):
        return unasked("validity", _silence(heard), mark)
    repaired = _repaired([each for each in answers if each.said.score is not None])
    found = share(len(answers) - len(lost) - repaired, len(answers))
    unscored = len(lost) / len(answers)
    passed = found.value >= 0.99 and unscored <= 0.005
    why = Counter(each.said.unscored for each in lost).most_common(1)
    most = f"; mostly {why[0][0]}: {lost_example(lost, why[0][0])}" if why else ""
    said = f"{found.value:.1%} of the answers were a verdict at the first try"
    no_opinion = f"; {_silence(heard)}" if heard.silent else ""
    return checked(
        "validity",
        found,
        unit="%",
        mark=mark,
        passed=passed,
        sentence=said + no_opinion + most,
        parts={"unscored": unscored, "no opinion": silent / len(answers)},
    )


def _silence(heard: Heard) -> str:
    """About how many of the items that it was asked about it had nothing to say."""
    asked = sum(key.check == ORIGINAL for key in heard.answers)
    return f"it said nothing about {heard.silent} of {many(asked, 'item')}"


def lost_example(lost: list[Answer], why: str) -> str:
    """What the judge's failure says of itself, shortly."""
    first = next(each for each in lost if each.said.unscored == why)
    return " ".join(first.said.critique.split())[:120]


def _repaired(answers: list[Answer]) -> int:
    """How many verdicts took more requests than this judge's verdicts usually take."""
    if not answers:
        return 0
    usual = Counter(len(each.said.calls) for each in answers).most_common(1)[0][0]
    return sum(len(each.said.calls) > usual for each in answers)


def _ask_again(exam: Exam) -> Iterator[Probe]:
    for number in exam.some(0.5):
        dialogue = exam.items[number].dialogue
        for time in range(AGAIN):
            fresh = dialogue.model_copy(update={"game": dialogue.game.model_copy()})
            yield ask_item(exam, number, "retest", fresh, str(time))


def _retest(heard: Heard) -> Check:
    mark = "SD <= 5%, ICC >= 0.8"
    repeats = [scores for scores in heard.repeats if len(scores) > 1]
    if not repeats:
        return unasked("retest", "nothing was scored twice", mark)
    found = mean([float(np.std(scores, ddof=1)) for scores in repeats])
    most = max(map(len, repeats))
    alike = icc([scores for scores in repeats if len(scores) == most])
    passed = found.value <= 0.05 and (alike is None or alike >= 0.8)
    said = f"the same turn judged {most} times differs by {found.value:.3f} (SD)"
    kept = "" if alike is None else f"; {alike:.0%} of the variance is the turns' own"
    parts = {} if alike is None else {"ICC": alike}
    return checked("retest", found, mark=mark, passed=passed, sentence=said + kept, parts=parts)


def _compression(heard: Heard) -> Check:
    mark = "range >= 0.5, top value <= 60%"
    scores = [score for check in (ORIGINAL, "flaw") for _, score in heard.of(check)]
    if len(scores) < FEWEST:
        return unasked("compression", "too little was scored", mark)
    if heard.exam.scope == "pair":
        return unasked("compression", "it compares, and has no scale of its own", mark)
    low, high = np.quantile(scores, [0.01, 0.99])
    used = float(high - low)
    counts = Counter(round(score, 4) for score in scores)
    value, top = counts.most_common(1)[0]
    return Check(
        name="compression",
        figure=used,
        mark=mark,
        passed=used >= 0.5 and top / len(scores) <= 0.6,
        n=len(scores),
        sentence=f"good and flawed turns together use {used:.2f} of the scale in {len(counts)} "
        f"levels; {top / len(scores):.0%} get {value:g}",
        parts={
            "levels": float(len(counts)),
            "top share": top / len(scores),
            "entropy": entropy(scores),
        },
    )


def _order(heard: Heard) -> Check:
    mark = "flips <= 10%"
    flips = [
        answer.said.facts["flipped"]
        for answer in heard.answers.values()
        if "flipped" in answer.said.facts and answer.said.score is not None
    ]
    if heard.exam.scope != "pair":
        return unasked("order flips", "it compares nothing, so nothing is shown first", mark)
    if not flips:
        return unasked("order flips", "no pair was judged", mark)
    found = share(int(sum(flips)), len(flips))
    passed = found.value <= 0.1
    said = f"{found.value:.0%} of the pairs have another winner when shown the other way round"
    return checked("order flips", found, unit="%", mark=mark, passed=passed, sentence=said)


def _cost(heard: Heard) -> Check:
    answers = heard.own
    if not answers:
        return unasked("cost", "nothing was asked")
    seconds = sorted(each.seconds for each in answers)
    costs = [each.cost for each in answers]
    known = [each for each in costs if each is not None]
    p50, p95 = median(seconds), float(np.quantile(seconds, 0.95))
    parts = {"p50 s": p50, "p95 s": p95, "asked": float(len(answers))}
    took = f"half the answers took {_time(p50)} or less, 95% {_time(p95)}"
    if len(known) < len(costs):
        said = f"{took}; what a call costs is not known"
        return Check(name="cost", n=len(answers), sentence=said, unit="$", parts=parts)
    hundred = 100 * sum(known) / len(known)
    said = f"${hundred:.4g} for 100 turns; {took}"
    found = Estimate(hundred, hundred, hundred, len(answers))
    return checked("cost", found, unit="$", passed=None, sentence=said, parts=parts)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


VALIDITY = Examination("validity", nothing, _validity)
RETEST = Examination("retest", _ask_again, _retest)
COMPRESSION = Examination("compression", nothing, _compression)
ORDER = Examination("order flips", nothing, _order)
COST = Examination("cost", nothing, _cost)
