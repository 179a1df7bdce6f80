"""What litellm's list knows of a model, read from its file: importing litellm takes seconds."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

FILE = "model_prices_and_context_window_backup.json"

Entry = Mapping[str, Any]


@cache
def entries() -> Mapping[str, Entry]:
    """The whole list; litellm's own copy of it where the file is not where it was."""
    spec = find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / FILE
        if path.is_file():
            listed: Mapping[str, Entry] = orjson.loads(path.read_bytes())
            return listed
    return _imported()


def entry(model: str) -> Entry:
    """The list's entry of a model; one under its bare name only if it is the same provider's."""
    listed = entries()
    if model in listed:
        return listed[model]
    provider, _, bare = model.partition("/")
    found = listed.get(bare, {})
    return found if found.get("litellm_provider") == provider else {}


def _imported() -> Mapping[str, Entry]:
    from society.llm.library import litellm

    listed: Mapping[str, Entry] = litellm().model_cost
    return listed
