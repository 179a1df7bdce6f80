"""Every request is paid from the purse: what it cost, its worst case, or nothing."""

import asyncio
from collections.abc import Callable

import pytest

from society.domain.calls import Sampling
from society.domain.errors import LimitReached, ModelError
from society.llm.network import Network
from society.llm.prices import Price, Prices
from society.llm.purse import OVERRUN, Allowance, Purse
from tests.faults.server import FaultServer
from tests.llm.ears import HELLO, Connect, Ears

DEAR = Price(prompt=1000.0, completion=1000.0)
"""A tenth of a cent a token, so that sums can be read."""

SHORT = Sampling(max_tokens=100)
COST = (12 + 6) / 1000


def dear(*names: str) -> Prices:
    return Prices(dict.fromkeys(names, DEAR))


async def test_a_good_answer_costs_what_it_cost_and_tells_what_it_could_have(
    connect: Connect, ears: Ears
) -> None:
    purse = Purse()
    await connect("ok", purse=purse, prices=dear("ok")).reply(HELLO, sampling=SHORT, tell=ears)

    bytes_asked = sum(len(message.content) for message in HELLO)
    assert purse.spent == pytest.approx(COST)
    assert ears.attempts[0].cost == pytest.approx(COST)
    assert ears.attempts[0].reserved == pytest.approx((bytes_asked + 2 * 64 + 100) / 1000)
    assert (purse.calls, purse.open) == (1, 0)


@pytest.mark.parametrize(
    "fault", ["429", "500", "503", "html-500", "401", "404", "400", "quota", "context"]
)
async def test_what_was_refused_costs_nothing(fault: str, connect: Connect, ears: Ears) -> None:
    purse = Purse()
    model = connect(fault, purse=purse, prices=dear(fault), patience=ears.patience(tries=1))

    with pytest.raises(ModelError):
        await model.reply(HELLO, sampling=SHORT, tell=ears)

    assert (purse.calls, purse.open, purse.spent) == (1, 0, 0.0)


async def test_what_never_reached_anybody_costs_nothing(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    purse = Purse()
    model = connect("ok", purse=purse, prices=dear("ok"))
    await server.gone()

    with pytest.raises(ModelError):
        await model.reply(HELLO, sampling=SHORT, tell=ears)

    assert (purse.calls, purse.open, purse.spent) == (2, 0, 0.0)


@pytest.mark.parametrize(
    "fault", ["stall", "reset", "dropped", "truncated-json", "error-200", "no-usage"]
)
async def test_where_nobody_knows_the_worst_stays_spent(
    fault: str, connect: Connect, ears: Ears
) -> None:
    purse = Purse()
    patience = ears.patience(tries=1)
    model = connect(fault, purse=purse, prices=dear(fault), timeout=0.3, patience=patience)

    if fault == "no-usage":
        await model.reply(HELLO, sampling=SHORT, tell=ears)
    else:
        with pytest.raises(ModelError):
            await model.reply(HELLO, sampling=SHORT, tell=ears)

    reserved = ears.attempts[0].reserved
    assert reserved is not None
    assert reserved > 0.1
    assert purse.spent == pytest.approx(reserved)
    assert purse.open == 0


async def test_a_cancelled_request_leaves_its_worst_spent(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    purse = Purse()
    model = connect("stall", purse=purse, prices=dear("stall"))
    task = asyncio.create_task(model.reply(HELLO, sampling=SHORT, tell=ears))
    while not server.hits["stall"]:
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert purse.spent == pytest.approx(ears.attempts[0].reserved)
    assert purse.open == 0


async def test_an_empty_answer_that_was_counted_is_paid_as_counted(
    connect: Connect, ears: Ears
) -> None:
    purse = Purse()
    with pytest.raises(ModelError):
        await connect("empty", purse=purse, prices=dear("empty")).reply(HELLO, tell=ears)

    assert purse.spent == pytest.approx(3 * COST)


async def test_on_a_budget_a_reply_without_a_bound_gets_one(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    limited = Purse(Allowance(dollars=1000.0))
    free = Purse()

    await connect("ok", purse=limited, prices=dear("ok")).reply(HELLO, tell=ears)
    await connect("ok", purse=free, prices=dear("ok")).reply(HELLO, tell=ears)

    assert [ask.body.get("max_tokens") for ask in server.asked] == [4096, None]
    assert ears.attempts[1].reserved is None


async def test_on_a_budget_nothing_is_asked_whose_price_nobody_knows(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect("ok", purse=Purse(Allowance(dollars=1000.0)))

    with pytest.raises(LimitReached, match="price nobody knows"):
        await model.reply(HELLO, tell=ears)

    assert (server.hits["ok"], ears.attempts) == (0, [])


async def test_a_bill_far_over_the_worst_case_stops_everything(
    connect: Connect, ears: Ears
) -> None:
    model = connect("dear-usage", prices=dear("dear-usage"))

    with pytest.raises(LimitReached, match="could cost"):
        await model.reply(HELLO, sampling=SHORT, tell=ears)

    assert ears.attempts[0].error_kind == "limit"


async def test_a_budget_holds_with_many_in_flight(
    server: FaultServer, network: Callable[..., Network], connect: Connect, wire: str
) -> None:
    budget, many = 60.0, 256 if wire == "direct" else 48
    purse = Purse(Allowance(dollars=budget))
    shared = network(purse=purse, prices=dear("ok"))
    model = connect("ok", shared=shared)

    asked = [model.reply(HELLO, sampling=SHORT) for _ in range(many)]
    done = await asyncio.gather(*asked, return_exceptions=True)

    answered = [each for each in done if not isinstance(each, BaseException)]
    assert server.hits["ok"] == len(answered) == purse.calls
    assert {type(each) for each in done if isinstance(each, BaseException)} <= {LimitReached}
    assert purse.spent + OVERRUN * purse.in_flight <= budget
    assert purse.spent == pytest.approx(COST * len(answered))
    assert len(answered) > 20


async def test_calls_that_cost_nothing_count_as_calls(connect: Connect, ears: Ears) -> None:
    model = connect("ok", purse=Purse(Allowance(calls=2)))
    await model.reply(HELLO, tell=ears)
    await model.reply(HELLO, tell=ears)

    with pytest.raises(LimitReached, match="all the calls"):
        await model.reply(HELLO, tell=ears)
