"""What length and position alone tell of human grades: what a judge has to beat."""

import math
from collections.abc import Sequence

import numpy as np

from society.audit.corpora.graded import Graded
from society.audit.flaws.scene import length
from society.audit.prediction import crossed


def trivial(items: Sequence[Graded]) -> list[float] | None:
    """A guess of every grade from length and position, never from its own dialogue.

    None with too few grades or dialogues.
    """
    rows = np.array([features(item) for item in items])
    return crossed(rows, [item.human for item in items], [item.group for item in items])


def features(item: Graded) -> list[float]:
    """Words of what is graded and of all before it, its place, and the squares of these."""
    turns = item.dialogue.turns
    graded = item.dialogue.by(item.role) if item.turn is None else (turns[item.turn],)
    plain = [
        math.log1p(sum(length(turn.text) for turn in graded)),
        math.log1p(sum(length(turn.text) for turn in turns)),
        math.log1p(len(turns)),
    ]
    return [*plain, *(each * each for each in plain)]
