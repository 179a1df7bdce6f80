"""What is known of a judge: what people said of the same turns, and what an audit found."""

from typing import Self

from pydantic import Field, model_validator

from society.domain.judging import Judgement
from society.domain.value import Value

BESIDE = "beside:"
"""How the fact of a pair begins that names its second dialogue; its value is the turns shared."""


class Label(Value):
    """What a person said of one turn, or with `turn` None of the whole, for one role.

    `score` is in [0, 1], as a judge's. `rater` tells people apart and need not name them.
    """

    episode: str = Field(min_length=1)
    turn: int | None = Field(default=None, ge=0)
    role: str = Field(min_length=1)
    rater: str = Field(min_length=1)
    score: float = Field(ge=0, le=1)
    note: str = ""
    created: str = ""


MARKS = ("1", "2", "3", "4", "5")
"""What a person types, from poor to very good."""

ASKED = "1 poor … 5 very good, then a note if you like"


def marked(typed: str) -> tuple[float, str] | None:
    """The score in [0, 1] and the note that a person typed; None where it begins with no mark.

    >>> marked("4 holds the anchor")
    (0.75, 'holds the anchor')
    """
    mark, _, note = typed.strip().partition(" ")
    if mark not in MARKS:
        return None
    return MARKS.index(mark) / (len(MARKS) - 1), note.strip()


UNAUDITED = "unaudited"
"""What a judge is called whose version nobody has audited."""


class Check(Value):
    """One line of an audit: a figure with its interval, what it had to be, whether it is.

    `figure` is None where it could not be measured, and `sentence` then says why. `mark` is what
    was asked for, in words (`>= 0.99`); `passed` is None where there is no mark or no figure. `n`
    counts what it was measured on, `parts` are the figures behind it.
    """

    name: str
    figure: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    mark: str = ""
    passed: bool | None = None
    n: int = Field(default=0, ge=0)
    sentence: str = ""
    parts: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_both_bounds_or_none(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has a low and a high end")
        return self


class AuditReport(Value):
    """What one audit found of one version of a judge, on which material, and what it took.

    `cost` is in dollars, None where a price is not known.
    """

    judge: str
    version: str
    model: str = ""
    material: str = ""
    seed: int = 0
    items: int = Field(default=0, ge=0)
    strict: bool = False
    checks: tuple[Check, ...] = ()
    created: str = ""
    cost: float | None = None
    calls: int = Field(default=0, ge=0)
    seconds: float = Field(default=0.0, ge=0)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not reach their mark."""
        return tuple(check for check in self.checks if check.passed is False)

    @property
    def unmeasured(self) -> tuple[Check, ...]:
        """The checks that had a mark and gave no answer."""
        return tuple(check for check in self.checks if check.mark and check.passed is None)

    def check(self, name: str) -> Check | None:
        """The check of that name, None where it was not made."""
        return next((check for check in self.checks if check.name == name), None)


def beside(said: Judgement) -> str:
    """The id of the dialogue that a pair's first was compared with; "" where none is named.

    >>> beside(Judgement(scope="pair", score=0.5, facts={"flipped": 1.0, "beside:e7": 3.0}))
    'e7'
    """
    named = (name.removeprefix(BESIDE) for name in said.facts if name.startswith(BESIDE))
    return next(named, "")
