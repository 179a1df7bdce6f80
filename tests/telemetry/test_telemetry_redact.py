"""No secret gets through, however it is written and wherever it stands."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.llm.scrub import HIDDEN
from society.telemetry.redact import Redactor

SECRET = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FFF), min_size=8, max_size=40)
AROUND = st.text(st.characters(codec="utf-8"), max_size=20)


def spelled(secret: str) -> list[str]:
    return [secret, repr(secret), json.dumps(secret), quote(secret), quote(secret, safe="")]


@given(secret=SECRET.filter(lambda text: text == text.strip()), around=AROUND, data=st.data())
def test_a_secret_is_hidden_in_every_spelling_and_at_every_depth(
    secret: str, around: str, data: st.DataObject
) -> None:
    written = data.draw(st.sampled_from(spelled(secret)))
    redact = Redactor({"SOME_API_KEY": secret})

    clean = redact({"a": [{"b": (around + written, 1)}], around + written: written.encode()})

    assert not [text for text in texts(clean) if secret in text.replace(HIDDEN, "\0")]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENAI_API_KEY", "sesame-open"),
        ("HF_TOKEN", "sesame-open"),
        ("AWS_SECRET_ACCESS", "sesame-open"),
        ("DB_PASSWORD", "sesame-open"),
        ("PROXY_AUTH", "sesame-open"),
        ("SOCIETY_DB", "postgresql://ann:sesame-open@127.0.0.1/db"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20sesame-open,x=y"),
        ("SIGNING_KEY", "-----BEGIN-----\nsesame-open\nanother line of it\n-----END-----"),
    ],
)
def test_the_environment_says_what_is_secret(variable: str, value: str) -> None:
    said = f"'{value}' and <sesame-open>" if "KEY" not in variable else value.splitlines()[-2:][0]

    clean = Redactor({variable: value}).text(said)

    assert HIDDEN in clean
    assert not re.search("sesame-open|another line", clean)


def test_what_is_not_secret_is_left_alone() -> None:
    redact = Redactor({"HOME": "/home/ann-the-seller", "PATH": "/usr/bin", "A_KEY": "short"})
    line = {"home": "/home/ann-the-seller", "said": "short", "turn": 0, "ok": True, "none": None}

    assert redact(line) == line


@pytest.mark.parametrize(
    "name",
    [
        "key",
        "api_key",
        "apiKey",
        "x-api-key",
        "Authorization",
        "access_token",
        "client_secret",
        "password",
        "credentials",
        "Set-Cookie",
        "secrets",
    ],
)
def test_a_field_that_is_named_like_a_key_is_hidden_whole(name: str) -> None:
    redact = Redactor({})

    assert redact({name: "x1"}) == {name: HIDDEN}
    assert redact({"deep": [{name: ["x1", {"y": "x2"}]}]}) == {"deep": [{name: HIDDEN}]}


@pytest.mark.parametrize("name", ["tokens", "prompt_tokens", "max_tokens", "monkey", "keyed", "a"])
def test_a_field_that_only_sounds_like_a_key_is_kept(name: str) -> None:
    assert Redactor({})({name: 12}) == {name: 12}


def test_a_number_can_be_a_secret_and_a_number_json_does_not_know_is_written_as_text() -> None:
    redact = Redactor({"CARD_PIN_SECRET": "4711471147"})

    assert redact([4711471147, 4711, float("nan")]) == [HIDDEN, 4711, "nan"]
    assert Redactor({})(float("inf")) == "inf"


def test_what_looks_like_a_key_is_hidden_though_no_variable_holds_it() -> None:
    assert Redactor({})("Bearer abcdefgh123 and sk-abcdefgh123") == f"Bearer {HIDDEN} and {HIDDEN}"


def texts(value: Any) -> list[str]:
    """Every text in a value, names included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [str(value)]
