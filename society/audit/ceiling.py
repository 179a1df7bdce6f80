"""How well people agree with people: what no judge need beat."""

from collections.abc import Sequence

import numpy as np

from society.audit.corpora.graded import Corpus, Graded
from society.audit.correlation import grouped, rho
from society.domain.trust import Check
from society.scoring.intervals import Estimate

NAME = "human ceiling"


def human_ceiling(items: Sequence[Graded], corpus: Corpus, *, seed: int = 0) -> Check:
    """One rater against the mean of the others, or a second person's guess, or why neither."""
    several = [item for item in items if len(item.ratings) > 1]
    guessed = [item for item in items if item.guess is not None]
    if several:
        own = [list(item.ratings) for item in several]
        found = _left_out(several, own, seed)
        said = "one rater against the mean of the others, each left out in turn"
    elif guessed:
        columns = ([item.guess or 0.0 for item in guessed], [item.human for item in guessed])
        found = grouped(columns, [item.group for item in guessed], rho, seed=seed)
        said = "what another person took it for, against what it was"
    else:
        why = f"one grade each ({corpus.raters}): how far people agree is not known here"
        return Check(name=NAME, n=len(items), sentence=why)
    if found is None:
        return Check(name=NAME, n=len(items), sentence="the raters' grades never vary")
    return Check(
        name=NAME, figure=found.value, low=found.low, high=found.high, n=found.n, sentence=said
    )


def as_rater(
    items: Sequence[Graded], judged: Sequence[float], *, seed: int = 0
) -> tuple[Check, ...]:
    """The judge in the place of each rater in turn: the figure to hold against the ceiling.

    Nothing where there is one rater, as the judge's own figure says it then.
    """
    kept = [(item, score) for item, score in zip(items, judged, strict=True) if item.ratings[1:]]
    if not kept:
        return ()
    several = [item for item, _ in kept]
    found = _left_out(several, [[score] * len(item.ratings) for item, score in kept], seed)
    if found is None:
        return ()
    said = "the judge in a rater's place, against the mean of the other raters"
    made = Check(
        name="as a rater",
        figure=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        sentence=said,
    )
    return (made,)


def _left_out(
    items: Sequence[Graded], own: Sequence[Sequence[float]], seed: int
) -> Estimate | None:
    """The mean over raters' places of rho between `own` scores and the mean of the other raters."""
    rows = [
        (place, score, _others(item.ratings, place), item.group)
        for item, scores in zip(items, own, strict=True)
        for place, score in enumerate(scores)
    ]
    columns = [[float(place) for place, *_ in rows], [row[1] for row in rows]]
    columns.append([row[2] for row in rows])
    found = grouped(columns, [row[3] for row in rows], _by_place, seed=seed)
    return found._replace(n=len(items)) if found else None


def _others(ratings: Sequence[float], place: int) -> float:
    return (sum(ratings) - ratings[place]) / (len(ratings) - 1)


def _by_place(place: np.ndarray, own: np.ndarray, others: np.ndarray) -> float:
    """Rho in each place, weighted by how many it has; NaN where none has any."""
    found = [(rho(own[place == each], others[place == each]), each) for each in np.unique(place)]
    known = [(value, float((place == each).sum())) for value, each in found if np.isfinite(value)]
    if not known:
        return float("nan")
    values, weights = zip(*known, strict=True)
    return float(np.average(values, weights=weights))
