"""What is asked of a judge, and what it answered: the two sides that every check is made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from random import Random
from typing import NamedTuple

import numpy as np

from society.audit.flaws import Flaw
from society.audit.material import Item, Material
from society.domain.dialogue import Dialogue
from society.domain.judging import Judgement, Scope
from society.domain.trust import Check
from society.scoring.intervals import Estimate, share

ORIGINAL, RIVAL = "original", "rival"
"""The turn as it was said, before the judge and before its rival."""

NO_OPINION = "no_opinion"

FEWEST = 8
"""On fewer observations nothing is passed, and nothing is failed."""


class Key(NamedTuple):
    """Which answer: of which check, about which item, in which variant."""

    check: str
    item: int
    variant: str = ""


@dataclass(frozen=True)
class Probe:
    """One thing to ask: judge turn `turn` of this dialogue, which may go on after it.

    With `rival` another model answers: the second judge of the same exam.
    """

    key: Key
    dialogue: Dialogue
    turn: int
    role: str
    rival: bool = False


class Answer(NamedTuple):
    """What the judge said, after how many seconds, and what it cost where that is known.

    `miscounted`: its prompt shows another number of turns than were said; None where no prompt's
    turns can be read.
    """

    said: Judgement
    seconds: float
    cost: float | None
    miscounted: bool | None = None


@dataclass(frozen=True)
class Exam:
    """What is audited, and with what: the same exam asks the same of every judge.

    `own` are the flaws of a trade, planted beside the nine. `rival` is a second model that judges
    beside `model`, to tell whether each prefers its own words.
    """

    material: Material
    scope: Scope = "turn"
    model: str = ""
    seed: int = 0
    own: Mapping[str, Flaw] = field(default_factory=dict)
    rival: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """The audited turns."""
        return self.material.items

    def some(self, share: float) -> range:
        """The numbers of the first items, so large a share of them, at least 4."""
        return range(min(len(self.items), max(4, round(share * len(self.items)))))

    def chance(self, *words: object) -> Random:
        """A chance of its own for each thing that is drawn."""
        return Random("|".join(map(str, (self.seed, *words))))


@dataclass(frozen=True)
class Heard:
    """All answers so far."""

    exam: Exam
    answers: Mapping[Key, Answer] = field(default_factory=dict)

    def score(self, check: str, item: int, variant: str = "") -> float | None:
        """What was scored there; None where it was not asked, or nothing was scored."""
        answer = self.answers.get(Key(check, item, variant))
        return answer.said.score if answer else None

    def original(self, item: int) -> float | None:
        """What the turn as it was said scored."""
        return self.score(ORIGINAL, item)

    def of(self, check: str) -> Iterator[tuple[Key, float]]:
        """Every score of one check, by item."""
        for key in sorted(key for key in self.answers if key.check == check):
            score = self.answers[key].said.score
            if score is not None:
                yield key, score

    @property
    def silent(self) -> int:
        """About how many items, as they were said, the judge had no opinion."""
        said = (answer.said for key, answer in self.answers.items() if key.check == ORIGINAL)
        return sum(each.unscored == NO_OPINION for each in said)

    @property
    def own(self) -> list[Answer]:
        """All that the audited judge answered, without its rival's answers."""
        return [answer for key, answer in self.answers.items() if key.check != RIVAL]

    def shifts(self, check: str) -> list[float]:
        """Score of each variant of a check less that of the turn as it was said."""
        return [
            score - before
            for key, score in self.of(check)
            if (before := self.original(key.item)) is not None
        ]

    @cached_property
    def repeats(self) -> list[list[float]]:
        """What the same turn scored each time, for the items that were asked again."""
        again: dict[int, list[float]] = {}
        for key, score in self.of("retest"):
            again.setdefault(key.item, []).append(score)
        first = {item: self.original(item) for item in again}
        return [[score, *again[item]] for item, score in first.items() if score is not None]

    @cached_property
    def noise(self) -> float:
        """Standard deviation of the same judgement made again; 0 where it was not asked again."""
        deviations = [np.std(scores, ddof=1) for scores in self.repeats if len(scores) > 1]
        return float(np.mean(deviations)) if deviations else 0.0

    @cached_property
    def redone(self) -> list[float]:
        """By how much one answer differs from another to the same question."""
        return [two - one for scores in self.repeats for one, two in combinations(scores, 2)]


@dataclass(frozen=True)
class Examination:
    """One check: what it asks, and how its answers are read."""

    name: str
    probes: Callable[[Exam], Iterator[Probe]]
    read: Callable[[Heard], Check]


def ask_item(exam: Exam, number: int, check: str, dialogue: Dialogue, variant: str = "") -> Probe:
    """The item's turn asked about in another dialogue, whose turn in that place it is."""
    item = exam.items[number]
    role = dialogue.turns[item.turn].role
    return Probe(Key(check, number, variant), dialogue, item.turn, role)


def nothing(_: Exam) -> Iterator[Probe]:
    """For a check that needs no questions of its own."""
    yield from ()


def unasked(name: str, why: str, mark: str = "") -> Check:
    """A check that cannot be made here, with the reason."""
    return Check(name=name, mark=mark, sentence=why)


def checked(
    name: str,
    found: Estimate,
    *,
    sentence: str,
    mark: str = "",
    passed: bool | None = None,
    unit: str = "",
    parts: Mapping[str, float] | None = None,
) -> Check:
    """A check with a figure; too few observations leave open whether it is passed."""
    return Check(
        name=name,
        figure=found.value,
        low=found.low,
        high=found.high,
        unit=unit,
        mark=mark,
        passed=passed if found.n >= FEWEST else None,
        n=found.n,
        sentence=sentence,
        parts=dict(parts or {}),
    )


def at_most(found: Estimate, limit: float, *, sides: int = 1) -> bool | None:
    """Whether a figure stays within a limit; None where it does not, but may by chance.

    With two sides its size counts, whatever its sign.
    """
    size = abs(found.value) if sides == 2 else found.value
    if size <= limit + 1e-9:
        return True
    within = found.low <= limit if sides == 1 else found.low <= limit and found.high >= -limit
    return None if within else False


def above_chance(hits: Sequence[bool], chance: float) -> Estimate:
    """The share of hits beyond what chance gives; 0 where chance alone may give more."""
    found = share(sum(hits), len(hits))
    value, low, high = (max(each - chance, 0.0) for each in found[:3])
    return Estimate(value, low, high, found.n)
