"""One call over each wire against a server that breaks on purpose: what may become a reply."""

import asyncio
from collections.abc import Callable

import pytest

from society.domain.calls import Attempt, Heard, Sampling, Wait
from society.domain.errors import LimitReached, ModelError
from society.llm.model import nobody
from society.llm.network import Network
from society.llm.prices import Price, Prices
from society.llm.retry import Patience
from tests.faults.server import FaultServer
from tests.llm.ears import HELLO, Connect, Ears

pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_.*fields'")
"""litellm reads its own pydantic values in a deprecated way where it streams."""


async def test_text_streams_and_is_stored_whole(connect: Connect, ears: Ears) -> None:
    reply = await connect("ok", stream=True).reply(HELLO, tell=ears)

    assert "".join(ears.text) == reply.text == "Fine, let us say 90."
    assert len(ears.text) > 1
    assert (reply.usage.prompt, reply.usage.estimated) == (12, False)
    assert ears.attempts[0].first_token is not None
    assert [attempt.error for attempt in ears.attempts] == [""]
    assert ears.attempts[0].request_id == "req-1"


async def test_nobody_listening_means_no_stream(server: FaultServer, connect: Connect) -> None:
    await connect("ok", stream=True).reply(HELLO, tell=nobody)

    assert "stream" not in server.asked[0].body


@pytest.mark.parametrize("fault", ["cut-stream", "stall-mid-stream"])
async def test_half_a_stream_is_never_a_reply(
    fault: str, server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect(f"{fault}@1", stream=True, idle=0.3)

    reply = await model.reply(HELLO, tell=ears)

    assert reply.text == "Fine, let us say 90."
    assert [attempt.ok for attempt in ears.attempts] == [False, True]
    assert [bool(ask.body.get("stream")) for ask in server.asked] == [True, False]


async def test_a_reply_cut_at_the_limit_says_so(connect: Connect, ears: Ears) -> None:
    whole = await connect("length").reply(HELLO, tell=ears)
    streamed = await connect("length", stream=True).reply(HELLO, tell=ears)

    assert whole.finish == streamed.finish == "length"


@pytest.mark.parametrize(("fault", "raw"), [("nul", "YQBi"), ("surrogate", "Ye2ggGI=")])
async def test_broken_characters_are_mended_and_kept_raw(
    fault: str, raw: str, connect: Connect, ears: Ears
) -> None:
    reply = await connect(fault).reply(HELLO, tell=ears)

    assert (reply.text, reply.raw) == ("a\ufffdb", raw)
    assert ears.attempts[0].response == "a\ufffdb"


@pytest.mark.parametrize("fault", ["no-usage", "negative-usage"])
async def test_missing_usage_is_estimated_and_marked(
    fault: str, connect: Connect, ears: Ears
) -> None:
    reply = await connect(fault).reply(HELLO, tell=ears)

    assert reply.usage.estimated
    assert reply.usage.prompt > 0
    assert reply.usage.completion > 0


async def test_absurd_usage_stops_everything(connect: Connect, ears: Ears) -> None:
    with pytest.raises(LimitReached, match="2,000,000,000 tokens"):
        await connect("absurd-usage").reply(HELLO, tell=ears)

    assert ears.attempts[0].error_kind == "limit"


async def test_an_unknown_price_is_not_zero(connect: Connect, ears: Ears) -> None:
    known = Prices({"ok": Price(prompt=1.0, completion=2.0)})

    unpriced = await connect("ok").reply(HELLO, tell=ears)
    priced = await connect("ok", prices=known).reply(HELLO, tell=ears)

    assert unpriced.cost is None
    assert priced.cost == pytest.approx((12 * 1 + 6 * 2) / 1_000_000)
    assert [attempt.prices for attempt in ears.attempts] == ["", "own"]


async def test_cancelling_ends_the_call_at_once_and_is_not_retried(
    server: FaultServer, connect: Connect
) -> None:
    asked = asyncio.Event()
    heard: list[Heard] = []

    def say(body: object) -> str:
        asked.set()
        return ""

    server.say = say
    patience = Patience(sleep=lambda seconds: asyncio.Event().wait())  # type: ignore[arg-type, return-value]
    task = asyncio.create_task(connect("ok", patience=patience).reply(HELLO, tell=heard.append))
    await asked.wait()
    while not any(isinstance(each, Wait) for each in heard):
        await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.hits["ok"] == 1


async def test_a_cancelled_request_is_in_the_ledger(server: FaultServer, connect: Connect) -> None:
    heard: list[Heard] = []
    task = asyncio.create_task(connect("stall").reply(HELLO, tell=heard.append))
    while not server.hits["stall"]:
        await asyncio.sleep(0.01)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    told = [each for each in heard if isinstance(each, Attempt)]
    assert [attempt.error_kind for attempt in told] == ["cancelled"]


async def test_a_key_that_the_provider_repeats_is_not_passed_on(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await connect("echo-key").reply(HELLO, tell=ears)

    assert server.asked[0].headers["authorization"] == "Bearer sk-canary-123456789"
    assert "canary" not in str(failure.value)
    assert failure.value.__cause__ is None
    assert "canary" not in ears.attempts[0].model_dump_json()


async def test_a_request_keeps_its_sampling_and_sends_the_rest_along(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    sampling = Sampling(temperature=0.2, seed=7, stop=("END",), extra={"min_p": 0.1})

    await connect("ok").reply(HELLO, sampling=sampling, tell=ears)

    sent = server.asked[0].body
    assert (sent["temperature"], sent["seed"], sent["stop"]) == (0.2, 7, ["END"])
    assert sent["min_p"] == 0.1
    assert ears.attempts[0].params["seed"] == 7


async def test_an_extra_cannot_turn_a_request_elsewhere(connect: Connect, ears: Ears) -> None:
    sampling = Sampling(extra={"model": "dearer"})

    with pytest.raises(ModelError, match="may not set model"):
        await connect("ok").reply(HELLO, sampling=sampling, tell=ears)


async def test_several_choices_come_with_one_request_where_the_server_gives_them(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    reply = await connect("ok").reply(HELLO, n=3, tell=ears)

    assert len(reply.texts) == 3
    assert server.hits["ok"] == 1


async def test_a_server_that_gives_one_choice_is_asked_again(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    reply = await connect("one-choice").reply(HELLO, n=3, tell=ears)

    assert len(reply.texts) == 3
    assert server.hits["one-choice"] == len(ears.attempts) == 3
    assert {attempt.call for attempt in ears.attempts} == {reply.call}
    assert reply.usage.prompt == 36


async def test_a_server_without_schemas_is_asked_for_any_object(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect("no-schema")
    schema = {"type": "object", "properties": {"price": {"type": "integer"}}}
    server.say = lambda body: '{"price": 90}'
    before = model.speaks_json

    reply = await model.reply(HELLO, schema=schema, tell=ears)

    formats = [ask.body["response_format"]["type"] for ask in server.asked]
    assert formats == ["json_schema", "json_object"]
    assert reply.data == {"price": 90}
    assert (before, model.speaks_json) == (True, False)


async def test_strict_is_asked_for_only_where_the_schema_is_closed(
    server: FaultServer, connect: Connect
) -> None:
    model = connect("ok")
    shape = {"type": "object", "properties": {"price": {"type": "integer"}}}
    closed = {**shape, "required": ["price"], "additionalProperties": False}

    await model.reply(HELLO, schema=shape)
    await model.reply(HELLO, schema=closed)

    asked = [ask.body["response_format"]["json_schema"]["strict"] for ask in server.asked]
    assert asked == [False, True]


async def test_other_calls_wait_for_a_provider_that_asked_for_a_pause(
    connect: Connect, network: Callable[..., Network], ears: Ears
) -> None:
    shared = network(patience=ears.patience(tries=1))
    with pytest.raises(ModelError):
        await connect("429-retry-after-20", shared=shared).reply(HELLO, tell=ears)

    await connect("ok", shared=shared).reply(HELLO, tell=ears)

    assert ears.slept == [20.0]
    assert [wait.why for wait in ears.waits] == ["the provider asked all callers to wait"]
