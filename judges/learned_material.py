"""What a learned judge is trained on, as arrays, and how it is split without tearing a dialogue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from judges.learned_features import BUCKETS, figures, grams
from judges.learned_model import Floats
from judges.learned_sentences import Embed, sentences
from society import Dialogue, SocietyError

FEWEST_GROUPS, FEWEST = 6, 30
MOST = 10_000
"""Examples that are learned from: more do not fit into a laptop's memory at once."""

Indices = NDArray[np.intp]


class Lesson(Protocol):
    """What is learned from: a dialogue up to a turn, its target, and what it must not be split."""

    @property
    def dialogue(self) -> Dialogue:
        """It ends with the turn in question."""

    @property
    def role(self) -> str:
        """For whom the turn is scored."""

    @property
    def target(self) -> float:
        """What it should get, in [0, 1]."""

    @property
    def group(self) -> str:
        """The dialogue it is from."""


@dataclass(frozen=True)
class Material:
    """Examples as arrays: figures, counts of character runs, targets, and dialogues as numbers.

    `meant` are the figures of their sentence embeddings, where they were asked for.
    """

    figures: Floats
    counts: NDArray[np.float32]
    targets: Floats
    groups: NDArray[np.str_]
    meant: Floats | None = None
    embed: Embed | None = None

    @property
    def link(self) -> str:
        """Yes-or-no targets are learned as odds, others as they are."""
        return "sigmoid" if set(np.unique(self.targets)) <= {0.0, 1.0} else "clip"

    def only(self, rows: Indices) -> "Material":
        """Some of the examples."""
        return replace(
            self,
            figures=self.figures[rows],
            counts=self.counts[rows],
            targets=self.targets[rows],
            groups=self.groups[rows],
            meant=None if self.meant is None else self.meant[rows],
        )


def material(lessons: Sequence[Lesson], embed: Embed | None = None) -> Material:
    """The examples as arrays to learn from; SocietyError where there are too few, or too many."""
    targets = np.array([each.target for each in lessons], dtype=np.float64)
    _refuse_poor(targets, len({each.group for each in lessons}))
    return arrays(lessons, embed)


def arrays(lessons: Sequence[Lesson], embed: Embed | None = None) -> Material:
    """The examples as arrays, however few, to test on."""
    groups = np.array([each.group for each in lessons], dtype=str)
    targets = np.array([each.target for each in lessons], dtype=np.float64)
    rows = np.array([figures(each.dialogue, each.role) for each in lessons])
    counts = np.zeros((len(lessons), BUCKETS), dtype=np.float32)
    for at, each in enumerate(lessons):
        if each.dialogue.last.text.strip():
            for bucket, count in grams(each.dialogue.last.text):
                counts[at, bucket] = count
    meant = np.array([sentences(each.dialogue, embed) for each in lessons]) if embed else None
    return Material(rows, counts, targets, groups, meant, embed)


def every(found: Material) -> Indices:
    """All rows."""
    return np.arange(len(found.targets))


def parts(groups: NDArray[np.str_], folds: int, seed: int) -> Iterator[tuple[Indices, Indices]]:
    """Splits that never tear a group apart."""
    from sklearn.model_selection import GroupKFold

    many = min(folds, len(set(groups.tolist())))
    splitter = GroupKFold(many, shuffle=True, random_state=seed)
    yield from splitter.split(groups, groups=groups)


def _refuse_poor(targets: Floats, dialogues: int) -> None:
    if len(targets) < FEWEST or dialogues < FEWEST_GROUPS:
        raise SocietyError(
            f"there are {len(targets)} examples of {dialogues} dialogues to learn from",
            hint=f"it takes at least {FEWEST} of {FEWEST_GROUPS}: `society batch` plays more",
        )
    if len(targets) > MOST:
        raise SocietyError(
            f"there are {len(targets)} examples, more than {MOST}", hint="choose some with --where"
        )
    if targets.max() - targets.min() < 1e-9:
        raise SocietyError(
            f"all {len(targets)} examples have the score {targets[0]:g}",
            hint="there is nothing to learn from that",
        )
