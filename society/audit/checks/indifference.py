"""Is the judge moved by what should not move it: wording, length, labels, the future?"""

from collections.abc import Iterator, Sequence
from statistics import fmean

from society.audit.edits import EDITS, swapped
from society.audit.fillers import padded
from society.audit.flaws.planting import retold
from society.audit.flaws.scene import is_chinese, length
from society.audit.probing import (
    Exam,
    Examination,
    Heard,
    Probe,
    above_chance,
    ask_item,
    at_most,
    checked,
    unasked,
)
from society.domain.trust import Check
from society.scoring.intervals import mean

SAME_GAME = ("typography", "synonyms")
"""The edits that leave the game as it is, so that a pair can be made with the original."""


def _edit(exam: Exam) -> Iterator[Probe]:
    kinds = SAME_GAME if exam.scope == "pair" else tuple(EDITS)
    for number, item in enumerate(exam.items):
        for at in range(len(kinds)):
            kind = kinds[(number + at) % len(kinds)]
            changed = EDITS[kind](item.dialogue, exam.chance("edit", number))
            if changed:
                yield ask_item(exam, number, "edit", changed, kind)
                break


def _false_alarm(heard: Heard) -> Check:
    mark = "<= 10%"
    shifts = heard.shifts("edit")
    if not shifts:
        return unasked("false alarm", "no edited turn was scored", mark)
    least = max(heard.noise, 1e-9)
    anyway = drops_by_chance(heard.redone, least)
    found = above_chance([each < -least for each in shifts], anyway)
    said = (
        f"{found.value:.0%} of the turns lose score when only typography, synonyms or names "
        f"change, beyond the {anyway:.0%} that lose it when merely asked again"
    )
    parts = {"by chance": anyway, "mean shift": fmean(shifts)}
    passed = at_most(found, 0.1)
    return checked(
        "false alarm", found, unit="%", mark=mark, passed=passed, sentence=said, parts=parts
    )


def drops_by_chance(redone: Sequence[float], beyond: float) -> float:
    """How often the same question asked again scores lower by more than that: half of either."""
    return sum(abs(each) > beyond for each in redone) / (2 * len(redone)) if redone else 0.0


def _pad(exam: Exam) -> Iterator[Probe]:
    for number, item in enumerate(exam.items):
        text = item.dialogue.last.text
        longer = padded(text, exam.chance("pad", number), zh=is_chinese(text))
        yield ask_item(exam, number, "length", retold(item.dialogue, longer))


def _length(heard: Heard) -> Check:
    mark = "|shift| <= 3%"
    shifts = heard.shifts("length")
    if not shifts:
        return unasked("length", "no longer turn was scored", mark)
    found = mean(shifts)
    words = fmean(_added(heard.exam, key.item) for key, _ in heard.of("length"))
    said = f"{words:.0f} words that say nothing move the score by {found.value:+.3f}"
    parts = {"per 100 words": 100 * found.value / words}
    passed = at_most(found, 0.03, sides=2)
    return checked("length", found, mark=mark, passed=passed, sentence=said, parts=parts)


def _added(exam: Exam, number: int) -> float:
    text = exam.items[number].dialogue.last.text
    longer = padded(text, exam.chance("pad", number), zh=is_chinese(text))
    return length(longer) - length(text)


def _swap(exam: Exam) -> Iterator[Probe]:
    if exam.scope == "pair":
        return
    for number, item in enumerate(exam.items):
        changed = swapped(item.dialogue)
        if changed:
            yield ask_item(exam, number, "swap", changed)


def _swapped(heard: Heard) -> Check:
    mark = "|shift| <= 3%"
    shifts = _by_role(heard)
    both = [each for role in shifts.values() for each in role]
    if not both:
        return unasked("role swap", _unswapped(heard.exam), mark)
    places = heard.exam.items[0].dialogue.game.roles
    signs = {places[0].id: 1.0, places[1].id: -1.0}
    found = mean([signs.get(role, 0.0) * each for role, some in shifts.items() for each in some])
    said = (
        f"a turn of the first role moves by {found.value:+.3f} when it carries the second's label "
        "(and the other way round)"
    )
    parts = {role: fmean(some) for role, some in shifts.items()}
    passed = at_most(found, 0.03, sides=2)
    return checked("role swap", found, mark=mark, passed=passed, sentence=said, parts=parts)


def _unswapped(exam: Exam) -> str:
    """Why no turn was scored under another label."""
    if exam.scope == "pair":
        return "a pair is of one role, so labels cannot be exchanged"
    if swapped(exam.items[0].dialogue) is None:
        return "the roles are not alike, so their labels cannot be exchanged"
    return "no turn with exchanged labels was scored"


def _by_role(heard: Heard) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for key, score in heard.of("swap"):
        before = heard.original(key.item)
        if before is not None:
            found.setdefault(heard.exam.items[key.item].role, []).append(score - before)
    return found


def _show_all(exam: Exam) -> Iterator[Probe]:
    if exam.scope != "turn":
        return
    for number in exam.some(0.5):
        whole = exam.material.whole(exam.items[number])
        if len(whole.turns) > exam.items[number].turn + 1:
            yield ask_item(exam, number, "future", whole)


def _future(heard: Heard) -> Check:
    mark = "no shift"
    if heard.exam.scope != "turn":
        return unasked("future", "it judges what is over, and may know all of it", mark)
    shifts = heard.shifts("future")
    if not shifts:
        return unasked("future", "no turn with others after it was scored", mark)
    found = mean(shifts)
    changed = sum(abs(each) > max(2 * heard.noise, 1e-9) for each in shifts) / len(shifts)
    by_chance = drops_by_chance(heard.redone, max(2 * heard.noise, 1e-9)) * 2
    passed = abs(found.value) <= 0.01 or (found.low <= 0 <= found.high)
    said = f"in a dialogue that goes on, the same turn moves by {found.value:+.3f}"
    parts = {"changed": changed, "by chance": by_chance}
    return checked("future", found, mark=mark, passed=passed, sentence=said, parts=parts)


FALSE_ALARM = Examination("false alarm", _edit, _false_alarm)
LENGTH = Examination("length", _pad, _length)
SWAP = Examination("role swap", _swap, _swapped)
FUTURE = Examination("future", _show_all, _future)
