"""Recording: what was said is on the disk before anyone else hears of it.

A reply and the request that brought it are one transaction. A request that brought nothing is
stored at once; one that did waits in memory for the turn or judgement that names it, and is stored
by itself once it is plain that none will. What is paid follows from what was judged and can be
worked out again: it goes to the disk with what comes next. Whatever ends a dialogue, what was paid
for is stored.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, nullcontext
from typing import Any

from society.domain.calls import Attempt
from society.domain.errors import StoreError
from society.domain.events import Called, Event, Started
from society.store.desk import Desk
from society.store.store import Store


async def record(
    store: Store, events: AsyncIterator[Event], *, unheard: list[Called] | None = None
) -> AsyncGenerator[Event, None]:
    """The same events, each turn and judgement after its COMMIT; StoreError ends the stream.

    A dialogue is begun and held where the caller did not. Closing or cancelling the stream, or one
    that just stops, leaves its dialogues `stopped`, a bug in it leaves them `failed`; either way
    they can be resumed. `unheard` is where the one who plays leaves the calls that were made but
    could no longer be told, because the stream was closed on them.
    """
    told = [] if unheard is None else unheard
    desks: dict[str, Desk] = {}
    async with AsyncExitStack() as leases:
        try:
            async with _closing(events):
                async for event in events:
                    await _keep(store, leases, desks, event)
                    yield event
        except StoreError:
            await _bill(store, desks, told)
            raise
        except Exception as bug:
            await _leave(store, desks, told, "bug", f"{type(bug).__name__}: {bug}")
            raise
        except BaseException:
            await _leave(store, desks, told, "cancelled", "")
            raise
        else:
            await _leave(store, desks, told, "cut", "")


def _closing(events: AsyncIterator[Event]) -> AbstractAsyncContextManager[Any]:
    return aclosing(events) if isinstance(events, AsyncGenerator) else nullcontext()


async def _keep(store: Store, leases: AsyncExitStack, desks: dict[str, Desk], event: Event) -> None:
    # A token is told in the hundreds of thousands: its kind is cheaper to ask for than its class.
    if event.kind == "token" or event.kind == "speaking":
        return
    if event.kind == "asked" or event.kind == "waiting":
        return
    if event.kind == "started":
        fence = await _fence(store, leases, event)
        desks[event.episode] = Desk(event, now=store.now(), fence=fence)
    over = event.kind == "ended" or event.kind == "failed"
    desk = desks.pop(event.episode) if over else desks[event.episode]
    writes = desk.writes(event)
    if writes:
        await store.write(*writes)


async def _fence(store: Store, leases: AsyncExitStack, begun: Started) -> int:
    held = store.fence(begun.episode)
    if held is not None:
        return held
    await store.begin(begun.episode, begun.game, begun.provenance, turns=begun.turns)
    await leases.enter_async_context(store.leasing(begun.episode))
    return await _fence(store, leases, begun)


async def _leave(
    store: Store, desks: dict[str, Desk], unheard: list[Called], code: str, error: str
) -> None:
    for episode, desk in desks.items():
        await store.write(*desk.leave(code, error, _of(episode, unheard)))


async def _bill(store: Store, desks: dict[str, Desk], unheard: list[Called]) -> None:
    """Store what was paid for and nothing else: the dialogue may be another's by now."""
    for episode, desk in desks.items():
        if bill := desk.bill(_of(episode, unheard)):
            await store.write(*bill)


def _of(episode: str, unheard: list[Called]) -> list[Attempt]:
    return [called.attempt for called in unheard if called.episode == episode]
