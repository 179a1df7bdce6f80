"""Which stored games a command means: of these scenarios, and as a query says."""

from collections.abc import Sequence
from pathlib import Path

from society.scenario.load import read, validated
from society.store.tags import without_trash
from society.store.where import Term, Where, Word


def meant(scenarios: Sequence[str], where: str = "") -> Where:
    """The query for games of these scenarios, of all without; what is in the trash is left out."""
    query = without_trash(Where.parse(where))
    if not scenarios:
        return query
    words = tuple(Word(text=_id(each)) for each in scenarios)
    return query.model_copy(update={"terms": (*query.terms, Term(field="scenario", words=words))})


def _id(named: str) -> str:
    """The id of a scenario: that of the file where one is named."""
    if not named.endswith((".yaml", ".yml")):
        return named
    return validated(read(Path(named))).id
