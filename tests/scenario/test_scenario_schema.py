"""The JSON Schema that editors complete by."""

from society.scenario.schema import json_schema


def test_the_schema_spells_the_keys_as_a_file_does() -> None:
    schema = json_schema()

    assert {"schema", "id", "roles", "turns", "actions", "outcome"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert "int" in schema["$defs"]["Variable"]["properties"]
    assert set(schema["required"]) == {"schema", "id", "title", "roles"}


def test_the_schema_is_of_a_modest_size() -> None:
    assert len(str(json_schema())) < 30_000
