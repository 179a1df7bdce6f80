"""Process against outcome: do turn scores, added up, say how the dialogue really ended?"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from statistics import fmean

from society.audit.bestof import SIZES, Cell, Choice, choosing
from society.audit.correlation import spearman
from society.audit.hearsay import Word, words
from society.domain.episode import Episode
from society.domain.trust import Check
from society.domain.value import Value
from society.scoring.intervals import Estimate

FAR = 0.5
"""Ranks, 0 to 1, that lie between what a judge and what the end makes of a dialogue."""

WITHIN = "all, within scenario and role"


class Side(Value):
    """One role's dialogue: what its turns were given in sum and in the mean, what it was worth."""

    episode: str
    scenario: str
    role: str
    turns: int
    total: float
    mean: float
    utility: float

    @property
    def cell(self) -> tuple[str, str]:
        """What it can be compared within."""
        return self.scenario, self.role


class Apart(Value):
    """A dialogue that the judge and the outcome place far apart (ranks 0..1 in its cell)."""

    side: Side
    judged: float
    ended: float


def endings(episode: Episode) -> dict[str, float]:
    """What the end was worth to each role; nothing where that is not verifiable."""
    outcome = episode.outcome
    if episode.status != "done" or outcome is None or not outcome.verifiable:
        return {}
    return outcome.utilities


def heard(episodes: Iterable[Episode], judge: str) -> Iterator[tuple[Word, str, float]]:
    """All that the judge said in dialogues with a verifiable end: word, scenario, utility."""
    for episode in episodes:
        worth = endings(episode)
        for word in words(episode, judge):
            if word.role in worth:
                yield word, episode.dialogue.game.scenario.id, worth[word.role]


def sides(told: Iterable[tuple[Word, str, float]]) -> list[Side]:
    """One row for each role of each dialogue."""
    found: dict[tuple[str, str, str, float], list[float]] = {}
    for word, scenario, utility in told:
        found.setdefault((word.episode, scenario, word.role, utility), []).append(word.score)
    return [
        Side(
            episode=episode,
            scenario=scenario,
            role=role,
            turns=len(scores),
            total=sum(scores),
            mean=fmean(scores),
            utility=utility,
        )
        for (episode, scenario, role, utility), scores in found.items()
    ]


def checks(rows: Sequence[Side], *, seed: int = 0) -> tuple[Check, ...]:
    """The correlation over all cells and in each, and what choosing the best of n by it wins."""
    cells = by_cell(rows)
    pooled = ranked(rows, [row.mean for row in rows]), ranked(rows, [row.utility for row in rows])
    groups = [row.episode for row in rows]
    summed = spearman(ranked(rows, [row.total for row in rows]), pooled[1], groups, seed=seed)
    return (
        _correlation(WITHIN, spearman(*pooled, groups, seed=seed), summed, len(rows)),
        *(_of_cell(cell, each, seed) for cell, each in cells.items() if len(cells) > 1),
        *chosen(cells, seed=seed),
    )


def by_cell(rows: Iterable[Side]) -> dict[tuple[str, str], list[Side]]:
    """The rows of each scenario and role."""
    found: dict[tuple[str, str], list[Side]] = {}
    for row in rows:
        found.setdefault(row.cell, []).append(row)
    return found


def ranked(rows: Sequence[Side], values: Sequence[float]) -> list[float]:
    """Every value as its rank among those of its cell: 0 the lowest, 1 the highest."""
    from scipy.stats import rankdata

    places: dict[Hashable, list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(row.cell, []).append(at)
    found = [0.5] * len(rows)
    for ats in places.values():
        ranks = rankdata([values[at] for at in ats])
        for at, rank in zip(ats, ranks, strict=True):
            found[at] = float((rank - 1) / (len(ats) - 1)) if len(ats) > 1 else 0.5
    return found


def furthest(rows: Sequence[Side], most: int = 10) -> list[Apart]:
    """The dialogues where judge and outcome really part, the furthest first; cells of 3 and more.

    They do where one places it in the better half, the other in the worse, and half of all lie
    between.
    """
    judged = ranked(rows, [row.mean for row in rows])
    ended = ranked(rows, [row.utility for row in rows])
    sizes = {cell: len(each) for cell, each in by_cell(rows).items()}
    found = [
        Apart(side=row, judged=one, ended=other)
        for row, one, other in zip(rows, judged, ended, strict=True)
        if sizes[row.cell] > 2 and abs(one - other) >= FAR and (one - 0.5) * (other - 0.5) < 0
    ]
    return sorted(found, key=lambda each: -abs(each.judged - each.ended))[:most]


def chosen(cells: Mapping[tuple[str, str], Sequence[Side]], *, seed: int = 0) -> Iterator[Check]:
    """What the best of n is worth when this judge chooses it."""
    plain: dict[object, Cell] = {
        cell: ([row.mean for row in rows], [row.utility for row in rows])
        for cell, rows in cells.items()
    }
    for n in SIZES:
        found = choosing(plain, n, seed=seed)
        if found:
            yield _choice(found)


def _choice(found: Choice) -> Check:
    kept = "nothing can be won by choosing"
    parts = {"best": found.best, "chance": found.chance, "cost": found.cost}
    if found.kept is not None:
        kept = f"{found.kept:.0%} of what choosing can win"
        parts["kept"] = found.kept
    return Check(
        name=f"best of {found.n}",
        figure=found.got.value,
        low=found.got.low,
        high=found.got.high,
        n=found.got.n,
        sentence=f"the utility that choosing by this judge gets: {kept}; trusting it costs "
        f"{found.cost:.3f}",
        parts=parts,
    )


def _of_cell(cell: tuple[str, str], rows: Sequence[Side], seed: int) -> Check:
    groups, worth = [row.episode for row in rows], [row.utility for row in rows]
    mean = spearman([row.mean for row in rows], worth, groups, seed=seed)
    summed = spearman([row.total for row in rows], worth, groups, seed=seed)
    return _correlation(" ".join(cell), mean, summed, len(rows))


def _correlation(name: str, mean: Estimate | None, total: Estimate | None, n: int) -> Check:
    if mean is None:
        why = "too few dialogues, or the score or the utility never varies"
        return Check(name=name, n=n, sentence=why)
    parts = {"of_the_sum": total.value} if total else {}
    return Check(
        name=name,
        figure=mean.value,
        low=mean.low,
        high=mean.high,
        n=mean.n,
        sentence=f"Spearman's rho of the mean turn score with the utility: {_meaning(mean)}",
        parts=parts,
    )


def _meaning(found: Estimate) -> str:
    if found.high < 0:
        return "what it likes ends badly"
    if found.low <= 0:
        return "not shown to go with how it ends"
    return "what it likes ends well" if found.value >= 0.5 else "it goes with how it ends, weakly"
