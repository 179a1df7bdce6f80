"""Near duplicates: texts that share most of their runs of five characters, found by MinHash.

One implementation on numpy, so that the same texts are kept on every machine.
"""

from collections import defaultdict, deque
from random import Random

import numpy as np
from numpy.typing import NDArray

RUN = 5
BANDS, DEPTH = 20, 6
"""Texts that are 80 % alike share a band of hashes in 997 of 1,000 cases, 50 % alike in 270."""

ALIKE = 0.8
REMEMBERED = 50_000
"""So many kept texts are compared with; it bounds the memory."""

Signature = NDArray[np.uint32]


class Seen:
    """The texts kept so far; `add` says whether a further one is new."""

    def __init__(self, alike: float = ALIKE, remembered: int = REMEMBERED) -> None:
        self._alike, self._remembered = alike, remembered
        self._kept: dict[int, Signature] = {}
        self._bands: dict[bytes, list[int]] = defaultdict(list)
        self._order: deque[int] = deque()
        self._next = 0

    def add(self, text: str) -> bool:
        """Whether no kept text is nearly the same; if so it is kept."""
        own = signature(text)
        bands = _bands(own)
        near = {each for band in bands for each in self._bands.get(band, ())}
        if any(likeness(own, self._kept[each]) >= self._alike for each in near):
            return False
        self._keep(own, bands)
        return True

    def _keep(self, own: Signature, bands: list[bytes]) -> None:
        if len(self._order) >= self._remembered:
            self._forget(self._order.popleft())
        self._kept[self._next] = own
        self._order.append(self._next)
        for band in bands:
            self._bands[band].append(self._next)
        self._next += 1

    def _forget(self, oldest: int) -> None:
        for band in _bands(self._kept.pop(oldest)):
            self._bands[band].remove(oldest)
            if not self._bands[band]:
                del self._bands[band]


def signature(text: str) -> Signature:
    """The least of each of the hash functions over all runs of characters, case and spaces aside.

    Two texts agree in as large a share of it as their runs have in common.
    """
    plain = " ".join(text.casefold().split()).ljust(RUN)
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(codes, RUN) @ POWERS
    mixed = np.multiply.outer(FACTORS, runs ^ (runs >> HALF))
    mixed += SHIFTS[:, None]
    least: Signature = (mixed.min(axis=1) >> HALF).astype(np.uint32)
    return least


def likeness(one: Signature, other: Signature) -> float:
    """The estimated share of runs that two texts have in common.

    >>> likeness(signature("My last price is 110."), signature("My  last price is 110."))
    1.0
    """
    return float((one == other).mean())


def _bands(own: Signature) -> list[bytes]:
    return [bytes([at]) + band.tobytes() for at, band in enumerate(own.reshape(BANDS, DEPTH))]


def _odd(count: int, seed: int) -> NDArray[np.uint64]:
    dice = Random(seed)
    return np.array([dice.getrandbits(64) | 1 for _ in range(count)], np.uint64)


HALF = np.uint64(32)
POWERS, FACTORS, SHIFTS = _odd(RUN, 5), _odd(BANDS * DEPTH, 6), _odd(BANDS * DEPTH, 7)
"""The hash functions, modulo 2 ** 64."""
