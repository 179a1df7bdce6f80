"""How alike two texts are, by the runs of characters in them: any language, no model."""

from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

LENGTHS = (2, 3, 4)
WIDTH = 4096
"""Runs are counted in so many boxes; two different runs in one box are rare and do little harm."""
PRIME = 1_000_003

Counts = NDArray[np.float64]


def counted(texts: Sequence[str]) -> Counts:
    """One row a text: how often each run of 2 to 4 characters occurs, scaled to length 1."""
    rows = np.zeros((len(texts), WIDTH))
    for row, text in zip(rows, texts, strict=True):
        row += _counts(text)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1.0)


def likeness(some: Counts, others: Counts) -> Counts:
    """The cosine of every row of the one with every row of the other, in [0, 1]."""
    cosines: Counts = np.clip(some @ others.T, 0.0, 1.0)
    return cosines


def _counts(text: str) -> NDArray[Any]:
    plain = " ".join(normalize("NFKC", text).casefold().split())
    letters = np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    total = np.zeros(WIDTH)
    for length in LENGTHS:
        starts = len(letters) - length + 1
        if starts < 1:
            continue
        hashed = np.full(starts, length, dtype=np.uint64)
        for at in range(length):
            hashed = hashed * np.uint64(PRIME) + letters[at : at + starts]
        total += np.bincount((hashed % np.uint64(WIDTH)).astype(np.int64), minlength=WIDTH)
    return np.sqrt(total)
