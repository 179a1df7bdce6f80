"""A trained reward model: what it holds, and how it reads a turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judges.learned_features import BUCKETS, NAMES, figures, grams
from judges.learned_sentences import SENTENCES, Embed, sentences
from judges.learned_trees import PARTS, climbed, reasons
from society import Dialogue, SocietyError

Floats = NDArray[np.float64]
LINKS = ("sigmoid", "clip")
KINDS = ("linear", "boosted")
HEADS = ("words", "sentences")
"""What becomes one column of its own: the weighted words, and the weighted sentence embedding."""

COLUMNS = (*NAMES, *HEADS)
"""What trees ask about, in their order."""

SHAPES: Mapping[str, tuple[int, ...]] = {
    "centre": (len(NAMES),),
    "spread": (len(NAMES),),
    "rarity": (BUCKETS,),
    "usual": (BUCKETS,),
    "state_weights": (len(NAMES),),
    "text_weights": (BUCKETS,),
    "bias": (1,),
    "bounds": (2,),
}
"""The arrays of every model: how turns are measured, what counts for how much, and what is far."""

FAR = 8.0
"""Standard deviations beyond which a figure is no further away."""


@dataclass(frozen=True)
class Reading:
    """What a model says of a turn: its value in [0, 1], and how far the turn is from its lessons.

    `drift` is above 1 where about one lesson in a hundred is. `reasons` are the figures that
    counted most, with what they added to the score before it is mapped to [0, 1].
    """

    value: float
    drift: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class LearnedModel:
    """A model of a turn's figures, of its character runs and maybe of its sentence embedding.

    A linear one adds up its weighted parts. In a boosted one trees ask about the figures, and about
    the weighted words and the weighted embedding as one column each. `card` says what it learned
    from and how well; `version` changes with every byte of its file. `embed` is there where the
    card names an embedding.
    """

    arrays: Mapping[str, Floats]
    card: Mapping[str, Any]
    version: str = ""
    embed: Embed | None = None

    @property
    def link(self) -> str:
        """How the sum becomes a value: sigmoid, or clip to [0, 1]."""
        return str(self.card["link"])

    @property
    def boosted(self) -> bool:
        """Whether trees have the last word."""
        return bool(self.card.get("kind") == "boosted")

    def read(self, dialogue: Dialogue, role: str) -> Reading:
        """What the last turn is worth to the role."""
        state = self.state(figures(dialogue, role))
        text = self.text(dialogue.last.text)
        meant = sentences(dialogue, self.embed) if self.embed else None
        rows = None if meant is None else meant[None, :]
        heads = [float(each[0]) for each in self.heads(text[None, :], rows)]
        parts = self._parts(state, heads)
        said = list(zip(COLUMNS, parts.tolist(), strict=True))
        most = sorted(said, key=lambda part: -abs(part[1]))[:3]
        total = float(self.totals(state[None, :], text[None, :], rows)[0])
        return Reading(self.valued(total), self.drift(state, text), tuple(most))

    def totals(self, state: Floats, text: Floats, meant: Floats | None = None) -> Floats:
        """The sum for every row, before it is mapped to [0, 1]: ties are rare there."""
        heads = self.heads(text, meant)
        total: Floats = state @ self.arrays["state_weights"] + self.arrays["bias"]
        if self.boosted:
            return total + climbed(self.arrays, np.column_stack([state, *heads]))
        return total + heads[0] + heads[1]

    def heads(self, text: Floats, meant: Floats | None = None) -> tuple[Floats, Floats]:
        """What the words and the embedding come to in every row; 0 where it knows no embedding.

        SocietyError where it knows one and none is given.
        """
        words: Floats = text @ self.arrays["text_weights"]
        if "sentence_weights" not in self.arrays:
            return words, np.zeros(len(text))
        if meant is None:
            raise SocietyError("this model needs the sentence embedding that it learned with")
        return words, meant @ self.arrays["sentence_weights"]

    def state(self, found: list[float]) -> Floats:
        """The figures in standard deviations from what was usual."""
        measured: Floats = (np.asarray(found) - self.arrays["centre"]) / self.arrays["spread"]
        return np.clip(measured, -FAR, FAR)

    def text(self, words: str) -> Floats:
        """The character runs, rare ones counting more, at length 1; nothing where none was said."""
        row = np.zeros(BUCKETS)
        buckets, counts = zip(*grams(words), strict=True) if words.strip() else ((), ())
        row[list(buckets)] = counts
        row *= self.arrays["rarity"]
        return row / max(float(np.linalg.norm(row)), 1e-12)

    def valued(self, total: float) -> float:
        """The sum as a value in [0, 1]."""
        if self.link == "clip":
            return min(1.0, max(0.0, total))
        return float(1.0 / (1.0 + np.exp(-np.clip(total, -60.0, 60.0))))

    def drift(self, state: Floats, text: Floats) -> float:
        """How far a turn is from the lessons: the larger of two distances, each over its bound."""
        return float(np.max(distances(state, text, self.arrays["usual"]) / self.arrays["bounds"]))

    def _parts(self, state: Floats, heads: Sequence[float]) -> Floats:
        """What each of `COLUMNS` added."""
        if self.boosted:
            return reasons(self.arrays, np.array([*state, *heads]))
        return np.array([*(self.arrays["state_weights"] * state), *heads])


def shapes(card: Mapping[str, Any]) -> dict[str, tuple[int, ...] | None]:
    """The arrays that a model of that card has; None where the length is the model's own."""
    more: dict[str, tuple[int, ...] | None] = {}
    if card.get("kind") == "boosted":
        more |= dict.fromkeys(PARTS)
    if card.get("embedding"):
        more["sentence_weights"] = (SENTENCES,)
    return {**SHAPES, **more}


def distances(state: Floats, text: Floats, usual: Floats) -> Floats:
    """How far the figures are from the usual ones, and the words from the usual words.

    The root mean square of the standardised figures (a Mahalanobis distance that takes them as
    independent), and one minus the cosine to the mean of all lessons; 0 for a turn without words.
    """
    words = 1.0 - float(text @ usual) if text.any() else 0.0
    return np.array([float(np.sqrt(np.mean(state**2))), max(words, 0.0)])
