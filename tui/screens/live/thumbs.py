"""A thumb is a label of whoever sits at this window: 1 up, 0 down, the latest counts."""

import asyncio
from typing import TYPE_CHECKING

from society.domain.trust import Label

if TYPE_CHECKING:
    from society.store.store import Store

UP, DOWN = 1.0, 0.0


def thumbs_of(store: "Store", episode: str, rater: str) -> list[tuple[int, float]]:
    """The rater's latest thumb on each turn."""
    from society.store import labels

    listed = labels.listed(store, episode=episode, rater=rater)
    return [(each.turn, each.score) for each in listed if each.turn is not None]


def put(store: "Store", label: Label) -> None:
    """Store a thumb; SocietyError where its turn is not stored. To be called in a thread."""
    from society.store import labels

    asyncio.run(labels.add(store, [label]))
