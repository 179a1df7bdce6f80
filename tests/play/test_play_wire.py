"""The wire from a dialogue to its listener: nothing runs ahead, nothing is lost, all is let go."""

import asyncio
import threading
from contextlib import aclosing

import pytest

from society.domain.errors import SocietyError
from society.domain.events import Asked, Called, Event
from society.play.wire import Wire


def asked(number: int) -> Event:
    return Asked(episode="e", judge=f"j{number}")


def made() -> tuple[Wire, list[Called]]:
    calls: list[Called] = []
    return Wire(calls.append), calls


async def test_a_step_begins_when_the_listener_asks_for_more() -> None:
    wire, _ = made()
    begun: list[int] = []

    async def running() -> None:
        for number in range(2):
            await wire.heard()
            begun.append(number)
            wire.tell(asked(number))
            wire.tell(asked(number))

    async with aclosing(wire.events(running())) as events:
        await anext(events)
        await asyncio.sleep(0)
        first = [*begun]
        rest = [event async for event in events]

    assert first == [0]
    assert (begun, len(rest)) == ([0, 1], 3)


async def test_what_was_told_before_a_failure_is_heard_before_it() -> None:
    wire, _ = made()

    async def running() -> None:
        wire.tell(asked(0))
        raise SocietyError("the disk is full")

    events = wire.events(running())
    heard = await anext(events)

    assert heard == asked(0)
    with pytest.raises(SocietyError, match="full"):
        await anext(events)


async def test_closing_a_stream_that_has_failed_meanwhile_raises_nothing() -> None:
    wire, _ = made()

    async def running() -> None:
        wire.tell(asked(0))
        wire.tell(asked(1))
        raise SocietyError("too late for anyone")

    events = wire.events(running())
    await anext(events)

    await events.aclose()


async def test_a_bug_on_the_way_out_is_not_hidden_by_closing() -> None:
    wire, _ = made()

    async def running() -> None:
        wire.tell(asked(0))
        try:
            await asyncio.Event().wait()
        finally:
            raise ZeroDivisionError("while letting go")

    events = wire.events(running())
    await anext(events)

    with pytest.raises(ZeroDivisionError, match="letting go"):
        await events.aclose()


async def test_a_thread_may_tell_and_wakes_the_listener() -> None:
    wire, _ = made()

    async def running() -> None:
        thread = threading.Thread(target=wire.tell, args=(asked(7),))
        thread.start()
        await asyncio.to_thread(thread.join)

    heard = [event async for event in wire.events(running())]

    assert heard == [asked(7)]


async def test_a_dialogue_that_is_cancelled_from_within_does_not_end_well() -> None:
    wire, _ = made()

    async def running() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await anext(wire.events(running()))
