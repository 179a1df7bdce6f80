"""Recording: each event is on the disk before anyone else hears of it.

A reply and the request that brought it are one transaction. A request that brought nothing is
stored at once; one that did waits in memory for the turn or judgement that names it, and is stored
by itself once it is plain that none will.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing

from society.domain.errors import StoreError
from society.domain.events import (
    Asked,
    Ended,
    Event,
    Failed,
    Speaking,
    Started,
    Token,
    Waiting,
)
from society.store.desk import Desk
from society.store.store import Store


async def record(store: Store, events: AsyncIterator[Event]) -> AsyncGenerator[Event, None]:
    """The same events, each yielded after its COMMIT; StoreError ends the stream.

    Closing or cancelling it, or a stream that just stops, leaves its dialogues `stopped`, a bug in
    the stream leaves them `failed`; either way they can be resumed.
    """
    desks: dict[str, Desk] = {}
    try:
        async with AsyncExitStack() as stack:
            if isinstance(events, AsyncGenerator):
                await stack.enter_async_context(aclosing(events))
            async for event in events:
                await _keep(store, desks, event)
                yield event
    except StoreError:
        raise
    except Exception as bug:
        await _leave(store, desks, "failed", "bug", f"{type(bug).__name__}: {bug}")
        raise
    except BaseException:
        await _leave(store, desks, "stopped", "cancelled", "")
        raise
    else:
        await _leave(store, desks, "stopped", "cut", "")


async def _keep(store: Store, desks: dict[str, Desk], event: Event) -> None:
    if isinstance(event, Asked | Speaking | Token | Waiting):
        return
    if isinstance(event, Started):
        desks[event.episode] = Desk(event, now=store.now())
    over = isinstance(event, Ended | Failed)
    desk = desks.pop(event.episode) if over else desks[event.episode]
    writes = desk.writes(event)
    if writes:
        await store.write(*writes)


async def _leave(store: Store, desks: dict[str, Desk], status: str, code: str, error: str) -> None:
    for desk in desks.values():
        await store.write(*desk.leave(status, code, error))
