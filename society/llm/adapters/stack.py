"""Adapters one upon another: a model that was tuned once is tuned again, and one file says both."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from society.llm.adapters.files import PREFIX, read

ALPHA = 16.0
"""What a stacked adapter is written with; the matrices are scaled to it."""

_A, _B = ".lora_A.weight", ".lora_B.weight"


class Worn(NamedTuple):
    """An adapter as it lies in its file; how much it counts follows from `alpha` and its rank."""

    matrices: Mapping[str, np.ndarray]
    alpha: float

    def changes(self) -> dict[str, np.ndarray]:
        """What it adds to each matrix of the model, by that matrix's name in the bare model."""
        names = [name.removesuffix(_A) for name in self.matrices if name.endswith(_A)]
        return {_bare(name): self._scaled(name) @ self.matrices[name + _A] for name in names}

    def _scaled(self, name: str) -> np.ndarray:
        rank = self.matrices[name + _A].shape[0]
        scaled: np.ndarray = self.matrices[name + _B] * (self.alpha / rank)
        return scaled


def worn(source: Path, heads: tuple[int, int]) -> Worn:
    """The adapter of a file."""
    from gguf import GGUFReader

    field = GGUFReader(source).fields["adapter.lora.alpha"]
    return Worn(read(source, heads), float(field.parts[field.data[0]][0]))


def stacked(first: Worn, second: Worn) -> Worn:
    """One adapter that changes a model as both do together; its rank is the sum of theirs.

    >>> one = {f"{PREFIX}.0.x{_A}": np.ones((1, 2)), f"{PREFIX}.0.x{_B}": np.ones((2, 1))}
    >>> both = stacked(Worn(one, 2.0), Worn(one, 3.0))
    >>> both.changes()["model.layers.0.x"].tolist()
    [[5.0, 5.0], [5.0, 5.0]]
    """
    every = sorted(
        {
            name.removesuffix(_A)
            for each in (first, second)
            for name in each.matrices
            if name.endswith(_A)
        }
    )
    found: dict[str, np.ndarray] = {}
    for name in every:
        parts = [each for each in (first, second) if name + _A in each.matrices]
        tall = np.concatenate([each.matrices[name + _A] for each in parts])
        wide = np.concatenate([each._scaled(name) for each in parts], axis=1)
        found[name + _A] = tall
        found[name + _B] = wide * (tall.shape[0] / ALPHA)
    return Worn(found, ALPHA)


def _bare(name: str) -> str:
    return name.replace(PREFIX, "model.layers", 1)
