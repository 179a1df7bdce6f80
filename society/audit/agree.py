"""Judges and people on the same turns: do they agree, and what should a person rate next?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from statistics import fmean

import numpy as np

from society.audit.correlation import FEWEST_TOLD, spearman, too_few
from society.audit.counting import many
from society.audit.hearsay import Word
from society.audit.predicted import classical, powered
from society.domain.trust import Check, Label
from society.domain.value import Value
from society.scoring.agreement import alpha
from society.scoring.intervals import Estimate

LEVELS = 5
"""Steps that scores are cut into for the weighted kappa."""

PEOPLE = "people"
"""The mean of all who rated a thing."""

About = tuple[str, int | None, str]
"""A turn, or with None the whole, of a dialogue for a role."""

Scores = Mapping[About, float]


@dataclass(frozen=True)
class Raters:
    """What every judge and every person gave, and how wide the judges' own intervals are."""

    judges: dict[str, dict[About, float]] = field(default_factory=dict)
    people: dict[str, dict[About, float]] = field(default_factory=dict)
    spreads: dict[About, float] = field(default_factory=dict)

    @property
    def mean(self) -> dict[About, float]:
        """What people gave each thing in the mean."""
        found: dict[About, list[float]] = {}
        for about, score in chain.from_iterable(each.items() for each in self.people.values()):
            found.setdefault(about, []).append(score)
        return {about: fmean(scores) for about, scores in found.items()}


class Pair(Value):
    """One judge and one person: rank correlation, weighted kappa and alpha over what both rated."""

    judge: str
    person: str
    n: int
    spearman: Estimate | None = None
    kappa: float | None = None
    alpha: float | None = None

    @property
    def few(self) -> bool:
        """Whether both rated too little of the same to conclude anything."""
        return too_few(self.spearman, self.n)


class Next(Value):
    """Something worth a person's time: how far judges part on it, how unsure a rollout is."""

    episode: str
    turn: int | None
    role: str
    worth: float
    disagreement: float
    spread: float | None = None
    scores: dict[str, float]


def gathered(told: Iterable[Word], labels: Iterable[Label]) -> Raters:
    """Judges and people side by side."""
    raters = Raters()
    for word in told:
        raters.judges.setdefault(word.judge, {})[word.about] = word.score
        if word.spread is not None:
            raters.spreads[word.about] = max(word.spread, raters.spreads.get(word.about, 0.0))
    for label in labels:
        about = (label.episode, label.turn, label.role)
        raters.people.setdefault(label.rater, {})[about] = label.score
    return raters


def matrix(raters: Raters, *, seed: int = 0) -> list[Pair]:
    """Every judge with every person, and with the mean of them all."""
    people = dict(raters.people)
    if len(people) > 1:
        people[PEOPLE] = raters.mean
    return [
        _pair(judge, person, scores, given, seed)
        for judge, scores in raters.judges.items()
        for person, given in people.items()
    ]


def _pair(judge: str, person: str, scores: Scores, given: Scores, seed: int) -> Pair:
    both = [about for about in scores if about in given]
    one, other = [scores[about] for about in both], [given[about] for about in both]
    return Pair(
        judge=judge,
        person=person,
        n=len(both),
        spearman=spearman(one, other, [about[0] for about in both], seed=seed) if both else None,
        kappa=kappa(one, other),
        alpha=alpha([one, other]) if both else None,
    )


def kappa(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Cohen's kappa with squared weights over five steps; None where neither ever changes step.

    >>> kappa([0.0, 0.5, 1.0], [0.0, 0.5, 1.0])
    1.0
    """
    steps = [[round(score * (LEVELS - 1)) for score in scores] for scores in (one, other)]
    if len(one) < 2 or len(set(chain.from_iterable(steps))) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(*steps, weights="quadratic", labels=list(range(LEVELS))))


def checks(raters: Raters, *, seed: int = 0) -> tuple[Check, ...]:
    """Krippendorff's alpha of people, of judges and of both; each judge's mean made right."""
    people, judges = list(raters.people.values()), list(raters.judges.values())
    return (
        _alpha("people agree", people, "two people have to rate the same"),
        _alpha("judges agree", judges, "two judges have to be heard of the same"),
        _alpha("judges and people", [*people, *judges], "nobody rated what a judge scored"),
        *(_means(raters) if raters.people else ()),
    )


def _alpha(name: str, raters: Sequence[Scores], lacking: str) -> Check:
    abouts = sorted(set(chain.from_iterable(raters)), key=str)
    common = sum(sum(about in each for each in raters) > 1 for about in abouts)
    found = alpha([[each.get(about) for about in abouts] for each in raters]) if common else None
    if found is None:
        return Check(name=name, n=common, sentence=lacking if not common else "nothing varies")
    of = many(len(raters), "rater")
    said = f"Krippendorff's alpha of {of}: 1 is agreement, 0 what chance gives"
    if common < FEWEST_TOLD:
        said += f"; {many(common, 'thing')} that several scored are too few to conclude from"
    return Check(name=name, figure=found, n=common, sentence=said)


def _means(raters: Raters) -> Iterable[Check]:
    mean = raters.mean
    for judge, scores in raters.judges.items():
        both = [about for about in scores if about in mean]
        labels, judged = [mean[about] for about in both], [scores[about] for about in both]
        rest = [score for about, score in scores.items() if about not in mean]
        found, plain = powered(labels, judged, rest), classical(labels)
        name = f"mean by {judge}, corrected"
        if found is None or plain is None:
            yield Check(name=name, n=len(both), sentence="two labels and two further scores needed")
            continue
        width = (plain.high - plain.low) / 2
        yield Check(
            name=name,
            figure=found.value,
            low=found.low,
            high=found.high,
            n=found.n,
            sentence=f"the mean that people would give all {len(scores)}, if those labelled are a "
            f"fair sample: {plain.value:.3f} ± {width:.3f} by the labels alone",
            parts={"judge": fmean(scores.values()), "labels": plain.value, "labels_reach": width},
        )


def suggested(raters: Raters, most: int) -> list[Next]:
    """What nobody rated yet and judges part on most, weighed by how unsure a rollout is of it.

    Judges are compared by rank, so that a mild and a stern one do not part on everything. Without
    a rollout's interval disagreement counts alone; where it told one for some things only, the
    others are taken to be as unsure as these are in the mean.
    """
    ranks = {judge: _ranks(scores) for judge, scores in raters.judges.items()}
    rated = set(chain.from_iterable(raters.people.values()))
    usual = fmean(raters.spreads.values()) if raters.spreads else 0.0
    found = []
    for about in dict.fromkeys(chain.from_iterable(ranks.values())):
        heard = [each[about] for each in ranks.values() if about in each]
        if len(heard) < 2 or about in rated:
            continue
        apart, spread = float(np.std(heard)), raters.spreads.get(about)
        unsure = (usual if spread is None else spread) / usual if usual else 1.0
        found.append(_next(about, apart * unsure**2, apart, spread, raters))
    return sorted(found, key=lambda each: -each.worth)[:most]


def _next(about: About, worth: float, apart: float, spread: float | None, raters: Raters) -> Next:
    episode, turn, role = about
    told = {judge: scores[about] for judge, scores in raters.judges.items() if about in scores}
    return Next(
        episode=episode,
        turn=turn,
        role=role,
        worth=worth,
        disagreement=apart,
        spread=spread,
        scores=told,
    )


def _ranks(scores: Scores) -> dict[About, float]:
    """Every score as its rank among the judge's own, 0..1."""
    from scipy.stats import rankdata

    ranks = rankdata(list(scores.values())) / len(scores)
    return dict(zip(scores, map(float, ranks), strict=True))
