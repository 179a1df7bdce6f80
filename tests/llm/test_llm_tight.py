from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from society.llm.tight import LONGEST, tight

SCHEMA = {
    "type": "object",
    "properties": {
        "reason": {"type": "string"},
        "mood": {"type": "string", "enum": ["calm", "angry"]},
        "score": {"type": "number", "minimum": 0, "maximum": 10},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "price": {"type": "number", "minimum": 0, "maximum": 10, "multipleOf": 0.5},
        "marks": {"type": "array", "items": {"$ref": "#/$defs/mark"}},
    },
    "$defs": {"mark": {"type": "object", "properties": {"why": {"type": "string"}}}},
}
NAMES = st.sampled_from(["say", "type", "enum", "score", "minimum", "理由"])
Schema = dict[str, Any]


def bounded(kind: str, bounds: st.SearchStrategy[float]) -> st.SearchStrategy[Schema]:
    """Numbers of a kind with two bounds, one, or none."""
    both = st.lists(bounds, min_size=2, max_size=2).map(sorted)
    span = both.map(lambda pair: {"minimum": pair[0], "maximum": pair[1]})
    one = st.one_of(
        span,
        st.builds(lambda low: {"minimum": low}, bounds),
        st.builds(lambda high: {"maximum": high}, bounds),
        st.just({}),
    )
    return one.map(lambda limits: {"type": kind, **limits})


def strings() -> st.SearchStrategy[Schema]:
    free: st.SearchStrategy[Schema] = st.just({"type": "string"})
    long = st.integers(0, 300).map(lambda most: {"type": "string", "maxLength": most})
    words = st.lists(st.text(max_size=150), min_size=1, max_size=3)
    named = words.map(lambda texts: {"type": "string", "enum": texts})
    at_least = st.integers(0, 90).map(lambda least: {"type": "string", "minLength": least})
    return st.one_of(free, long, named, at_least)


def leaves() -> st.SearchStrategy[Schema]:
    whole = st.integers(-20, 20)
    tenths = st.integers(-200, 200).map(lambda number: number / 10)
    plain = [{"type": "boolean"}, {"type": "null"}, {"$ref": "#/$defs/mark"}]
    return st.one_of(
        strings(),
        bounded("integer", whole),
        bounded("number", st.one_of(whole, tenths)),
        st.sampled_from(plain),
    )


def grown(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Objects, lists and choices of such schemas: what a form is made of."""
    objects = st.dictionaries(NAMES, inner, max_size=3).map(
        lambda parts: {"type": "object", "properties": parts, "required": sorted(parts)}
    )
    lists = inner.map(lambda each: {"type": "array", "items": each, "maxItems": 3})
    choices = st.lists(inner, min_size=1, max_size=3).map(lambda each: {"anyOf": each})
    return st.one_of(objects, lists, choices)


def forms() -> st.SearchStrategy[Schema]:
    """Schemas of the kind that forms have, with one definition that they may point to."""
    whole = st.tuples(st.recursive(leaves(), grown, max_leaves=6), leaves().filter(is_no_pointer))
    return whole.map(lambda parts: {**parts[0], "$defs": {"mark": parts[1]}})


def is_no_pointer(schema: Schema) -> bool:
    return "$ref" not in schema


def values(schema: Schema, mark: Schema) -> st.SearchStrategy[Any]:
    """Values that fit the schema."""
    if "$ref" in schema:
        return values(mark, mark)
    if "anyOf" in schema:
        return st.one_of([values(each, mark) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    low, high = schema.get("minimum"), schema.get("maximum")
    kinds: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "null": st.none,
        "boolean": st.booleans,
        "integer": lambda: st.integers(low, high),
        "number": lambda: st.floats(low, high, allow_nan=False, allow_infinity=False),
        "string": lambda: st.text(
            min_size=schema.get("minLength", 0), max_size=schema.get("maxLength")
        ),
        "array": lambda: st.lists(values(schema["items"], mark), max_size=schema["maxItems"]),
        "object": lambda: st.fixed_dictionaries(
            {name: values(each, mark) for name, each in schema["properties"].items()}
        ),
    }
    made: st.SearchStrategy[Any] = kinds[schema["type"]]()
    return made


def test_open_strings_are_bounded_wherever_they_are() -> None:
    found = tight(SCHEMA)

    assert found["properties"]["reason"]["maxLength"] == LONGEST
    assert found["$defs"]["mark"]["properties"]["why"]["maxLength"] == LONGEST
    assert found["properties"]["mood"] == SCHEMA["properties"]["mood"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "kind"), [("score", "integer"), ("share", "number"), ("price", "number")]
)
def test_only_a_whole_scale_becomes_whole(name: str, kind: str) -> None:
    assert tight(SCHEMA)["properties"][name]["type"] == kind


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(forms(), st.data())
def test_what_fits_the_tight_schema_fits_the_original(schema: Schema, data: st.DataObject) -> None:
    narrow = tight(schema)
    value = data.draw(values(narrow, narrow["$defs"]["mark"]))

    Draft202012Validator(narrow).validate(value)
    Draft202012Validator(schema).validate(value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(forms())
def test_a_tight_schema_is_a_schema_and_is_no_further_tightened(schema: Schema) -> None:
    narrow = tight(schema)

    Draft202012Validator.check_schema(narrow)
    assert tight(narrow) == narrow
