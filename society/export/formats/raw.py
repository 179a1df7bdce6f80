"""raw: one whole dialogue a line, lossless, and the way back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.export.formats.format import Format, Record

SCHEMA = "society.raw/1"
NAME = "society.raw/"


def record(episode: Episode) -> Record:
    """The episode with everything in it, and the name of this layout.

    What later versions added to a line is left out where it says nothing: so a line of an earlier
    one that was read back is written as it was.
    """
    told = episode.model_dump(mode="json", by_alias=True)
    turns = told["dialogue"]["turns"]
    _leave_out([told], {"batch": None, "tags": []})
    _leave_out(turns, {"searched": None})
    _leave_out([draft for turn in turns for draft in turn["drafts"]], _SINCE_DRAFT)
    _leave_out(told["judgements"], {"credits": {}, "facts": {}})
    return {"schema": SCHEMA, **told}


_SINCE_DRAFT: Mapping[str, object] = {"prior": None, "above": None, "role": "", "calls": []}


def _leave_out(found: Iterable[Record], added: Mapping[str, object]) -> None:
    for each in found:
        for name, nothing in added.items():
            if each[name] == nothing:
                del each[name]


def read_raw(line: str) -> Episode:
    """The episode of one line; SocietyError where it is none, or of a newer layout."""
    try:
        found = json.loads(line)
    except ValueError as error:
        raise SocietyError(f"not JSON: {error}") from None
    return episode_of(found)


def episode_of(found: Any) -> Episode:
    """The episode of a record."""
    schema = found.pop("schema", None) if isinstance(found, dict) else None
    if schema != SCHEMA:
        newer = isinstance(schema, str) and schema.startswith(NAME)
        raise SocietyError(
            f"schema is {schema!r}, not {SCHEMA!r}",
            hint="upgrade dialogue-society to read it" if newer else "raw files say their schema",
        )
    try:
        return Episode.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SocietyError(f"{where}: {first['msg']}") from None


FORMATS = (
    Format(
        name="raw",
        title="every dialogue whole, to be read back by `society import`",
        needs="episode",
        record=record,
        losers=True,
    ),
)
