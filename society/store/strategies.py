"""Strategies as miners and tests write them: found by id, the last word counts."""

from collections.abc import Iterable

from society.domain.strategy import Strategy
from society.store.rows import strategy_row
from society.store.statements import some
from society.store.store import Store


async def put(store: Store, strategies: Iterable[Strategy]) -> None:
    """Store them; what is known by that id already is replaced."""
    await store.write(*some("put strategy", map(strategy_row, strategies)))
