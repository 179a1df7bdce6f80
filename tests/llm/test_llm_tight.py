import pytest
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


def test_what_fits_the_tight_schema_fits_the_original() -> None:
    value = {"reason": "short", "mood": "calm", "score": 7, "share": 0.5, "price": 1.5}

    Draft202012Validator(tight(SCHEMA)).validate(value)
    Draft202012Validator(SCHEMA).validate(value)
