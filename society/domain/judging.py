"""What a judge says, what a turn is paid, and how a function becomes a judge."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Self, TypeVar, overload

from pydantic import Field, model_validator

from society.domain.value import Value

Scope = Literal["turn", "outcome", "pair"]


class Judgement(Value):
    """What one judge said of one turn (or of the whole, for one role).

    Either `score` in [0, 1] or `unscored` with the reason: no_opinion, judge_error, timeout,
    bad_reply, model_error, refused. A failure is never a score. `credits` say what of the score
    each of the role's turns earned: they add up to it. `facts` are what else was measured. Of a
    pair the score is how likely the first is better, and 0.5 is a tie.
    """

    scope: Scope = "turn"
    turn: int | None = None
    role: str | None = None
    judge: str = ""
    score: float | None = Field(default=None, ge=0, le=1)
    unscored: str = ""
    critique: str = ""
    criteria: dict[str, float] = Field(default_factory=dict)
    credits: dict[int, float] = Field(default_factory=dict)
    facts: dict[str, float] = Field(default_factory=dict)
    version: str = ""
    calls: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.score is None) == (not self.unscored):
            raise ValueError("a judgement has a score or a reason for having none")
        return self


class Reward(Value):
    """What was paid for a turn; `parts` add up to `value` and explain it by judge.

    scope turn: the process reward, in [0, 1]. scope outcome: what the turn has of the end's worth
    to the role, in [-1, 1]; over the role's turns that adds up to the worth. It all lies on the
    role's last turn where no judge credits others.
    """

    scope: Literal["turn", "outcome"] = "turn"
    turn: int
    role: str
    value: float
    parts: dict[str, float] = Field(default_factory=dict)


class Badge(Value):
    """What `@judge` says of a callable: its name, scope, scale, roles and version.

    `embedded` names the judge that stands in for it, turn by turn, where its model would be the
    small embedded one.
    """

    name: str
    scope: Scope = "turn"
    scale: tuple[float, float] | Literal["bool"] = (0.0, 1.0)
    roles: tuple[str, ...] = ()
    version: str = ""
    about: str = ""
    embedded: str = ""


Judged = TypeVar("Judged", bound=Callable[..., Any])


@overload
def judge(function: Judged, /) -> Judged: ...


@overload
def judge(
    *,
    name: str | None = None,
    scope: Scope = "turn",
    scale: tuple[float, float] | Literal["bool"] = (0.0, 1.0),
    roles: tuple[str, ...] | list[str] = (),
    version: str = "",
    embedded: str = "",
) -> Callable[[Judged], Judged]: ...


def judge(
    function: Judged | None = None,
    /,
    *,
    name: str | None = None,
    scope: Scope = "turn",
    scale: tuple[float, float] | Literal["bool"] = (0.0, 1.0),
    roles: tuple[str, ...] | list[str] = (),
    version: str = "",
    embedded: str = "",
) -> Judged | Callable[[Judged], Judged]:
    """Mark a function, or a class whose instances are called, as a judge.

    The callable asks for what it needs by parameter name (turn, dialogue, role, view, private,
    variables, scenario, outcome, history, model, params, reference, archive, play_on; first and
    second with scope pair) and returns a number within `scale`, `(score, critique)`, a dict with
    score and, where it likes, critique, criteria, credits and facts, a `Judgement`, or None for no
    opinion. Without words of its own it may stand bare: `@judge`.
    """

    def mark(function: Judged) -> Judged:
        about = (function.__doc__ or "").strip().partition("\n")[0]
        badge = Badge(
            name=name or function.__name__.lower(),
            scope=scope,
            scale=scale,
            roles=tuple(roles),
            version=version,
            about=about,
            embedded=embedded,
        )
        function.__society_judge__ = badge  # type: ignore[attr-defined]
        return function

    return mark if function is None else mark(function)


Weights = Mapping[str, float]
"""A weight per judge name, 0 for a judge that is heard but not paid by."""
