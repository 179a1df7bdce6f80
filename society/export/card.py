"""The card of a dataset: YAML for the machine, then what it is, where it comes from, its faults.

Pure: the same export always has the same card. Its date is that of the latest dialogue.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from society.domain.display import money
from society.domain.receipts import Thinking
from society.export.choice import Choice
from society.export.shape import Shape, features, uneven
from society.export.sources import Sources
from society.export.tally import Tally
from society.export.yaml import yaml

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (10**6, "100K<n<1M"))


@dataclass(frozen=True)
class Config:
    """One format of an export: its files by split, its rows, what was kept and left out."""

    format: str
    title: str
    files: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]
    bytes: Mapping[str, int]
    shape: Shape
    digest: str
    tally: Tally


@dataclass(frozen=True)
class Dataset:
    """Everything that is told of an export.

    `thought` is what the searches took in the dialogues that gave rows, by format, where the rows
    are made of what was searched.
    """

    name: str
    query: str
    choice: Choice
    version: str
    sources: Sources
    configs: Sequence[Config]
    thought: Mapping[str, Thinking] = field(default_factory=dict)

    @property
    def canary(self) -> str:
        """A word found nowhere else: whoever finds it in a corpus knows this data is in it."""
        digests = ":".join(config.digest for config in self.configs)
        return f"society-canary {uuid5(NAMESPACE_URL, f'society:{digests}')}"


def card(dataset: Dataset) -> str:
    """README.md as a model hub reads it."""
    body = "\n\n".join(["\n".join(section) for section in _sections(dataset)])
    return f"---\n{yaml(front(dataset))}---\n\n# {dataset.name}\n\n{body}\n"


def front(dataset: Dataset) -> dict[str, Any]:
    """The facts at the head of the card."""
    licenses = dataset.sources.licenses
    rows = sum(sum(config.rows.values()) for config in dataset.configs)
    languages = dataset.sources.locales
    return {
        "language": languages,
        "license": licenses[0].lower() if len(licenses) == 1 and licenses[0] else "other",
        "pretty_name": dataset.name,
        "task_categories": ["text-generation"],
        "size_categories": [next((name for most, name in _SIZES if rows < most), "n>1M")],
        "tags": ["dialogue", "self-play", "synthetic"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "multilinguality": ["monolingual" if len(languages) == 1 else "multilingual"],
        "source_datasets": ["original"],
        "configs": [
            {
                "config_name": config.format,
                **({"default": True} if at == 0 else {}),
                "data_files": [
                    {"split": split, "path": _pattern(names)}
                    for split, names in config.files.items()
                ],
            }
            for at, config in enumerate(dataset.configs)
        ],
        "dataset_info": [_info(config) for config in dataset.configs],
    }


def _info(config: Config) -> dict[str, Any]:
    parquet = all(name.endswith(".parquet") for names in config.files.values() for name in names)
    known = parquet or not uneven(config.shape)
    return {
        "config_name": config.format,
        **({"features": features(config.shape)} if known else {}),
        "splits": [
            {"name": split, "num_bytes": config.bytes[split], "num_examples": config.rows[split]}
            for split in config.files
        ],
    }


def _pattern(names: Sequence[str]) -> str:
    """One name, or the pattern that fits the shards and nothing else."""
    return names[0] if len(names) == 1 else re.sub(r"-\d{5}-of-", "-*-of-", names[0])


def _sections(dataset: Dataset) -> Iterator[list[str]]:
    sources, query = dataset.sources, dataset.query.replace("`", "'")
    when = f" The latest was begun on {sources.day}." if sources.day else ""
    yield [
        "Dialogues of language models that play roles against each other, every turn scored by",
        f"judges, exported by society {dataset.version}.{when}",
        "",
        f"The dialogues are {f'those of the query `{query}`' if query else 'all of the store'};",
        f"the choice of rows is in `provenance.json`. Canary: `{dataset.canary}`",
    ]
    yield ["## Formats", "", *_formats(dataset)]
    yield ["## How it was made", "", *_made(sources)]
    yield ["## Figures", "", *_figures(dataset)]
    if dataset.thought:
        yield ["## What the searches took", "", *_thought(dataset)]
    yield ["## What was left out", "", *_left_out(dataset)]
    yield ["## Judges, and how far to trust them", "", *_judges(sources)]
    yield ["## Rights", "", *_rights(dataset)]
    yield ["## Personal data", "", "None was asked for: roles and their facts are invented."]
    yield [
        "## Intended use",
        "",
        "Training and studying models that negotiate, teach, argue and persuade. A model trained",
        "on it learns to pursue a role's goal; it does not learn when it should not.",
    ]


def _formats(dataset: Dataset) -> Iterator[str]:
    yield from _table("format", "what it is", "split", "rows", "files")
    for config in dataset.configs:
        for split, names in config.files.items():
            yield _row(config.format, config.title, split, config.rows[split], _pattern(names))


def _made(sources: Sources) -> Iterator[str]:
    facts = sources.facts()
    yield from _table("scenario", "version", "file (sha256)", "licence", "levels")
    for told in facts["scenarios"]:
        sha, levels = told["sha256"][:16] or "not kept", " ".join(told["levels"])
        yield _row(told["id"], told["version"], sha, told["license"] or "none named", levels)
    yield ""
    yield from _table("model", "roles it spoke for")
    for told in facts["models"]:
        yield _row(told["model"], ", ".join(told["roles"]))
    seeds = facts["seeds"]
    listed = len(seeds) if isinstance(seeds, list) else seeds["count"]
    yield ""
    yield f"Games were drawn from {listed} seeds; `provenance.json` tells them."


def _figures(dataset: Dataset) -> Iterator[str]:
    yield from _table("format", "by", "rows")
    for config in dataset.configs:
        for kind, counted in config.tally.by.items():
            if counted:
                told = ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
                yield _row(config.format, kind, told)


def _thought(dataset: Dataset) -> Iterator[str]:
    """What the turns took that rows come from, and what that is for each row."""
    yield from _table("format", "of", "simulations", "requests", "tokens", "dollars", "seconds")
    for config in dataset.configs:
        found, rows = dataset.thought.get(config.format), sum(config.rows.values())
        if found is not None:
            yield _row(config.format, f"{found.turns:,} searched turns", *_took(found, 1))
            yield _row(config.format, f"each of {rows:,} rows", *_took(found, rows))
    yield ""
    yield "Those are all searched turns of the trained roles, in the dialogues that gave a row,"
    yield "whether a turn gave many rows or none. Seconds are those of the search by the clock."


def _took(found: Thinking, parts: int) -> list[str]:
    each, digits = found.each(parts), 0 if parts == 1 else 1
    counts = [f"{each[name] or 0:,.{digits}f}" for name in ("simulations", "calls", "tokens")]
    return [
        *counts,
        money(found.spent.cost / parts, found.spent.unpriced),
        f"{each['seconds']:.2f}",
    ]


def _left_out(dataset: Dataset) -> Iterator[str]:
    tallies = [config.tally for config in dataset.configs]
    if not any(each.dropped or each.cut or each.marked for each in tallies):
        yield "Nothing."
        return
    yield from _table("format", "why", "how many")
    for config in dataset.configs:
        for counted in (config.tally.dropped, config.tally.cut, config.tally.marked):
            for why, count in sorted(counted.items()):
                yield _row(config.format, why, count)


def _judges(sources: Sources) -> Iterator[str]:
    if not sources.judges:
        yield "No judge took part: what a row is worth comes from the scenario's own rules alone."
        return
    yield from _table("judge", "version (hash of code, rubric and parameters)", "model", "audit")
    for told in sources.facts()["judges"]:
        yield _row(told["judge"], told["version"], told["model"] or "none", told["audit"])
    yield ""
    yield "An unaudited judge has not been tried with planted flaws. Judges that are models tend to"
    yield "favour long turns, their own family's style and what is said last; a reward here is such"
    yield "a judge's opinion, except where the scenario's own rules settle the outcome."


def _rights(dataset: Dataset) -> Iterator[str]:
    yield "`NOTICE.md` names the licence of every scenario. The words come from these providers,"
    yield "whose terms may forbid training other models on them; read them before you do:"
    yield ""
    yield from _table("format", "provider", "rows")
    for config in dataset.configs:
        for provider, count in sorted(config.tally.by.get("provider", {}).items()):
            yield _row(config.format, provider, count)


def notice(sources: Sources) -> str:
    """NOTICE.md: whose the scenarios are."""
    lines = ["# Licences of the scenarios", ""]
    for told in sources.facts()["scenarios"]:
        licence = told["license"] or "no licence named in the file"
        lines.append(f"- {told['id']} version {told['version']}: {licence}")
    return "\n".join(lines) + "\n"


def _table(*columns: str) -> Iterator[str]:
    yield _row(*columns)
    yield "|" + "---|" * len(columns)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
