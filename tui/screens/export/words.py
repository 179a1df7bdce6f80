"""What the fields of an export say, as the words of `society export`."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from society.domain.errors import SocietyError


@dataclass(frozen=True)
class Field:
    """A line to type in, or a box to tick: what it is called, its flag, what to write.

    `many` where each word of it is given by a flag of its own. A box that means a word has it in
    its flag.
    """

    name: str
    title: str
    flag: str
    hint: str = ""
    box: bool = False
    many: bool = False


SELECTION = (
    Field("where", "Query", "--where", "all: scenario:used_bike level:hard reward>=0.6"),
    Field("outcome", "Outcome", "", "any: agreement"),
    Field("role", "Roles to train", "--role", "those that the scenario marks", many=True),
    Field("min_reward", "Min reward", "--min-reward", "none: 0.6"),
    Field("top", "Best share", "--top", "all: 20%"),
    Field("split", "Set aside", "--split", "nothing: 10% of the games, for testing"),
    Field("limit", "At most", "--limit", "all rows"),
    Field("source", "what searches weighed, not what was played", "--source=search", box=True),
    Field("ahead", "and moments that they only looked ahead to", "--ahead", box=True),
    Field("dedupe", "leave out near duplicates", "--dedupe", box=True),
    Field("balance", "as many won as lost, or of every language", "--balance", box=True),
    Field("winners", "leave out roles that lost", "--winners-only", box=True),
    Field("flagged", "keep turns that were cut, refused or leaked", "--keep-flagged", box=True),
)
OPTIONS = (
    Field("out", "Write to", "", "exports/FORMAT: a folder, or a file .jsonl .json .csv .parquet"),
    Field("kind", "As", "--as", "what its trainer reads: jsonl json csv parquet"),
    Field("actions", "Moves", "--actions", "json as the player is asked, or text"),
    Field("good", "Good from", "--good", "0.5"),
    Field("margin", "Margin", "--margin", "0.1 between the two of a pair"),
    Field("pairs", "Pairs", "--pairs", "worst: with the worst candidate of a search; each, all"),
    Field("temperature", "Temperature", "--temperature", "1: more flattens the visits of a policy"),
    Field("kick_off", "First words", "--kick-off", "what a role that speaks first is told"),
    Field("provider", "Providers", "--allow-provider", "all: openai,own"),
    Field("tokenizer", "Tokenizer", "--tokenizer", "a folder, for the format tokens"),
    Field("seed", "Seed", "--seed", "0"),
    Field("check", "read it back as its trainer will", "--check", box=True),
)
FIELDS = (*SELECTION, *OPTIONS)

Values = Mapping[str, str | bool]


def rows(values: Values) -> list[str]:
    """The words that say which rows are made, and how; not where to."""
    found: list[str] = []
    for field in FIELDS:
        value = values.get(field.name, "")
        if field.name == "where":
            found += _words(field, _where(values))
        elif field.name not in {"outcome", "out", "check"} and value:
            found += _words(field, value)
    return found


def _where(values: Values) -> str:
    outcome = str(values.get("outcome", "")).strip()
    asked = f"outcome:{outcome}" if outcome else ""
    return " ".join(filter(None, (str(values.get("where", "")).strip(), asked)))


def _words(field: Field, value: str | bool) -> list[str]:
    if isinstance(value, bool):
        return [field.flag]
    try:
        each = shlex.split(value) if field.many else [value.strip()]
    except ValueError as error:
        raise SocietyError(f"{field.title}: {error}", hint="close the quote") from None
    return [word for said in each if said for word in _flagged(field.flag, said)]


def _flagged(flag: str, word: str) -> list[str]:
    """A flag and its word, joined where the word could be taken for a flag itself."""
    return [f"{flag}={word}"] if word.startswith("-") else [flag, word]


def export(form: str, values: Values, db: str) -> list[str]:
    """The words after `society` that write it."""
    out = str(values.get("out") or "").strip() or f"exports/{form}"
    check = ["--check"] if values.get("check") else []
    return ["export", out, "--format", form, *rows(values), *check, "--db", db]


def preview(form: str, values: Values, db: str, count: int) -> list[str]:
    """The words after `society` that show what would be written."""
    kind = {name: value for name, value in values.items() if name != "kind"}
    asked = ["--preview", str(count), "--json"]
    return ["export", "--format", form, *rows(kind), *asked, "--db", db]
