"""A judge before human grades: its rank correlation beside a person's, and beside plain length."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from society.audit.baseline import trivial
from society.audit.ceiling import as_rater, human_ceiling
from society.audit.corpora import Corpus, Graded
from society.audit.correlation import grouped, rho, spearman
from society.audit.counting import many
from society.audit.material import Item, Material
from society.audit.probing import Answer, Exam, Key, Probe
from society.domain.errors import SocietyError
from society.domain.judging import Scope
from society.domain.trust import Check
from society.scoring.intervals import Estimate

KEY = "gauntlet"
LEAD = 0.02
"""The lead over the baseline, of rho, that is too small to speak of."""


@dataclass(frozen=True)
class Gauntlet:
    """Graded items that a judge is asked about; `guesses` are the trivial baseline's."""

    corpus: Corpus
    items: tuple[Graded, ...]
    guesses: tuple[float, ...] | None
    scope: Scope
    total: int

    def exam_of(self, model: str = "") -> Exam:
        """The same as an exam, for who asks this model."""
        items = tuple(
            Item.model_construct(
                dialogue=each.dialogue,
                turn=_last(each),
                role=each.role,
                group=each.group,
                source=self.corpus.name,
            )
            for each in self.items
        )
        return Exam(Material(self.corpus.name, items, wholes={}), scope=self.scope, model=model)

    def probes(self) -> tuple[Probe, ...]:
        """Every question: of a dialogue that is graded as a whole, a turn judge is asked each."""
        return tuple(
            Probe(Key(KEY, number, str(turn)), item.dialogue, turn, item.role)
            for number, item in enumerate(self.items)
            for turn in self._turns(item)
        )

    def _turns(self, item: Graded) -> list[int]:
        if item.turn is None and self.scope == "turn":
            return [turn.index for turn in item.dialogue.by(item.role)]
        return [_last(item)]


def gathered(
    corpus: Corpus,
    path: Path,
    scope: Scope,
    n: int,
    *,
    seed: int = 0,
    roles: Sequence[str] = (),
) -> Gauntlet:
    """So many graded items of a file, as evenly from its dialogues as can be, drawn by the seed.

    A turn judge is put before grades of turns where the file has some, an outcome judge before
    those of dialogues; else before what there is. SocietyError where nothing is left.
    """
    if scope == "pair":
        raise SocietyError(
            "a pair judge compares, and these grades are of one thing each",
            hint="take a judge of turns or of outcomes",
        )
    found = [each for each in corpus.read(path) if not roles or each.role in roles]
    wanted = "turn" if scope == "turn" else "dialogue"
    level = [each for each in found if each.level == wanted] or found
    if not level:
        who = f" of {', '.join(roles)}" if roles else ""
        raise SocietyError(
            f"{path.name} has no grade{who}", hint="docs/corpora.md shows its format"
        )
    picked, guesses = _even(level, n, seed), trivial(level)
    return Gauntlet(
        corpus,
        tuple(level[at] for at in picked),
        None if guesses is None else tuple(guesses[at] for at in picked),
        scope,
        len(level),
    )


def _even(items: Sequence[Graded], n: int, seed: int) -> list[int]:
    """Numbers of items: one of every dialogue, then a second, until there are enough."""
    chance = Random(f"{seed}|gauntlet")
    order: list[tuple[int, int, int]] = []
    met: Counter[str] = Counter()
    for place, at in enumerate(chance.sample(range(len(items)), len(items))):
        group = items[at].group
        order.append((met[group], place, at))
        met[group] += 1
    return sorted(at for _, _, at in sorted(order)[:n])


def scores(gauntlet: Gauntlet, answers: Mapping[Key, Answer]) -> list[float | None]:
    """What the judge gave each item, the mean of its turns where it was asked them one by one."""
    told: list[list[float]] = [[] for _ in gauntlet.items]
    for key, answer in answers.items():
        if answer.said.score is not None:
            told[key.item].append(answer.said.score)
    return [float(np.mean(each)) if each else None for each in told]


def checks(
    gauntlet: Gauntlet, answers: Mapping[Key, Answer], *, seed: int = 0
) -> tuple[Check, ...]:
    """The judge, a person, the trivial baseline, and how far the judge is ahead of it."""
    given = scores(gauntlet, answers)
    heard = [at for at, score in enumerate(given) if score is not None]
    items = [gauntlet.items[at] for at in heard]
    judged = [score for score in given if score is not None]
    groups, human = [item.group for item in items], [item.human for item in items]
    guesses = [gauntlet.guesses[at] for at in heard] if gauntlet.guesses else None
    ceiling = human_ceiling(gauntlet.items, gauntlet.corpus, seed=seed)
    own, rater = spearman(judged, human, groups, seed=seed), as_rater(items, judged, seed=seed)
    fair = rater[0].figure if rater else own.value if own else None
    return (
        _judge(own, len({key.item for key in answers}) - len(heard), _share(fair, ceiling.figure)),
        ceiling,
        *rater,
        _baseline(spearman(guesses, human, groups, seed=seed) if guesses else None),
        _ahead(_lead(judged, guesses, human, groups, seed) if guesses and own else None),
    )


def _judge(found: Estimate | None, silent: int, share: Mapping[str, float]) -> Check:
    lost = f"; {many(silent, 'item')} got no score" if silent else ""
    if found is None:
        return Check(name="judge", sentence=f"its scores put nothing in an order{lost}")
    sentence = f"Spearman's rho between its scores and the mean human grade{lost}"
    return _figure("judge", found, sentence, share)


def _share(fair: float | None, ceiling: float | None) -> dict[str, float]:
    """How much of a person's agreement the judge has, held against the same grades."""
    known = fair is not None and ceiling is not None and ceiling > 0
    return {"share_of_ceiling": fair / ceiling} if known and fair and ceiling else {}


def _baseline(found: Estimate | None) -> Check:
    name = "trivial baseline"
    if found is None:
        return Check(name=name, sentence="too few grades, or length and position never vary")
    return _figure(name, found, "what length and position tell of the grade, cross-validated")


def _ahead(found: Estimate | None) -> Check:
    name, mark = "ahead of the baseline", f"> {LEAD}"
    if found is None:
        return Check(name=name, mark=mark, sentence="one of the two has no correlation")
    passed = True if found.low > LEAD else False if found.high < LEAD else None
    words = {
        True: "it knows more than length and position do",
        False: "length and position alone tell as much",
        None: "it is not shown to know more than length and position do",
    }
    made = _figure(name, found, words[passed])
    return made.model_copy(update={"mark": mark, "passed": passed})


def _lead(
    judged: Sequence[float],
    guesses: Sequence[float],
    human: Sequence[float],
    groups: Sequence[str],
    seed: int,
) -> Estimate | None:
    """By how much the judge's correlation is above the baseline's, on the same items."""

    def lead(score: np.ndarray, guess: np.ndarray, grade: np.ndarray) -> float:
        return rho(score, grade) - rho(guess, grade)

    return grouped((judged, guesses, human), groups, lead, seed=seed)


def _figure(
    name: str, found: Estimate, sentence: str, parts: Mapping[str, float] | None = None
) -> Check:
    return Check(
        name=name,
        figure=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        sentence=sentence,
        parts=dict(parts or {}),
    )


def _last(item: Graded) -> int:
    return item.dialogue.last.index if item.turn is None else item.turn
