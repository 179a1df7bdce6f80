"""The line before an endpoint: who goes when, and what those who wait are told."""

import asyncio

import pytest

from society.llm.limiter import BUSY, PAUSED, Limiter
from society.llm.limits import MOST, START
from society.llm.model import nobody
from tests.llm.ears import Ears
from tests.llm.lines import BUSY_SERVER, entering, gave_up, line, settled


async def test_as_many_go_as_are_allowed_and_the_others_in_their_order(ears: Ears) -> None:
    limiter = line(ears, concurrency=2)
    tasks = await entering(limiter, ears, 5)
    before = [task.done() for task in tasks]

    tasks[1].result().well(10)
    tasks[0].result().well(10)
    await settled()

    assert before == [True, True, False, False, False]
    assert [task.done() for task in tasks] == [True, True, True, True, False]
    assert (limiter.state.in_flight, limiter.state.allowed, limiter.state.waiting) == (2, 2, 1)
    await gave_up(tasks)


async def test_who_comes_later_does_not_overtake(ears: Ears) -> None:
    limiter = line(ears, concurrency=1)
    first, second = await entering(limiter, ears, 2)

    first.result().close()
    late = asyncio.create_task(limiter.enter(0, ears))
    await settled()

    assert (second.done(), late.done()) == (True, False)
    await gave_up([late])


async def test_a_call_that_is_cancelled_in_line_leaves_no_gap(ears: Ears) -> None:
    limiter = line(ears, concurrency=1)
    tasks = await entering(limiter, ears, 4)

    await gave_up([tasks[1], tasks[2]])
    tasks[0].result().well(1)
    await settled()

    assert tasks[3].done()
    assert (limiter.state.in_flight, limiter.state.waiting) == (1, 0)


async def test_a_call_that_is_cancelled_just_when_it_may_go_lets_the_next_one(ears: Ears) -> None:
    limiter = line(ears, concurrency=1)
    tasks = await entering(limiter, ears, 3)

    tasks[0].result().close()
    tasks[1].cancel()
    await settled()

    assert tasks[2].done()
    assert limiter.state.in_flight == 1


async def test_a_slot_is_given_back_once(ears: Ears) -> None:
    limiter = line(ears, concurrency=1)
    slot = await limiter.enter(0, ears)

    slot.well(1)
    slot.failed(BUSY_SERVER, 429)
    slot.close()

    assert limiter.state.in_flight == 0


async def test_a_wait_in_a_full_line_is_told_when_it_gets_long(ears: Ears) -> None:
    limiter = line(ears, concurrency=1, quiet=0.0)
    tasks = await entering(limiter, ears, 2)

    assert [wait.why for wait in ears.waits] == [BUSY]
    await gave_up(tasks)


async def test_requests_a_minute_are_spread_over_it(ears: Ears) -> None:
    limiter = line(ears, rpm=60)

    began = [(await limiter.enter(0, ears)).began for _ in range(4)]

    assert began == [pytest.approx(at) for at in (0.0, 1.0, 2.0, 3.0)]
    assert {wait.why for wait in ears.waits} == {"rate limit: 60 requests a minute"}


async def test_a_short_wait_is_not_told(ears: Ears) -> None:
    limiter = line(ears, rpm=300)
    for _ in range(10):
        await limiter.enter(0, ears)

    assert sum(ears.slept) > 0
    assert ears.waits == []


@pytest.mark.parametrize("rpm", [1, 7, 60, 1000])
async def test_no_minute_has_more_requests_than_allowed(rpm: int, ears: Ears) -> None:
    limiter = line(ears, rpm=rpm, concurrency=10_000)

    began = [(await limiter.enter(0, nobody)).began for _ in range(3 * rpm + 1)]

    assert all(
        later - sooner >= 60 - 1e-6 for sooner, later in zip(began, began[rpm:], strict=False)
    )
    assert began[-1] == pytest.approx(180, rel=0.03)


async def test_tokens_a_minute_are_waited_for_and_corrected_by_what_was_used(ears: Ears) -> None:
    limiter = line(ears, tpm=6000)
    (await limiter.enter(1000, ears)).well(1000)
    (await limiter.enter(1000, ears)).well(100)
    after_much = ears.now()
    await limiter.enter(1000, ears)

    assert after_much == pytest.approx(10, rel=0.05)
    assert ears.now() - after_much == pytest.approx(1, rel=0.1)
    assert ears.waits[0].why == "rate limit: 6,000 tokens a minute"


async def rounds(limiter: Limiter, ears: Ears, times: int, seconds: float = 1.0) -> None:
    """So many times as many calls as are allowed, all at once, each taking so long."""
    for _ in range(times):
        slots = [await limiter.enter(0, ears) for _ in range(limiter.state.allowed)]
        await ears.sleep(seconds)
        for slot in slots:
            slot.well(10)


async def test_what_an_endpoint_bears_is_found_out_by_doubling(ears: Ears) -> None:
    limiter = line(ears)
    await rounds(limiter, ears, 1)
    doubled = limiter.state.allowed
    await rounds(limiter, ears, 20)

    assert (doubled, limiter.state.allowed) == (2 * START, MOST)


async def test_more_is_not_allowed_where_less_is_asked_for(ears: Ears) -> None:
    limiter = line(ears)
    for _ in range(100):
        (await limiter.enter(0, ears)).well(10)

    assert limiter.state.allowed == START


async def test_a_refusal_halves_it_once_a_round_trip_and_then_it_grows_by_one(ears: Ears) -> None:
    limiter = line(ears)
    slots = [await limiter.enter(0, ears) for _ in range(START)]
    await ears.sleep(1)
    for slot in slots:
        slot.failed(BUSY_SERVER, 429)
    halved = limiter.state.allowed
    await rounds(limiter, ears, 3)

    assert (halved, limiter.state.allowed) == (START // 2, START // 2 + 3)


async def test_one_call_is_always_allowed(ears: Ears) -> None:
    limiter = line(ears)
    for _ in range(20):
        await ears.sleep(1)
        (await limiter.enter(0, ears)).failed(BUSY_SERVER, 429)

    assert limiter.state.allowed == 1


async def test_an_endpoint_that_gets_slow_is_not_asked_for_more(ears: Ears) -> None:
    limiter = line(ears)
    await rounds(limiter, ears, 1, seconds=1.0)
    await rounds(limiter, ears, 3, seconds=9.0)

    assert limiter.state.allowed == 2 * START


async def test_what_is_given_is_not_changed(ears: Ears) -> None:
    limiter = line(ears, concurrency=5)
    await rounds(limiter, ears, 5)
    (await limiter.enter(0, ears)).failed(BUSY_SERVER, 429)

    assert limiter.state.allowed == 5


async def test_a_pause_holds_everyone_and_the_longer_one_counts(ears: Ears) -> None:
    limiter = line(ears)
    limiter.pause(20)
    limiter.pause(3)
    paused = limiter.state.paused

    await limiter.enter(0, ears)

    assert (paused, ears.slept) == (20.0, [20.0])
    assert [wait.why for wait in ears.waits] == [PAUSED]
