"""What the author of a judge runs: does it keep the contract, before it is paid by?"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from society.domain.judging import Judgement
from society.llm.model import Model
from society.play.asking import ask
from society.play.gifts import Case
from society.play.pairing import PairCase, ask_pair
from society.plugins import Juror, seat
from society.plugins.members import models_of
from society.samples import Obliging, sample_cases, sample_dialogue, sample_pairs

if TYPE_CHECKING:
    from society.llm.scripted import Scripted

__all__ = [
    "Case",
    "PairCase",
    "Report",
    "Scripted",
    "check_judge",
    "check_juror",
    "sample_cases",
    "sample_dialogue",
    "sample_pairs",
]

SLOW_SECONDS = 1.0
NO_FAULT = ("", "no_opinion")
OTHERWISE = "answered otherwise"
STOOD_IN = (
    "a stand-in answered for its model, with the middle of every form: the scores tell nothing of "
    "how it judges"
)
UNSTEADY = frozenset({"model", "play_on", "archive", "members"})
"""What a judge may be lent that answers differently another time."""


class Fault(NamedTuple):
    """One breach at one sample: faults of one `kind` are told as one, in the words of the first."""

    kind: str
    about: str
    words: str


@dataclass(frozen=True)
class Report:
    """What a check found; `problems` are what breaks the contract, equal ones told once.

    `deterministic` says whether the judge claims to say the same of the same; `flipped` counts the
    pairs of which it says another winner when they are shown the other way round, which is no
    breach: it is a tie then, and an audit's figure. `stood_in`: it asks a model, and none was
    given, so that one answered which fills in any form; then its scores mean nothing.
    """

    name: str
    scope: str
    version: str
    asked: int
    scores: tuple[float, ...]
    silent: int
    slowest: float
    problems: tuple[str, ...]
    deterministic: bool = True
    flipped: int = 0
    stood_in: bool = False

    @property
    def ok(self) -> bool:
        """Whether the contract is kept."""
        return not self.problems

    def __str__(self) -> str:
        span = f", {min(self.scores):.2f}..{max(self.scores):.2f}" if self.scores else ""
        lines = [
            f"judge {self.name!r} (scope {self.scope}, version {self.version})",
            f"asked {self.asked} times: {len(self.scores)} scores{span}, {self.silent} without "
            f"opinion, {self.slowest * 1000:.0f} ms at most",
            *([f"flipped by the order: {self.flipped}"] if self.flipped else []),
            *([STOOD_IN] if self.stood_in else []),
            *(f"problem: {problem}" for problem in self.problems),
        ]
        return "\n".join(lines)


def check_judge(
    function: Callable[..., Any],
    cases: Sequence[Case | PairCase] = (),
    *,
    params: Mapping[str, Any] | None = None,
    criteria: Mapping[str, float] | None = None,
    model: Model | None = None,
    timeout: float = 10.0,
) -> Report:
    """Ask a judge about sample dialogues and report whether it keeps the contract.

    The contract: a verdict on its scale (or None) for every case, nothing it is given changed, an
    answer within `timeout` seconds and, where it claims to be deterministic, the same answer again.
    A judge without a model claims that, and takes no longer than a second; an attribute
    `deterministic` of its own says otherwise. `cases` are your own dialogues (or pairs); `model`
    answers it, else one that fills in any form.

    >>> from society import Turn, judge
    >>> @judge(scope="turn")
    ... def shouts(turn: Turn) -> float:
    ...     return float(not turn.text.isupper())
    >>> check_judge(shouts).ok
    True
    """
    juror = seat(function, getattr(function, "__name__", "judge"), params=params, criteria=criteria)
    return asyncio.run(check_juror(juror, cases, model=model, timeout=timeout))


async def check_juror(
    juror: Juror,
    cases: Sequence[Case | PairCase] = (),
    *,
    model: Model | None = None,
    timeout: float = 10.0,
) -> Report:
    """As `check_judge`, for a judge that is seated already and a loop that is running."""
    said: list[Judgement] = []
    faults = list[Fault]()
    slowest, steady = 0.0, claims_to_be_deterministic(juror)
    for case in cases or _samples(juror):
        began = perf_counter()
        first = await _ask(juror, case, model or Obliging(), timeout)
        slowest = max(slowest, perf_counter() - began)
        again = await _ask(juror, case, model or Obliging(), timeout)
        said.append(first)
        faults += _faults(juror, case, first, again, steady=steady)
    slow = [f"took {slowest:.1f} s for one answer, without a model"]
    too_slow = _works_here(juror) and slowest > SLOW_SECONDS
    return Report(
        name=juror.name,
        scope=juror.badge.scope,
        version=juror.version,
        asked=len(said),
        scores=tuple(each.score for each in said if each.score is not None),
        silent=sum(each.unscored == "no_opinion" for each in said),
        slowest=slowest,
        problems=(*_told(faults, len(said)), *(slow if too_slow else [])),
        deterministic=steady,
        flipped=sum(each.facts.get("flipped", 0.0) > 0 for each in said),
        stood_in=model is None and bool(juror.asks_model or models_of(juror)),
    )


def claims_to_be_deterministic(juror: Juror) -> bool:
    """Whether a judge claims to say the same of the same.

    Its own `deterministic` says so or not; else it does unless it is lent what varies.
    """
    claimed = getattr(juror.function, "deterministic", None)
    return not UNSTEADY & set(juror.needs) if claimed is None else bool(claimed)


def _samples(juror: Juror) -> tuple[Case | PairCase, ...]:
    scope = juror.badge.scope
    return sample_pairs() if scope == "pair" else sample_cases(scope)


async def _ask(juror: Juror, case: Case | PairCase, model: Model, timeout: float) -> Judgement:
    models = dict.fromkeys(models_of(juror), model)
    if isinstance(case, PairCase):
        pair = replace(case, models=models)
        return await ask_pair(juror, pair, model=model, timeout=timeout)
    return await ask(juror, replace(case, models=models), model=model, timeout=timeout)


def _works_here(juror: Juror) -> bool:
    """Whether all its time is its own: no model, no program, no service has a part in it."""
    elsewhere = juror.reference.startswith(("cmd:", "http:", "https:"))
    return not elsewhere and not {"model", "members"} & set(juror.needs)


def _faults(
    juror: Juror, case: Case | PairCase, first: Judgement, again: Judgement, *, steady: bool
) -> list[Fault]:
    about = (case.case if isinstance(case, PairCase) else case).about
    if first.unscored not in NO_FAULT:
        words = first.critique or first.unscored
        return [Fault(words.removeprefix(f"judge {juror.name!r} on {about}: "), about, words)]
    if steady and first.score != again.score:
        words = f"gave {first.score} and then {again.score} to the same case, {about}"
        return [Fault(OTHERWISE, about, words)]
    return []


def _told(faults: Sequence[Fault], asked: int) -> Iterator[str]:
    """Every kind of fault once, with the samples that show it where there are several."""
    kinds: dict[str, list[Fault]] = {}
    for each in faults:
        kinds.setdefault(each.kind, []).append(each)
    for alike in kinds.values():
        first, many = alike[0], f"on {len(alike)} of {asked} samples"
        if len(alike) == 1:
            yield first.words
        elif first.kind == OTHERWISE:
            yield f"{many}: {first.words}"
        else:
            yield f"{many}, first {first.about}: {first.kind}"


def __getattr__(name: str) -> object:
    if name == "Scripted":
        from society.llm.scripted import Scripted

        return Scripted
    raise AttributeError(f"module 'society.testing' has no attribute {name!r}")
