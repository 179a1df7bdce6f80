"""JSON as columns hold it: exact, whatever writes it."""

import pytest

from society.store.texts import from_json, to_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"a": [1.5, "é"]}, '{"a":[1.5,"é"]}', id="plain"),
        pytest.param([None, "null"], '[null,"null"]', id="null"),
        pytest.param({"big": 2**70}, '{"big":1180591620717411303424}', id="beyond 64 bits"),
        pytest.param({1: 2}, '{"1":2}', id="a key that is a number"),
        pytest.param(["\ud800"], '["\ufffd"]', id="half a character"),
    ],
)
def test_a_plain_value_is_written_exactly(value: object, text: str) -> None:
    assert to_json(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [None, -float("inf")]])
def test_a_number_that_is_not_finite_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"x": value})


def test_a_whole_number_of_any_size_comes_back_whole() -> None:
    assert from_json(to_json({"seed": 2**70})) == {"seed": 2**70}
