"""The JSON Schema of scenario files, for editors that complete and check as one writes."""

from typing import Any

from society.domain.scenario import Scenario


def json_schema() -> dict[str, Any]:
    """The schema of `scenario/v1`, with the keys as a file spells them."""
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "society scenario/v1",
    }
