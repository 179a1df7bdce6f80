"""`society schema`: the JSON Schema of scenario files, for editors."""

from society.cli.output import as_json


def schema() -> None:
    """Print the JSON Schema of scenario files.

    With `# yaml-language-server: $schema=./scenario.v1.schema.json` as the first line of a
    scenario, editors complete and check it by this schema.
    """
    from society.scenario.schema import json_schema

    as_json(json_schema())
