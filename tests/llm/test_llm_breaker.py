"""An endpoint that does not answer is left alone, and found again."""

import asyncio

import pytest

from society.domain.errors import ModelError
from society.llm.faults import Retryable
from society.llm.limiter import TRYING
from tests.llm.ears import Ears
from tests.llm.lines import ILL_SERVER, entering, fail, line, settled


async def test_an_endpoint_that_does_not_answer_is_tried_by_one_call_now_and_then(
    ears: Ears,
) -> None:
    limiter = line(ears)
    await fail(limiter, ears, 20)
    down = limiter.state.down
    await fail(limiter, ears, 6)

    assert down
    assert ears.slept == [5, 10, 20, 40, 60, 60]
    assert ears.waits[0].why == "the endpoint does not answer; trying again in 5 s"


async def test_while_one_call_finds_out_the_others_wait_and_then_all_go(ears: Ears) -> None:
    limiter = line(ears, quiet=0.0)
    await fail(limiter, ears, 20)
    tasks = await entering(limiter, ears, 3)
    tasks += await entering(limiter, ears, 1)
    trying = [task.done() for task in tasks]

    tasks[0].result().well(10)
    await settled()

    assert trying == [True, False, False, False]
    assert ears.waits[-1].why == TRYING
    assert all(task.done() for task in tasks)
    assert not limiter.state.down


async def test_a_call_that_finds_out_and_is_cancelled_lets_another_find_out(ears: Ears) -> None:
    limiter = line(ears)
    await fail(limiter, ears, 20)
    tasks = await entering(limiter, ears, 2)

    tasks[0].result().close()
    await settled()

    assert tasks[1].done()


async def test_one_prompt_that_always_fails_does_not_stop_the_others(ears: Ears) -> None:
    limiter = line(ears)
    for _ in range(30):
        await fail(limiter, ears, 8)
        (await limiter.enter(0, ears)).well(10)

    assert not limiter.state.down
    assert ears.slept == []


async def test_an_endpoint_that_refuses_answers(ears: Ears) -> None:
    limiter = line(ears)
    for _ in range(50):
        (await limiter.enter(0, ears)).failed(ModelError("no", kind="bad_request"), 400)

    assert not limiter.state.down


async def test_nobody_waits_forever_for_an_endpoint_that_is_down(ears: Ears) -> None:
    limiter = line(ears, patience=100.0, host="127.0.0.1:9")
    await fail(limiter, ears, 20)
    probe = await limiter.enter(0, ears)
    waiting = asyncio.create_task(limiter.enter(0, ears))
    await settled()

    await ears.sleep(200)
    probe.failed(ILL_SERVER, 500)

    with pytest.raises(ModelError, match="has not answered anybody for 100 s") as failure:
        await waiting
    assert failure.value.kind == "connection"
    assert not isinstance(failure.value, Retryable)
    assert limiter.state.waiting == 0
