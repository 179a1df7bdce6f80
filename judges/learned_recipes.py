"""The ways to train a learned judge that are tried, from the plain to the dear."""

from collections.abc import Iterator
from dataclasses import dataclass

from judges.learned_features import NAMES, TRIVIAL


@dataclass(frozen=True)
class Recipe:
    """One way to train: how strongly weights are held back, what counts, who has the last word.

    `strength` is that of the linear parts; larger holds their weights back less. `words` are the
    character runs, `sentences` the sentence embedding, `columns` the figures that are looked at.
    """

    strength: float
    words: bool = True
    columns: tuple[str, ...] = NAMES
    boosted: bool = False
    sentences: bool = False

    def __str__(self) -> str:
        seen = ["figures", *["words"] * self.words, *["sentence embeddings"] * self.sentences]
        how = "boosted trees" if self.boosted else "linear"
        return f"{how}, {', '.join(seen)}, strength {self.strength:g}"

    @property
    def rank(self) -> tuple[bool, bool]:
        """How dear it is: a dearer one has to earn its place."""
        return self.sentences, self.boosted


RECIPES = (Recipe(1.0), Recipe(0.1), Recipe(0.1, words=False))
"""The plain ones."""

BASELINE = Recipe(1.0, words=False, columns=TRIVIAL)
"""What length and place alone can tell."""


def recipes(kind: str = "linear", *, sentences: bool = False) -> tuple[Recipe, ...]:
    """What is tried for a kind of model: linear, boosted, or best, which is both."""
    return tuple(_tried(kind, sentences))


def _tried(kind: str, sentences: bool) -> Iterator[Recipe]:
    if kind in ("linear", "best"):
        yield from RECIPES
        yield from (Recipe(strength, sentences=True) for strength in (1.0, 0.1) if sentences)
    if kind in ("boosted", "best"):
        yield Recipe(1.0, boosted=True)
        if sentences:
            yield Recipe(1.0, boosted=True, sentences=True)
