"""How good a learned judge is on what it did not learn from: the figures of its card."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from society.audit.correlation import spearman
from society.audit.examples import Example
from society.domain.value import Value
from society.scoring.intervals import Estimate, share

Scores = NDArray[np.float64]
FEWEST = 20
"""Examples from which a scenario gets a line of its own."""


class Line(Value):
    """One figure with its 95% interval, beside that of the trivial baseline where it has one."""

    about: str
    measure: str
    n: int
    figure: float
    low: float
    high: float
    baseline: float | None = None
    baseline_low: float | None = None
    baseline_high: float | None = None

    @property
    def beats(self) -> bool | None:
        """Whether its interval lies above the baseline's; None without a baseline."""
        return None if self.baseline_high is None else self.low > self.baseline_high


def correlations(examples: Sequence[Example], said: Scores, plain: Scores) -> Iterator[Line]:
    """Spearman with the targets on held-out dialogues: over all, and inside each scenario."""
    every = list(range(len(examples)))
    yield from _correlation("held-out dialogues", examples, said, plain, every)
    scenarios = sorted({each.scenario for each in examples})
    for name in scenarios if len(scenarios) > 1 else ():
        there = [at for at in every if examples[at].scenario == name]
        if len(there) >= FEWEST:
            yield from _correlation(f"of them {name}", examples, said, plain, there)


def correlation(about: str, examples: Sequence[Example], said: Scores, plain: Scores) -> list[Line]:
    """One line of Spearman; none where it cannot be measured."""
    return list(_correlation(about, examples, said, plain, range(len(examples))))


def ceiling(examples: Sequence[Example]) -> list[Line]:
    """How well one person agrees with the mean of the others who scored the same turn."""
    one, others, groups = list[float](), list[float](), list[str]()
    for each in examples:
        scores = [score for _, score in each.raters]
        for score in scores if len(scores) > 1 else ():
            one.append(score)
            others.append((sum(scores) - score) / (len(scores) - 1))
            groups.append(each.group)
    found = spearman(one, others, groups) if one else None
    if found is None:
        return []
    return [_line("one person against the other people", "Spearman", found, None)]


def preferences(examples: Sequence[Example], said: Scores, plain: Scores) -> Iterator[Line]:
    """How often a turn is put above itself with a flaw, on held-out dialogues: all, by kind."""
    yield from preference("held-out dialogues", examples, said, plain)
    for kind in sorted({each.kind for each in examples} - {""}):
        yield from preference(f"of them {kind}", examples, said, plain, kind)
    scenarios = sorted({each.scenario for each in examples})
    for name in scenarios if len(scenarios) > 1 else ():
        there = np.array([each.scenario == name for each in examples])
        hidden = np.where(there, said, np.nan), np.where(there, plain, np.nan)
        yield from preference(f"of them {name}", examples, *hidden)


def preference(
    about: str, examples: Sequence[Example], said: Scores, plain: Scores, kind: str = ""
) -> list[Line]:
    """One line of pairs won, a tie as half; what has no score is left out, maybe all of it."""
    ours, theirs = (_won(examples, scores, kind) for scores in (said, plain))
    if not ours:
        return []
    found = share(round(sum(ours)), len(ours))
    against = share(round(sum(theirs)), len(theirs)) if theirs else None
    return [_line(about, "pairs won", found, against)]


def unseen(
    examples: Sequence[Example], said: Scores, plain: Scores, about: str = "kinds not learned from"
) -> Iterator[Line]:
    """Pairs won on kinds of flaws that were not learned from: all, then each.

    A row of scores for every kind, in their order, each by models that did not see that kind.
    """
    kinds = sorted({each.kind for each in examples} - {""})
    ours = [_won(examples, row, kind) for kind, row in zip(kinds, said, strict=True)]
    theirs = [_won(examples, row, kind) for kind, row in zip(kinds, plain, strict=True)]
    each = (f"not learned from: {kind}" for kind in kinds)
    for named, mine, other in [
        (about, list(chain(*ours)), list(chain(*theirs))),
        *zip(each, ours, theirs, strict=True),
    ]:
        if mine and other:
            found = share(round(sum(mine)), len(mine))
            yield _line(named, "pairs won", found, share(round(sum(other)), len(other)))


def card(about: dict[str, Any], lines: Sequence[Line]) -> str:
    """The card as Markdown."""
    told = [f"| {key} | {_plain(value)} |" for key, value in about.items()]
    rows = [
        f"| {line.about} | {line.measure} | {line.n} | {_interval(line)} | {_against(line)} |"
        for line in lines
    ]
    return "\n".join(
        [
            "# A learned judge",
            "",
            "| what | |",
            "| --- | --- |",
            *told,
            "",
            *HOW,
            "",
            "| on | measure | n | learned | baseline |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            *NOTES,
            "",
        ]
    )


HOW = (
    "Figures with 95% intervals, on dialogues set aside. Spearman's are drawn again by whole",
    "dialogues; those of pairs won are Wilson's, which take the pairs as independent. The baseline",
    "was trained in the same way and sees only the length of a turn and its place. What was tried",
    "has its loss on such dialogues (log loss, or squared error): a dearer way, with trees or with",
    "sentence embeddings, is taken only where it loses less by more than the standard error.",
)
NOTES = (
    "A score is worth what these figures say, on dialogues like those it learned from; the fact",
    "`drift` of a judgement tells when they are not (above 1). The figures of a turn that look for",
    "numbers, names and repeats were written with the nine planted kinds in mind, and the planted",
    "sentences come from lists: kinds not learned from, and other material, say more than",
    "held-out dialogues do. The words of planned games come from templates, and fresh dialogues",
    "are more games of the same templates; other flaws are mostly of other words, and in part of",
    "other kinds, than those learned from. Where it learned from flaws, it saw all turns padded",
    "with empty words too, from the list that an audit pads with; the baseline did not.",
)


def _correlation(
    about: str, examples: Sequence[Example], said: Scores, plain: Scores, rows: Sequence[int]
) -> Iterator[Line]:
    targets = [examples[at].target for at in rows]
    groups = [examples[at].group for at in rows]
    found = spearman([float(said[at]) for at in rows], targets, groups)
    if found is not None:
        against = spearman([float(plain[at]) for at in rows], targets, groups)
        yield _line(about, "Spearman", found, against)


def _won(examples: Sequence[Example], said: Scores, kind: str) -> list[float]:
    """1 for every flaw that scored below its turn, 0.5 for a tie."""
    good = {
        each.pair: float(score)
        for each, score in zip(examples, said, strict=True)
        if each.pair and not each.kind and np.isfinite(score)
    }
    return [
        (good[each.pair] > score) + 0.5 * (good[each.pair] == score)
        for each, score in zip(examples, said, strict=True)
        if each.kind and kind in ("", each.kind) and each.pair in good and np.isfinite(score)
    ]


def _line(about: str, measure: str, found: Estimate, against: Estimate | None) -> Line:
    return Line(
        about=about,
        measure=measure,
        n=found.n,
        figure=found.value,
        low=found.low,
        high=found.high,
        baseline=against.value if against else None,
        baseline_low=against.low if against else None,
        baseline_high=against.high if against else None,
    )


def _interval(line: Line) -> str:
    return f"{line.figure:.2f} [{line.low:.2f}, {line.high:.2f}]"


def _against(line: Line) -> str:
    if line.baseline is None:
        return "-"
    return f"{line.baseline:.2f} [{line.baseline_low:.2f}, {line.baseline_high:.2f}]"


def _plain(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
