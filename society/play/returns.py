"""What a judge's function returned, read strictly: a score on its scale, or the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from inspect import isawaitable, iscoroutine
from math import isfinite
from numbers import Real

from society.domain.errors import JudgeError
from society.domain.judging import Badge, Judgement
from society.play.gifts import Case

LONGEST_CRITIQUE = 4000
SHAPES = "return a number, (number, critique), a dict with score, a Judgement, or None"
PARTS = ("score", "critique", "criteria", "credits", "facts")
EVEN = 1e-6
"""By how much credits may miss the score that they add up to."""


@dataclass(frozen=True)
class Said:
    """A score on [0, 1] with its critique, or None for no opinion."""

    score: float | None
    critique: str = ""
    criteria: dict[str, float] = field(default_factory=dict)
    unscored: str = ""
    calls: tuple[str, ...] = ()
    credits: dict[int, float] = field(default_factory=dict)
    facts: dict[str, float] = field(default_factory=dict)


def read(said: object, badge: Badge, case: Case | None = None) -> Said:
    """What the judge means, its scale mapped onto [0, 1]; JudgeError where it is no verdict.

    `case` is what it was asked about, which its answer must fit.

    >>> read((8, "clear"), Badge(name="clarity", scale=(0, 10))).score
    0.8
    """
    if isinstance(said, Judgement):
        return _judgement(said, badge, case)
    if isinstance(said, Mapping):
        return _mapping(said, badge, case)
    if isinstance(said, tuple):
        return _pair(said, badge)
    return _said(said, "", {}, badge)


def _judgement(said: Judgement, badge: Badge, case: Case | None) -> Said:
    whole = Judgement.model_validate(said.model_dump(warnings=False))
    turn = case.turn if case else None
    if whole.turn is not None and whole.turn != turn:
        about = "the outcome" if turn is None else f"turn {turn}"
        raise JudgeError(f"judge {badge.name!r} spoke of turn {whole.turn}, asked about {about}")
    return Said(
        whole.score,
        _text(whole.critique, badge),
        {name: _finite(value, badge) for name, value in whole.criteria.items()},
        whole.unscored,
        whole.calls,
        _credits(whole.credits, whole.score, 1.0, badge, case),
        _facts(whole.facts, badge),
    )


def _mapping(said: Mapping[object, object], badge: Badge, case: Case | None) -> Said:
    strange = [key for key in said if key not in PARTS]
    if strange or "score" not in said:
        raise _no_verdict(said, badge)
    criteria = said.get("criteria") or {}
    if not isinstance(criteria, Mapping):
        raise _no_verdict(said, badge)
    parts = {str(name): _scaled(value, badge) for name, value in criteria.items()}
    found = _said(said["score"], said.get("critique", ""), parts, badge)
    span = 1.0 if badge.scale == "bool" else badge.scale[1] - badge.scale[0]
    return replace(
        found,
        credits=_credits(said.get("credits"), found.score, span, badge, case),
        facts=_facts(said.get("facts"), badge),
    )


def _credits(
    said: object, score: float | None, span: float, badge: Badge, case: Case | None
) -> dict[int, float]:
    """What each of the role's turns earned of the score, in parts of the scale's whole `span`."""
    if not said:
        return {}
    if not isinstance(said, Mapping):
        raise _no_verdict(said, badge, "credits are a dict from a turn's number to its share")
    if case is None or case.scope != "outcome" or score is None:
        raise JudgeError(
            f"judge {badge.name!r} credits turns, which goes with a score of the outcome",
            hint="declare @judge(scope='outcome') and return its score beside the credits",
        )
    found = {_own(turn, badge, case): _finite(part, badge) / span for turn, part in said.items()}
    if any(abs(part) > 1 for part in found.values()) or abs(sum(found.values()) - score) > EVEN:
        raise JudgeError(
            f"judge {badge.name!r} credits {sum(found.values()) * span:g} in all, "
            f"and its score is {score * span:g} above the least",
            hint="credits add up to the score, and none is larger than the whole scale",
        )
    return found


def _own(turn: object, badge: Badge, case: Case) -> int:
    if isinstance(turn, bool) or not isinstance(turn, int) or turn not in case.own:
        raise JudgeError(
            f"judge {badge.name!r} credits turn {turn!r}, which is none of {case.judged!r}",
            hint=f"its turns are {', '.join(map(str, case.own)) or 'none'}",
        )
    return turn


def _facts(said: object, badge: Badge) -> dict[str, float]:
    if not said:
        return {}
    if not isinstance(said, Mapping) or not all(isinstance(name, str) for name in said):
        raise _no_verdict(said, badge, "facts are a dict from a name to a number")
    return {str(name): _finite(value, badge) for name, value in said.items()}


def _pair(said: tuple[object, ...], badge: Badge) -> Said:
    if len(said) != 2 or not isinstance(said[1], str):
        raise _no_verdict(said, badge)
    return _said(said[0], said[1], {}, badge)


def _said(score: object, critique: object, criteria: dict[str, float], badge: Badge) -> Said:
    number = None if score is None else _scaled(score, badge)
    reason = "no_opinion" if number is None else ""
    return Said(number, _text(critique, badge), criteria, reason)


def _scaled(score: object, badge: Badge) -> float:
    if badge.scale == "bool":
        if not isinstance(score, bool):
            raise _no_verdict(score, badge, "its scale is bool: return True or False")
        return float(score)
    if isinstance(score, bool):
        raise _no_verdict(score, badge, 'declare @judge(scale="bool"), or return a number')
    number = _finite(score, badge)
    low, high = badge.scale
    if not low <= number <= high:
        span = f"{low:g}..{high:g}"
        raise JudgeError(
            f"judge {badge.name!r} returned {number:g}, which is outside its scale {span}",
            hint=f"declare another with @judge(scale=(0, 10)), or for a program or service with "
            f"#scale=0..10, or return a number in {span}",
        )
    return (number - low) / (high - low)


def _finite(score: object, badge: Badge) -> float:
    if not isinstance(score, Real) or isinstance(score, bool) or not isfinite(score):
        raise _no_verdict(score, badge)
    return float(score)


def _text(critique: object, badge: Badge) -> str:
    if critique is None:
        return ""
    if not isinstance(critique, str):
        raise _no_verdict(critique, badge, "a critique is a text")
    return critique[:LONGEST_CRITIQUE]


def _no_verdict(said: object, badge: Badge, hint: str = SHAPES) -> JudgeError:
    if iscoroutine(said):
        said.close()
    if isawaitable(said):
        return JudgeError(
            f"judge {badge.name!r} returned a coroutine", hint="write `async def`, or await it"
        )
    return JudgeError(
        f"judge {badge.name!r} returned {_shown(said)}, which is no verdict", hint=hint
    )


def _shown(said: object) -> str:
    text = repr(said)
    return text if len(text) <= 60 else f"{text[:57]}..."
