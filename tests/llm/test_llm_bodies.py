"""Whatever a server sends is read as an answer or as a failure."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.domain.errors import ModelError
from society.llm.answers import Answer, check, from_body, usage_of
from society.llm.reading import parse, said_by
from society.llm.sse import Events
from society.llm.streaming import Collected
from tests.llm.ears import HELLO

STREAM = (
    b': comment\n\nevent: message\ndata: {"a": "\xe5\xae\x89"}\n\n'
    b"data:[1,\r\ndata: 2]\r\n\r\nid: 7\n\ndata: [DONE]\n\n"
)


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_a_stream_may_come_in_any_pieces(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    events = Events()

    told = [data for start, end in pairwise(edges) for data in events.feed(STREAM[start:end])]

    assert told == ['{"a": "安"}'.encode(), b"[1,\n2]", b"[DONE]"]
    assert events.held == 0


NAMES = [
    "choices",
    "message",
    "content",
    "delta",
    "refusal",
    "usage",
    "prompt_tokens",
    "model",
    "id",
    "error",
    "text",
    "detail",
    "loc",
    "msg",
    "completion_tokens",
    "prompt_tokens_details",
    "cached_tokens",
    "logprobs",
    "top_logprobs",
    "token",
    "logprob",
    "finish_reason",
    "code",
    "param",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


def _kind(read: Callable[[], Answer]) -> str:
    """What kind of failure the answer is; empty where it is a good one."""
    try:
        answer = read()
        usage_of(answer, HELLO)
        check(answer, "m")
    except ModelError as failure:
        return failure.kind
    return ""


@given(JSON)
def test_whatever_json_a_server_sends_is_an_answer_or_a_failure_and_never_a_bug(sent: Any) -> None:
    raw = json.dumps(sent).encode()
    said_by(raw)
    found = parse(raw)
    if found is None:
        return
    assert _kind(lambda: from_body(found)) in {"", "empty", "refused"}


@given(st.lists(JSON, max_size=4))
def test_whatever_events_a_server_sends_are_an_answer_or_a_failure(sent: list[Any]) -> None:
    collected = Collected("m", lambda text: None, "")

    def whole() -> Answer:
        for each in sent:
            collected.take(json.dumps(each).encode())
        return collected.whole()

    assert _kind(whole) in {"", "empty", "refused", "connection"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "no", "code": "bad", "param": "seed"}}, "no (bad, seed)"),
        ({"error": "no such model"}, "no such model"),
        ({"message": "no", "type": "invalid"}, "no (invalid)"),
        (
            {"detail": [{"loc": ["body", "top_k"], "msg": "extra", "input": "said"}]},
            "body.top_k: extra",
        ),
        ({"object": "error", "message": "too long", "code": 400}, "too long (400)"),
    ],
)
def test_what_a_provider_says_is_read_in_every_form(body: object, said: str) -> None:
    assert said_by(json.dumps(body).encode()) == said


def test_a_page_is_not_what_a_provider_says() -> None:
    assert said_by(b"<html>Bad gateway</html>") == ""
    assert said_by(b"upstream gone") == "upstream gone"
