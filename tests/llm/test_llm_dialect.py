"""What a server does not understand is left out or said otherwise, and only that."""

import pytest

from society.domain.calls import Sampling
from society.domain.errors import ModelError
from tests.faults.server import FaultServer
from tests.llm.ears import HELLO, Connect, Ears


async def test_what_a_server_does_not_know_is_left_out_from_then_on(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect("no-temperature")
    sampling = Sampling(temperature=0.2, top_p=0.9)

    await model.reply(HELLO, sampling=sampling, tell=ears)
    await model.reply(HELLO, sampling=sampling, tell=ears)

    assert ["temperature" in ask.body for ask in server.asked] == [True, False, False]
    assert ["temperature" in each.params for each in ears.attempts] == [True, False, False]
    assert all("top_p" in ask.body for ask in server.asked)


async def test_a_bound_is_never_dropped_but_said_otherwise(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect("no-max-tokens")

    await model.reply(HELLO, sampling=Sampling(max_tokens=50), tell=ears)
    await model.reply(HELLO, sampling=Sampling(max_tokens=60), tell=ears)

    bounds = [(a.body.get("max_tokens"), a.body.get("max_completion_tokens")) for a in server.asked]
    assert bounds == [(50, None), (None, 50), (None, 60)]


async def test_a_wrong_value_is_told_and_not_dropped(server: FaultServer, connect: Connect) -> None:
    with pytest.raises(ModelError, match="temperature is wrong"):
        await connect("400").reply(HELLO, sampling=Sampling(temperature=5))

    assert server.hits["400"] == 1
