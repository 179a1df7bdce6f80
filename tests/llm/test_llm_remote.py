"""One call through litellm against a server that breaks on purpose: rows 1-23 of the promises."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from society.domain.calls import Attempt, Heard, Message, Sampling, Wait
from society.domain.errors import LimitReached, ModelError
from society.llm.gate import Gate
from society.llm.litellm_client import Remote
from society.llm.model import nobody
from society.llm.prices import Price, Prices
from society.llm.providers import route
from society.llm.retry import Patience
from tests.faults.server import FaultServer
from tests.llm.ears import Ears

HELLO = [Message(role="system", content="You sell a bike."), Message(role="user", content="90?")]
Connect = Callable[..., Remote]

pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_.*fields'")
"""litellm reads its own pydantic values in a deprecated way where it streams."""


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def connect(server: FaultServer, ears: Ears) -> Connect:
    def build(name: str, **more: object) -> Remote:
        environ = {"SOCIETY_API_KEY": "sk-canary-123456789"}
        options = {"environ": environ, "timeout": 5.0, "stream": False, **more}
        options.setdefault("patience", Patience(sleep=ears.sleep, chance=lambda: 1.0))
        options.setdefault("gate", Gate(clock=ears.now, sleep=ears.sleep))
        return Remote(name, route(name, environ, server.url), **options)  # type: ignore[arg-type]

    return build


async def test_a_good_answer_is_one_request_and_one_attempt(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    reply = await connect("ok").reply(HELLO, purpose="turn", tell=ears)

    assert (reply.text, reply.finish, reply.usage.prompt) == ("Fine, let us say 90.", "stop", 12)
    assert server.hits["ok"] == len(ears.attempts) == 1
    told = ears.attempts[0]
    assert told.ok
    assert (told.call, told.number, told.purpose) == (reply.call, 1, "turn")
    assert (told.model, told.answered_by) == ("ok", "ok-2026")
    assert (told.status, told.request_id, told.fingerprint) == (200, "req-1", "fp_1")
    assert told.request == tuple(HELLO)
    assert told.response == reply.text


TRANSIENT = [
    ("429", "rate_limited"),
    ("500", "server"),
    ("502", "server"),
    ("503", "server"),
    ("html-500", "server"),
    ("reset", "connection"),
    ("dropped", "connection"),
    ("truncated-json", "server"),
    ("error-200", "connection"),
    ("empty", "empty"),
    ("blank", "empty"),
    ("none", "empty"),
    ("no-choices", "empty"),
]


@pytest.mark.parametrize(("fault", "kind"), TRANSIENT)
async def test_what_may_pass_is_tried_again(
    fault: str, kind: str, server: FaultServer, connect: Connect, ears: Ears
) -> None:
    reply = await connect(f"{fault}@2").reply(HELLO, tell=ears)

    assert reply.text == "Fine, let us say 90."
    assert server.hits[f"{fault}@2"] == 3
    assert [attempt.error_kind for attempt in ears.attempts] == [kind, kind, ""]
    assert [attempt.number for attempt in ears.attempts] == [1, 2, 3]
    assert {attempt.call for attempt in ears.attempts} == {reply.call}
    assert len(ears.waits) == 2


@pytest.mark.parametrize(("fault", "kind"), TRANSIENT[:2])
async def test_what_stays_broken_fails_after_eight_tries(
    fault: str, kind: str, server: FaultServer, connect: Connect, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await connect(fault).reply(HELLO, tell=ears)

    assert failure.value.kind == kind
    assert server.hits[fault] == len(ears.attempts) == 8


async def test_an_empty_answer_is_tried_three_times_in_all(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await connect("empty").reply(HELLO, tell=ears)

    assert failure.value.kind == "empty"
    assert server.hits["empty"] == len(ears.attempts) == 3


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("quota", "quota", 6),
        ("401", "auth", 6),
        ("403", "auth", 6),
        ("404", "unknown_model", 6),
        ("400", "bad_request", 3),
        ("context", "context", 3),
        ("refusal", "refused", 3),
        ("filter", "refused", 3),
        ("huge", "oversized", 3),
    ],
)
async def test_what_will_not_pass_is_asked_once(
    fault: str, kind: str, code: int, server: FaultServer, connect: Connect, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await connect(fault).reply(HELLO, tell=ears)

    assert (failure.value.kind, failure.value.exit) == (kind, code)
    assert server.hits[fault] == len(ears.attempts) == 1
    assert ears.attempts[0].error_kind == kind
    assert ears.waits == []


async def test_a_refusal_is_kept_in_the_ledger(connect: Connect, ears: Ears) -> None:
    with pytest.raises(ModelError):
        await connect("refusal").reply(HELLO, tell=ears)

    assert ears.attempts[0].refusal == "I cannot help with that."


async def test_retry_after_is_waited_for_and_not_less(connect: Connect, ears: Ears) -> None:
    await connect("429-retry-after-2@1").reply(HELLO, tell=ears)

    assert [wait.seconds >= 2 for wait in ears.waits] == [True]
    assert ears.slept[0] >= 2
    assert ears.attempts[0].retry_after == 2


async def test_a_retry_date_is_read(connect: Connect, ears: Ears) -> None:
    await connect("429-retry-after-date@1").reply(HELLO, tell=ears)

    assert 3 <= ears.slept[0] <= 7


async def test_a_retry_header_of_garbage_is_ignored(connect: Connect, ears: Ears) -> None:
    await connect("429-retry-after-soon@1").reply(HELLO, tell=ears)

    assert ears.slept == [1.0]


async def test_nobody_waits_a_day(server: FaultServer, connect: Connect, ears: Ears) -> None:
    with pytest.raises(ModelError, match="86400") as failure:
        await connect("429-retry-after-86400").reply(HELLO, tell=ears)

    assert failure.value.kind == "rate_limited"
    assert server.hits["429-retry-after-86400"] == 1


async def test_waits_double_and_end_within_the_time_allowed(connect: Connect, ears: Ears) -> None:
    patience = Patience(seconds=10.0, sleep=ears.sleep, chance=lambda: 1.0)

    with pytest.raises(ModelError):
        await connect("503", patience=patience).reply(HELLO, tell=ears)

    assert ears.slept == [1.0, 2.0, 4.0]


async def test_a_stall_ends_at_the_timeout_and_is_tried_again(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect("stall@1", timeout=0.3)

    reply = await model.reply(HELLO, tell=ears)

    assert reply.text
    assert ears.attempts[0].error_kind == "timeout"
    assert 0.25 < ears.attempts[0].seconds < 1.5
    assert server.hits["stall@1"] == 2


async def test_a_closed_port_is_a_connection_failure(connect: Connect, ears: Ears) -> None:
    async with FaultServer() as gone:
        address = gone.url
    model = Remote(
        "ok", route("ok", {}, address), environ={}, patience=Patience(tries=2, sleep=ears.sleep)
    )

    with pytest.raises(ModelError) as failure:
        await model.reply(HELLO, tell=ears)

    assert failure.value.kind == "connection"
    assert [attempt.status for attempt in ears.attempts] == [None, None]


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


async def test_other_calls_wait_for_a_provider_that_asked_for_a_pause(
    connect: Connect, ears: Ears
) -> None:
    gate = Gate(clock=ears.now, sleep=ears.sleep)
    impatient = Patience(tries=1, sleep=ears.sleep)
    with pytest.raises(ModelError):
        await connect("429-retry-after-20", gate=gate, patience=impatient).reply(HELLO, tell=ears)

    await connect("ok", gate=gate).reply(HELLO, tell=ears)

    assert ears.slept == [20.0]
    assert [wait.why for wait in ears.waits] == ["the provider asked all callers to wait"]
