"""Everything that the store knows of a dialogue and a scene shows."""

from typing import TYPE_CHECKING

from society.domain.calls import Attempt
from society.domain.episode import Episode
from tui.screens.live.thumbs import thumbs_of

if TYPE_CHECKING:
    from society.store.store import Store

Stored = tuple[Episode, list[Attempt], list[tuple[int, float]]]
"""A dialogue, its ledger, and the thumbs of whoever sits at this window."""


def stored(store: "Store", episode: str, rater: str) -> Stored:
    """Everything stored of a dialogue that a scene shows."""
    found = store.episode(episode)
    return found, store.attempts(found.id), thumbs_of(store, found.id, rater)
