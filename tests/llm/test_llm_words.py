"""Text, JSON, secrets and dates that come from outside."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.llm.faults import retry_after
from society.llm.scrub import Scrubber
from society.llm.strict_json import parsed
from society.llm.text import LIMIT, capped, normalise, oversized

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@given(ANY_TEXT)
def test_text_is_storable_and_its_bytes_are_not_lost(text: str) -> None:
    mended, raw = normalise(text)

    mended.encode("utf-8")
    assert "\x00" not in mended
    kept = base64.b64decode(raw).decode("utf-8", "surrogatepass") if raw else mended
    assert kept == text


def test_text_is_capped_in_whole_characters() -> None:
    long = "安" * LIMIT

    assert oversized(long)
    assert not oversized(capped(long))
    assert set(capped(long)) == {"安"}


SCHEMA = {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ('{"price": 90}', {"price": 90}),
        (' {"price": 9.5} ', {"price": 9.5}),
        ('{"price": "90"}', None),
        ('{"price": NaN}', None),
        ('{"price": 1e999}', None),
        ('{"price": Infinity}', None),
        ("[90]", None),
        ("{", None),
        ('{"a":' * 100_000, None),
    ],
)
def test_data_is_what_keeps_to_the_schema(said: str, data: object) -> None:
    assert parsed(said, SCHEMA) == data


def test_no_schema_no_data() -> None:
    assert parsed('{"price": 90}', None) is None


KEY = "canary-3141592653589793"


@pytest.mark.parametrize(
    "said",
    [
        f"Incorrect API key provided: {KEY}",
        f"POST https://host/v1?key={KEY}&alt=json",
        f"Authorization: Bearer {KEY}",
        f"<{KEY}>",
    ],
)
def test_a_key_of_the_environment_is_taken_out(said: str) -> None:
    scrub = Scrubber({"GEMINI_API_KEY": KEY, "HOME": "/home/ann"})

    assert "canary" not in scrub(said)
    assert "canary" not in repr(scrub)


@pytest.mark.parametrize(
    "said",
    [
        "Incorrect API key provided: sk-abc***************xyz. See your account",
        "Incorrect API key provided: anything-at-all.",
        "token ghp_abcdefghijklmnop was refused",
        "?key=AIzaSyA1234567890abcdefghijklmnop",
    ],
)
def test_what_looks_like_a_key_is_taken_out(said: str) -> None:
    scrubbed = Scrubber({})(said)

    assert "[key]" in scrubbed
    assert not any(secret in scrubbed for secret in ("abc", "AIza", "anything"))


def test_words_are_left_alone() -> None:
    said = "The model is overloaded; ask again in 20 s (request req_123)"

    assert Scrubber({"KEY_COLOUR": "red", "PATH": "/bin"})(said) == said


NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        ("86400", 86400.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 13:00:30 +0100", 30.0),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date_or_nothing(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, NOW) == seconds
