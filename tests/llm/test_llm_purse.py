"""The purse: what is reserved, spent and refused, whatever a provider reports."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.domain.calls import Heard, Wait
from society.domain.errors import LimitReached
from society.llm.purse import OVERRUN, Allowance, Purse


async def test_without_limits_it_only_counts() -> None:
    purse = Purse()

    (await purse.reserve(None)).settle(None)
    (await purse.reserve(2.0)).settle(0.5)

    assert (purse.calls, purse.spent, purse.open) == (2, 0.5, 0)


async def test_a_call_that_could_break_the_budget_is_refused() -> None:
    purse = Purse(Allowance(dollars=1.0))

    with pytest.raises(LimitReached, match="budget is used up"):
        await purse.reserve(1.01 / OVERRUN)

    assert purse.calls == 0


async def test_a_price_that_nobody_knows_is_refused_on_a_budget() -> None:
    with pytest.raises(LimitReached, match="nobody knows"):
        await Purse(Allowance(dollars=1.0)).reserve(None)


async def test_what_a_broken_call_may_have_cost_stays_spent() -> None:
    purse = Purse(Allowance(dollars=1.0))

    (await purse.reserve(0.01)).settle(None)

    assert purse.spent == 0.01


async def test_a_call_that_was_refused_costs_nothing() -> None:
    purse = Purse(Allowance(dollars=1.0))

    (await purse.reserve(0.01)).free()

    assert purse.spent == 0.0


async def test_a_hold_is_settled_once() -> None:
    purse = Purse()
    hold = await purse.reserve(0.01)

    hold.settle(0.02)
    hold.free()

    assert (purse.spent, purse.open) == (0.02, 0)


async def test_a_call_waits_while_others_may_still_leave_room() -> None:
    purse = Purse(Allowance(dollars=0.1))
    heard: list[Heard] = []
    first = await purse.reserve(0.01)
    second = asyncio.ensure_future(purse.reserve(0.005, heard.append))
    await asyncio.sleep(0)
    assert not second.done()

    first.settle(0.001)

    assert (await second).worst == 0.005
    assert isinstance(heard[0], Wait)


async def test_calls_are_counted_out_and_then_everyone_is_refused() -> None:
    purse = Purse(Allowance(calls=2))
    (await purse.reserve(0.0)).settle(0.0)
    (await purse.reserve(0.0)).settle(0.0)

    for _ in range(2):
        with pytest.raises(LimitReached, match="all the calls"):
            await purse.reserve(0.0)


async def test_more_is_asked_for_where_it_does_not_fit() -> None:
    asked: list[Allowance] = []

    async def refill(lacking: Allowance) -> Allowance:
        asked.append(lacking)
        return Allowance(dollars=0.5, calls=3)

    purse = Purse(Allowance(dollars=0.0, calls=0), refill=refill)
    await purse.reserve(0.01)

    assert asked == [Allowance(dollars=0.1, calls=1)]
    assert purse.allowance == Allowance(dollars=0.5, calls=3)


async def test_a_waiting_call_that_is_cancelled_lets_the_next_one_in() -> None:
    purse = Purse(Allowance(dollars=0.1))
    first = await purse.reserve(0.01)
    second = asyncio.ensure_future(purse.reserve(0.01))
    third = asyncio.ensure_future(purse.reserve(0.001))
    await asyncio.sleep(0)

    second.cancel()
    first.free()

    assert (await third).worst == 0.001


@given(
    budget=st.floats(0.001, 10),
    calls=st.lists(st.tuples(st.floats(0.0, 0.05), st.floats(0.0, OVERRUN)), max_size=300),
    at_once=st.integers(1, 256),
)
def test_the_budget_holds_whatever_is_reported(
    budget: float, calls: list[tuple[float, float]], at_once: int
) -> None:
    async def play() -> float:
        purse, slots = Purse(Allowance(dollars=budget)), asyncio.Semaphore(at_once)

        async def call(worst: float, factor: float) -> None:
            async with slots:
                try:
                    hold = await purse.reserve(worst)
                except LimitReached:
                    return
                await asyncio.sleep(0)
                hold.settle(worst * factor)

        await asyncio.gather(*(call(*each) for each in calls))
        return purse.spent

    assert asyncio.run(play()) <= budget * (1 + 1e-9)


async def test_what_came_back_while_more_was_asked_for_is_spent_before_giving_up() -> None:
    async def nothing_more(lacking: Allowance) -> Allowance:
        first.settle(0.0)
        return Allowance(dollars=0.0)

    purse = Purse(Allowance(dollars=0.1), refill=nothing_more)
    first = await purse.reserve(0.01)

    assert (await purse.reserve(0.01)).worst == 0.01
