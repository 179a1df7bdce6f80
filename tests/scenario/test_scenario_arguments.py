"""What the arguments of a move may be."""

import time
from typing import Any

import pytest

from society.scenario.arguments import fault_of, faults, schema_faults


@pytest.mark.parametrize(
    ("schema", "value", "why"),
    [
        ({"type": "number"}, 3, None),
        ({"type": "number"}, 3.5, None),
        ({"type": "number"}, True, "it must be a number"),
        ({"type": "number"}, "3", "it must be a number"),
        ({"type": "number"}, float("nan"), "it must be finite"),
        ({"type": "number"}, float("inf"), "it must be finite"),
        ({"type": "integer"}, 3.0, None),
        ({"type": "integer"}, 3.5, "it must be a whole number"),
        ({"type": "integer"}, float("inf"), "it must be a whole number"),
        ({"type": "boolean"}, 1, "it must be true or false"),
        ({"type": "boolean"}, False, None),
        ({"type": "string"}, 3, "it must be a text"),
        ({"type": "array", "items": {"type": "integer"}}, [1, "x"], "in it, it must be a whole"),
        ({"type": "array", "maxItems": 2}, [1, 2, 3], "it has at most 2 entries"),
        ({"type": "array", "minItems": 2}, [1], "it has at least 2 entries"),
        ({"minimum": 2}, 1, "it must be at least 2"),
        ({"maximum": 2}, 3, "it must be at most 2"),
        ({"exclusiveMinimum": 2}, 2, "it must be more than 2"),
        ({"exclusiveMaximum": 2}, 2, "it must be less than 2"),
        ({"multipleOf": 0.1}, 0.3, None),
        ({"multipleOf": 5}, 12, "it must be a multiple of 5"),
        ({"maximum": 120.0}, 121, "it must be at most 120"),
        ({"enum": ["ab", "bc"]}, "ac", "it must be one of ab, bc"),
        ({"enum": [1, 2]}, True, "it must be one of 1, 2"),
        ({"const": "x"}, "y", "it must be x"),
        ({"maxLength": 3}, "four", "it has at most 3 characters"),
        ({"minLength": 3}, "no", "it has at least 3 characters"),
        ({"pattern": "^[0-9]+/[0-9]+$"}, "3/4", None),
        ({"pattern": "^[0-9]+$"}, "three", "it must match ^[0-9]+$"),
        ({"pattern": "a"}, "a" * 1000, "it has at most 200 characters"),
        ({}, object(), None),
    ],
)
def test_a_value_is_held_against_its_schema(
    schema: dict[str, Any], value: Any, why: str | None
) -> None:
    found = fault_of(schema, value)

    assert (found is None) if why is None else (found is not None and found.startswith(why))


def test_missing_and_strange_arguments_are_named() -> None:
    schemas: dict[str, dict[str, Any]] = {"price": {"type": "number"}, "coin": {"default": "euro"}}

    assert list(faults(schemas, {"prize": 3})) == [
        "there is no argument 'prize'; did you mean 'price'?",
        "the argument 'price' is missing",
    ]
    assert list(faults(schemas, {"price": 3})) == []


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "money"}, "has the type 'money'; it is one of"),
        ({"type": ["number", "null"]}, "has the type"),
        ({"$ref": "#/x"}, "has '$ref', which is not one of"),
        ({"minimum": "low"}, "has minimum 'low', which is not a number"),
        ({"minimum": True}, "has minimum true, which is not a number"),
        ({"multipleOf": 0}, "has a multipleOf that is not above 0"),
        ({"enum": "ab"}, "has an enum that is not a list"),
        ({"description": 5}, "has a description that is not a text"),
        ({"items": {"type": "money"}}, "items has the type"),
        ({"pattern": "("}, "is not a regular expression"),
        ({"pattern": "(a|a)*b"}, "can take for ever"),
        ({"pattern": "(a+)+b"}, "can take for ever"),
        ({"pattern": "a*a*a*b"}, "can take for ever"),
        ({"pattern": "a?" * 30}, "can take for ever"),
        ({"pattern": "(?=a)b"}, "can take for ever"),
        ({"pattern": "x" * 201}, "not a text of at most 200"),
    ],
)
def test_a_schema_that_is_not_understood_is_refused(schema: dict[str, Any], why: str) -> None:
    assert any(why in fault for fault in schema_faults(schema))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "number", "minimum": 0, "maximum": "{{ list_price }}"},
        {"type": "string", "pattern": r"^[0-9]{1,3}/[0-9]{1,3}$", "maxLength": 7},
        {"type": "string", "description": {"en": "words", "zh": "词"}},
        {"pattern": r"^\(a\)\+[*+?{]$"},
    ],
)
def test_what_is_understood_is_accepted(schema: dict[str, Any]) -> None:
    assert list(schema_faults(schema)) == []


@pytest.mark.parametrize("pattern", ["a*a*b", "^.*.*x$", "[ab]+[ab]+c", "a?a?a?a?a?a?a?a?b+b+c"])
def test_no_accepted_pattern_takes_long_on_a_hostile_text(pattern: str) -> None:
    assert list(schema_faults({"pattern": pattern})) == []

    began = time.process_time()
    fault_of({"pattern": pattern}, "a" * 200)
    fault_of({"pattern": pattern}, "ab" * 100)

    assert time.process_time() - began < 0.5
