"""Does the judge agree with the world: with people's scores, and with who did better in the end?"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import fmean

import numpy as np

from society.audit.material import Ending, Item, Rated
from society.audit.probing import FEWEST, Exam, Examination, Heard, Key, Probe, checked, unasked
from society.domain.trust import Check
from society.scoring.agreement import alpha
from society.scoring.intervals import share, statistic

TALKS = 0.06
"""Whole dialogues that are judged, as a share of the items."""

LEVELS = 5
"""Steps of the scale for the weighted kappa."""

TIE = 0.02


def _talks(exam: Exam) -> Sequence[Ending]:
    many = max(4, round(TALKS * len(exam.items)))
    return exam.material.endings[:many]


def _judge_talks(exam: Exam) -> Iterator[Probe]:
    for number, ending in enumerate(_talks(exam)):
        if exam.scope == "turn":
            for turn in ending.dialogue.turns:
                if turn.text.strip():
                    key = Key("talk", number, f"{turn.index}")
                    yield Probe(key, ending.dialogue, turn.index, turn.role)
        elif exam.scope == "outcome":
            for role in ending.utilities:
                yield Probe(Key("talk", number, role), ending.dialogue, -1, role)


def _by_role(heard: Heard, number: int, ending: Ending) -> dict[str, list[float]]:
    """What the judge gave to each role in one dialogue; empty where a part is missing."""
    found: dict[str, list[float]] = {}
    for key, score in heard.of("talk"):
        if key.item == number:
            whose = key.variant
            if heard.exam.scope == "turn":
                whose = ending.dialogue.turns[int(key.variant)].role
            found.setdefault(whose, []).append(score)
    return found


def _winners(heard: Heard) -> Check:
    mark = ""
    if heard.exam.scope == "pair":
        return unasked("winner agreement", "it compares replies, not roles", mark)
    right: list[bool] = []
    by_mean: list[bool] = []
    for number, ending in enumerate(_talks(heard.exam)):
        said = _by_role(heard, number, ending)
        if set(said) != set(ending.utilities) or _tied(list(ending.utilities.values())):
            continue
        best = max(ending.utilities, key=ending.utilities.__getitem__)
        right.append(_ahead({role: sum(scores) for role, scores in said.items()}, best))
        by_mean.append(_ahead({role: fmean(scores) for role, scores in said.items()}, best))
    if not right:
        return unasked("winner agreement", "no dialogue with a verifiable winner was judged", mark)
    found = share(sum(right), len(right))
    told = (
        f"the role with the larger sum of scores did better in {found.value:.0%} of {found.n} "
        "dialogues (half is chance)"
    )
    parts = {"by the mean": fmean(by_mean)}
    return checked(
        "winner agreement", found, unit="%", mark=mark, passed=None, sentence=told, parts=parts
    )


def _tied(utilities: Sequence[float]) -> bool:
    first, second = sorted(utilities, reverse=True)[:2]
    return first - second <= TIE


def _ahead(worth: dict[str, float], role: str) -> bool:
    return all(worth[role] > other + 1e-9 for each, other in worth.items() if each != role)


def _turns_rated(exam: Exam) -> Sequence[tuple[Item, list[Rated]]]:
    """Turns that people scored, as many as there are items, with what each said."""
    rated: dict[tuple[str, int], list[Rated]] = {}
    for each in exam.material.ratings:
        if each.turn is not None:
            rated.setdefault((each.group, each.turn), []).append(each)
    keys = exam.chance("rated").sample(sorted(rated), len(rated))[: len(exam.items)]
    return [(_item(exam, group, turn), rated[group, turn]) for group, turn in keys]


def _item(exam: Exam, group: str, turn: int) -> Item:
    whole = exam.material.wholes[group]
    role = whole.turns[turn].role
    return Item.model_construct(dialogue=whole, turn=turn, role=role, group=group, source="rated")


def _judge_rated(exam: Exam) -> Iterator[Probe]:
    if exam.scope != "turn":
        return
    for number, (item, _) in enumerate(_turns_rated(exam)):
        yield Probe(Key("rated", number), item.dialogue, item.turn, item.role)


def _pairs_of_turns(heard: Heard) -> list[tuple[float, list[Rated]]]:
    rated = _turns_rated(heard.exam) if heard.exam.scope == "turn" else []
    found = [(heard.score("rated", number), said) for number, (_, said) in enumerate(rated)]
    return [(score, said) for score, said in found if score is not None]


def _pairs_of_roles(heard: Heard) -> list[tuple[float, list[Rated]]]:
    """The judge's mean for a role in a dialogue beside what people said of the whole."""
    rated: dict[tuple[str, str], list[Rated]] = {}
    for each in heard.exam.material.ratings:
        if each.turn is None:
            rated.setdefault((each.group, each.role), []).append(each)
    return [
        (fmean(scores), rated[ending.group, role])
        for number, ending in enumerate(_talks(heard.exam))
        for role, scores in _by_role(heard, number, ending).items()
        if (ending.group, role) in rated
    ]


def _calibration(heard: Heard) -> Check:
    mark = ""
    if heard.exam.scope == "pair":
        return unasked("calibration", "it compares replies, and people scored them", mark)
    if not heard.exam.material.ratings:
        return unasked("calibration", "nobody has scored these dialogues: society rate", mark)
    pairs, what = _pairs_of_turns(heard), "turns"
    if len(pairs) < FEWEST:
        pairs, what = _pairs_of_roles(heard), "roles' whole dialogues, by their mean score"
    if len(pairs) < FEWEST:
        return unasked("calibration", f"only {len(pairs)} scored by people and by it", mark)
    rows = [(score, fmean(each.score for each in said)) for score, said in pairs]
    if len({score for score, _ in rows}) < 2 or len({label for _, label in rows}) < 2:
        return unasked("calibration", "all are scored the same, so nothing can agree", mark)
    found = statistic(rows, _spearman, seed=heard.exam.seed)
    parts = {"kappa": _kappa(rows), "ECE": _calibration_error(rows)}
    ceiling, human = _ceiling([said for _, said in pairs])
    said = f"Spearman {found.value:.2f} with people over {found.n} {what}; {human}"
    if ceiling:
        parts |= {"human rho": ceiling, "of the ceiling": found.value / ceiling}
    return checked("calibration", found, mark=mark, passed=None, sentence=said, parts=parts)


def _spearman(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rho; 0 where one side tells nothing apart."""
    from scipy.stats import spearmanr

    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(spearmanr(one, other).statistic)


def _kappa(rows: Sequence[tuple[float, float]]) -> float:
    """Cohen's kappa with quadratic weights, the scale in five steps."""
    from sklearn.metrics import cohen_kappa_score

    steps = [
        [min(int(value * LEVELS), LEVELS - 1) for value in column]
        for column in zip(*rows, strict=True)
    ]
    if len({*steps[0], *steps[1]}) < 2:
        return 0.0
    return float(cohen_kappa_score(*steps, weights="quadratic", labels=range(LEVELS)))


def _calibration_error(rows: Sequence[tuple[float, float]]) -> float:
    """Expected calibration error: the score as the probability that people score at least half."""
    scores, labels = np.array(rows).T
    good, bins = labels >= 0.5, np.minimum((scores * 10).astype(int), 9)
    gaps = [
        (bins == each).mean() * abs(scores[bins == each].mean() - good[bins == each].mean())
        for each in np.unique(bins)
    ]
    return float(sum(gaps))


def _ceiling(said: Sequence[Sequence[Rated]]) -> tuple[float | None, str]:
    """How well two people agree (mean Spearman of all pairs of raters), and the words for it."""
    scores: dict[str, dict[int, float]] = {}
    for unit, some in enumerate(said):
        for each in some:
            scores.setdefault(each.rater, {})[unit] = each.score
    pairs = [_pair(one, other) for one, other in combinations(scores.values(), 2)]
    known = [each for each in pairs if np.isfinite(each)]
    if not known:
        return None, "no two people scored enough of the same, so the human ceiling is not known"
    agreed = alpha([[mine.get(unit) for unit in range(len(said))] for mine in scores.values()])
    more = "" if agreed is None else f" (alpha {agreed:.2f})"
    return fmean(known), f"two people reach {fmean(known):.2f}{more}"


def _pair(one: dict[int, float], other: dict[int, float]) -> float:
    units = sorted(one.keys() & other.keys())
    if len(units) < FEWEST:
        return float("nan")
    return _spearman(np.array([one[at] for at in units]), np.array([other[at] for at in units]))


CALIBRATION = Examination("calibration", _judge_rated, _calibration)
WINNERS = Examination("winner agreement", _judge_talks, _winners)
