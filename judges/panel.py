"""Several judges as one: their scores together, and how far they agree."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean
from typing import Any, NamedTuple

from society import Judgement, Member, SocietyError, judge

WAYS = ("mean", "median", "veto")
SURE = {"threshold": 0.5, "near": 0.15, "spread": 0.3}


class Heard(NamedTuple):
    """A member and what it said; its score is a number."""

    member: Member
    score: float
    said: Judgement


@judge(name="panel", scope="turn")
class Panel:
    """Several judges or models as one; the dearer asked only where the cheaper are unsure.

    `members` are {use, weight, name, model, params, criteria, price}; `price` is what a question
    costs in dollars, needed to say what was saved. `how` they are put together: the weighted mean,
    the weighted median, or veto: the lowest score where one is under `threshold`, else the mean.

    With `cascade: n` the first n are always asked (cheapest first, where prices are known) and the
    others one by one while those heard are unsure: they lie more than `spread` apart, or their
    mean lies within `near` of `threshold`. A member that fails is left out, never guessed; where
    all fail there is no score. Facts: n, spread, agreement (1 - the mean distance of two members),
    asked, spared, and saved in dollars where all prices are known. Each member's score is kept
    among the criteria, from which agreement over many dialogues is computed.
    """

    def __init__(
        self,
        members: Sequence[Mapping[str, Any] | str],
        how: str = "mean",
        cascade: int = 0,
        unsure: Mapping[str, float] | None = None,
        threshold: float = 0.5,
    ) -> None:
        if how not in WAYS:
            raise SocietyError(f"a panel has no way {how!r}", hint=f"it has {', '.join(WAYS)}")
        strange = [name for name in unsure or {} if name not in ("near", "spread")]
        if strange:
            raise SocietyError(
                f"unsure has no {strange[0]!r}", hint="it has near: 0.15 and spread: 0.3"
            )
        if isinstance(cascade, bool) or not 0 <= cascade <= len(members):
            raise SocietyError(
                f"cascade is {cascade}, and there are {len(members)} members",
                hint="write how many of them are always asked, or 0 for all",
            )
        self._how = how
        self._first = cascade or len(members)
        self._sure = {**SURE, **(unsure or {}), "threshold": threshold}

    async def __call__(self, members: tuple[Member, ...]) -> dict[str, Any] | Judgement:
        """What the panel says of the case that it is asked about."""
        order = sorted(members, key=_price) if self._first < len(members) else [*members]
        asked, waiting = order[: self._first], order[self._first :]
        said = await _at_once(asked)
        while waiting and self._unsure(_scored(asked, said)):
            asked, waiting = [*asked, waiting[0]], waiting[1:]
            said = [*said, await asked[-1]()]
        heard = _scored(asked, said)
        critique = "\n".join(map(_line, asked, said))
        if not heard:
            return _unscored(said, critique)
        return {
            "score": self._together(heard),
            "critique": critique,
            "criteria": {each.member.name: each.score for each in heard},
            "facts": {**_facts(heard), **_saved(asked, waiting)},
        }

    def _unsure(self, heard: Sequence[Heard]) -> bool:
        """Whether those heard leave it open, or nobody could say."""
        if not heard:
            return True
        distance = abs(_mean(heard) - self._sure["threshold"])
        return distance < self._sure["near"] or _spread(heard) > self._sure["spread"]

    def _together(self, heard: Sequence[Heard]) -> float:
        lowest = min(each.score for each in heard)
        if self._how == "median":
            return _median(heard)
        if self._how == "veto" and lowest < self._sure["threshold"]:
            return lowest
        return _mean(heard)


async def _at_once(members: Sequence[Member]) -> list[Judgement]:
    tasks = [asyncio.ensure_future(member()) for member in members]
    try:
        return [*await asyncio.gather(*tasks)]
    finally:
        for task in tasks:
            task.cancel()


def _scored(members: Sequence[Member], said: Sequence[Judgement]) -> list[Heard]:
    """Those that gave a score and whose word counts."""
    return [
        Heard(member, each.score, each)
        for member, each in zip(members, said, strict=True)
        if each.score is not None and member.weight > 0
    ]


def _mean(heard: Sequence[Heard]) -> float:
    total = sum(each.member.weight for each in heard)
    return sum(each.score * each.member.weight for each in heard) / total


def _median(heard: Sequence[Heard]) -> float:
    """Where half of the weight lies on either side; between two scores where it falls there."""
    ranked = sorted(heard, key=lambda each: each.score)
    half = sum(each.member.weight for each in ranked) / 2
    under = 0.0
    for at, each in enumerate(ranked):
        under += each.member.weight
        if under > half + 1e-12:
            return each.score
        if abs(under - half) <= 1e-12:
            return fmean([each.score, ranked[at + 1].score])
    raise AssertionError("unreachable: half of a positive weight is reached")


def _spread(heard: Sequence[Heard]) -> float:
    scores = [each.score for each in heard]
    return max(scores) - min(scores)


def _facts(heard: Sequence[Heard]) -> dict[str, float]:
    facts = {"n": float(len(heard)), "spread": _spread(heard)}
    apart = [abs(one.score - other.score) for one, other in combinations(heard, 2)]
    return {**facts, "agreement": 1 - fmean(apart)} if apart else facts


def _saved(asked: Sequence[Member], spared: Sequence[Member]) -> dict[str, float]:
    facts = {"asked": float(len(asked)), "spared": float(len(spared))}
    prices = [member.price for member in spared]
    known = [price for price in prices if price is not None]
    return {**facts, "saved": sum(known)} if len(known) == len(prices) else facts


def _unscored(said: Sequence[Judgement], critique: str) -> Judgement:
    """Why nobody could say: the first failure, or that nobody had an opinion."""
    failed = [each.unscored for each in said if each.unscored not in ("", "no_opinion")]
    return Judgement(unscored=failed[0] if failed else "no_opinion", critique=critique)


def _line(member: Member, said: Judgement) -> str:
    mark = said.unscored if said.score is None else f"{said.score:.2f}"
    why = said.critique.strip().partition("\n")[0]
    return f"{member.name} {mark}: {why}" if why else f"{member.name} {mark}"


def _price(member: Member) -> float:
    return float("inf") if member.price is None else member.price
