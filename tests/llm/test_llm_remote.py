"""One call over each wire against a server that breaks on purpose: what is tried again."""

import pytest

from society.domain.errors import ModelError
from tests.faults.server import FaultServer
from tests.llm.ears import HELLO, Connect, Ears


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
    ("truncated-json", "connection"),
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
    patience = ears.patience(seconds=10.0)

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
    assert ears.attempts[0].seconds > 0.25
    assert server.hits["stall@1"] == 2


async def test_a_closed_port_is_a_connection_failure_and_soon_told(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect("ok")
    await server.gone()

    with pytest.raises(ModelError, match="start the server") as failure:
        await model.reply(HELLO, tell=ears)

    assert failure.value.kind == "connection"
    assert [attempt.status for attempt in ears.attempts] == [None, None]


async def test_a_server_that_was_there_is_waited_for(
    server: FaultServer, connect: Connect, ears: Ears
) -> None:
    model = connect("ok", patience=ears.patience(tries=4))
    await model.reply(HELLO, tell=ears)
    await server.gone()

    with pytest.raises(ModelError):
        await model.reply(HELLO, tell=ears)

    assert len(ears.attempts) == 1 + 4
