"""One budget for all processes of a batch: each takes a share, and takes more when that is used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from society.domain.value import Value
from society.llm.purse import OVERRUN, Allowance, Purse
from society.store.batches import Granted, give_back, more, settle_the_past
from society.store.lease import Holder
from society.store.store import Store
from society.store.wishes import wishes

SPARE = 0.02
"""The part of a budget that a process takes at once, so that most calls need not ask."""


class Limits(Value):
    """What a batch may cost in all, over all its runs; None where that is not limited."""

    dollars: float | None = None
    calls: int | None = None


@asynccontextmanager
async def purse(store: Store, batch: str, limits: Limits, *, slots: int) -> AsyncIterator[Purse]:
    """A purse over this process's share; at the end what is left of it goes back to the others.

    `slots` is the most requests that may be under way at once.
    """
    me = Holder.here(store.now()).owner
    await settle_the_past(store, batch)
    if limits == Limits():
        yield Purse()
        return
    had = Granted()

    async def refill(lacking: Allowance) -> Allowance:
        nonlocal had
        limit = _limit(store, batch, limits)
        want = Granted(
            dollars=_with_spare(lacking.dollars, limit.dollars),
            calls=int(_with_spare(lacking.calls, limit.calls)),
        )
        largest = max(kept.largest, (lacking.dollars or 0.0) / OVERRUN)
        risk = Granted(dollars=slots * largest, calls=slots)
        now = await more(store, batch, me, want=want, limit=limit, risk=risk)
        got = Allowance(now.dollars - had.dollars, now.calls - had.calls)
        had = now
        return got

    kept = Purse(
        Allowance(
            None if limits.dollars is None else 0.0,
            None if limits.calls is None else 0,
        ),
        refill=refill,
    )
    try:
        yield kept
    finally:
        await give_back(store, batch, me, Granted(dollars=kept.spent, calls=kept.calls))


def _limit(store: Store, batch: str, limits: Limits) -> Granted:
    """What all runs may spend together now: a person may have wished another budget meanwhile."""
    dollars = None if limits.dollars is None else wishes(store, batch).budget or limits.dollars
    return Granted(dollars=dollars or 0.0, calls=limits.calls or 0)


def _with_spare(lacking: float | None, limit: float) -> float:
    """What is lacking, and some to spare; nothing where nothing is lacking."""
    return lacking + SPARE * limit if lacking else 0.0
