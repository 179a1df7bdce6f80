"""What a person wishes of a batch that plays: paused, fewer at once, stopped, another budget."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from society.batch.halt import Halt
from society.batch.purses import Limits, purse
from society.domain.dialogue import View
from society.domain.errors import Exit, LimitReached, StoreError
from society.domain.events import Ended, Event, Waiting
from society.store import batches
from society.store.store import Store
from society.store.wishes import NONE, Wishes, wish, wishes
from tests.batch.talkers import batch, played


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "night.db"


async def until(events: AsyncGenerator[Event, None], seen: Callable[[Event], bool]) -> list[Event]:
    found = []
    async for event in events:
        found.append(event)
        if seen(event):
            break
    return found


def done(store: Store) -> int:
    told = batches.statuses(store, "night").values()
    return sum(status == "done" for status, _ in told)


async def test_what_was_wished_is_read_again_as_it_was(path: Path) -> None:
    with Store.open(path) as store:
        assert wishes(store, "night") == NONE
        wished = Wishes(paused=True, at_once=3, budget=2.5)

        await wish(store, "night", wished)

        assert wishes(store, "night") == wished
        assert wishes(store, "day") == NONE


async def test_a_paused_batch_says_so_and_goes_on_when_it_may(path: Path) -> None:
    with Store.open(path) as store:
        await wish(store, "night", Wishes(paused=True))
        async with aclosing(batch(store, 3).play()) as events:
            first = await until(events, lambda event: isinstance(event, Waiting))
            assert [event.kind for event in first] == ["waiting"]
            assert done(store) == 0

            await wish(store, "night", NONE)
            await until(events, lambda event: False)

        assert done(store) == 3


async def test_what_is_being_played_is_played_to_its_end_while_paused(path: Path) -> None:
    with Store.open(path) as store:
        paused = asyncio.Event()

        async def before(index: int, view: View) -> None:
            if view.turn == 1 and not paused.is_set():
                paused.set()
                await wish(store, "night", Wishes(paused=True))

        async with aclosing(batch(store, 4, before, slots=1).play()) as events:
            seen = await until(events, lambda event: isinstance(event, Waiting))

        assert sum(isinstance(event, Ended) for event in seen) == 1
        assert done(store) == 1


async def test_fewer_at_once_never_leave_anything_unplayed(path: Path) -> None:
    now, most = set[int](), 0

    async def before(index: int, view: View) -> None:
        nonlocal most
        now.add(index)
        most = max(most, len(now))
        await asyncio.sleep(0)
        if view.turn == 3:
            now.discard(index)

    with Store.open(path) as store:
        await wish(store, "night", Wishes(at_once=2))
        await played(batch(store, 9, before, slots=5))

        assert most <= 2
        assert done(store) == 9


async def test_a_batch_that_is_to_stop_stops_with_what_is_being_said(path: Path) -> None:
    halt = Halt()
    with Store.open(path) as store:
        await wish(store, "night", Wishes(paused=True, stop=True))

        assert await played(batch(store, 3, halt=halt)) == []

    assert halt.exit is Exit.TERMINATED
    assert "a person" in halt.why


async def test_a_larger_budget_is_heard_by_a_process_that_plays(path: Path) -> None:
    with Store.open(path) as store:
        async with purse(store, "night", Limits(dollars=1.0), slots=1) as kept:
            (await kept.reserve(0.05)).settle(0.05)

            await wish(store, "night", Wishes(budget=100.0))

            (await kept.reserve(5.0)).settle(5.0)


async def test_a_smaller_budget_is_heard_too(path: Path) -> None:
    with Store.open(path) as store:
        async with purse(store, "night", Limits(dollars=100.0), slots=1) as kept:
            (await kept.reserve(0.05)).settle(0.05)

            await wish(store, "night", Wishes(budget=1.0))

            with pytest.raises(LimitReached):
                await kept.reserve(5.0)


async def test_a_store_that_is_only_read_takes_no_wish(path: Path) -> None:
    Store.open(path).close()
    with Store.open(path, write=False) as store, pytest.raises(StoreError):
        await wish(store, "night", Wishes(paused=True))
