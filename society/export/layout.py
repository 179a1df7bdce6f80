"""The folder of an export: data by format, the card, the provenance, and what trainers need."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from society.export import place
from society.export.card import Config, Dataset, card, notice
from society.export.formats import FORMATS, Format
from society.export.recipes import recipe
from society.export.tally import Row, Tally
from society.export.write import Gathered, Kind, gather, sharded, told

Open = Callable[[Format[Any], Tally], Iterator[Row]]
"""The rows of a format, counted as they are read."""


@dataclass(frozen=True)
class Plan:
    """What is written where: formats by name, and the kind of file if not the trainer's own."""

    out: Path
    formats: Sequence[str]
    kind: Kind | None = None
    raw: bool = False


def write_folder(plan: Plan, open_: Open, describe: Callable[[list[Config]], Dataset]) -> Dataset:
    """Write a folder, whole or not at all; what was there before is replaced in one step.

    `describe` is told what was kept of each format, and may refuse to go on by raising.
    """
    place.checked_folder(plan.out)
    with place.beside(plan.out) as near, place.in_words(plan.out):
        whole = near / "whole"
        whole.mkdir()
        files: dict[str, str] = {}
        configs = [_config(plan, FORMATS[name], open_, near, files) for name in plan.formats]
        dataset = describe(configs)
        files |= {"README.md": card(dataset), "NOTICE.md": notice(dataset.sources)}
        for name, text in files.items():
            place.inside(whole, name).write_text(text, encoding="utf-8")
        (whole / place.PROVENANCE).write_bytes(provenance(dataset, place.digests(whole)))
        place.take_folder(whole, plan.out)
    return dataset


def write_file(plan: Plan, open_: Open) -> Config:
    """Write one file, whole or not at all."""
    made, tally = FORMATS[plan.formats[0]], Tally()
    kind = plan.kind or made.kind
    place.checked_file(plan.out)
    with place.beside(plan.out) as near, place.in_words(plan.out):
        found = gather(open_(made, tally), near, columns=kind in ("csv", "parquet"))
        if found.rows:
            whole = near / f"whole.{kind}"
            told(found, "train", kind, whole, raw=plan.raw)
            place.take_file(whole, plan.out)
        return _counted(made, found, {"train": (plan.out.name,)} if found.rows else {}, tally)


def provenance(dataset: Dataset, files: Mapping[str, str]) -> bytes:
    """provenance.json: how every row came to be, and the hash of every file beside it."""
    facts = {
        "schema": place.SCHEMA,
        "society": dataset.version,
        "query": dataset.query,
        "choice": dataset.choice.model_dump(mode="json"),
        "latest_dialogue": dataset.sources.latest,
        "canary": dataset.canary,
        "formats": {config.format: summary(config) for config in dataset.configs},
        **({"searches": searches(dataset)} if dataset.thought else {}),
        **dataset.sources.facts(),
        "files": dict(files),
    }
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def searches(dataset: Dataset) -> dict[str, Any]:
    """What the searches took that rows come from, by format, and what that is for each row."""
    rows = {config.format: sum(config.rows.values()) for config in dataset.configs}
    return {
        name: {**found.counted(), "each_row": found.each(rows[name])}
        for name, found in dataset.thought.items()
    }


def summary(config: Config) -> dict[str, Any]:
    """What was kept and what was left out, as plain values in a fixed order."""
    tally = config.tally
    return {
        "rows": dict(config.rows),
        "rows_sha256": config.digest,
        "episodes": tally.episodes,
        "dropped": dict(sorted(tally.dropped.items())),
        "cut": dict(sorted(tally.cut.items())),
        "marked": dict(sorted(tally.marked.items())),
        "by": {kind: dict(sorted(counted.items())) for kind, counted in tally.by.items()},
    }


def _config(
    plan: Plan, made: Format[Any], open_: Open, near: Path, files: dict[str, str]
) -> Config:
    """Write the data of one format; what belongs beside it is added to `files`."""
    tally, spool, kind = Tally(), near / f"rows-{made.name}", plan.kind or made.kind
    spool.mkdir()
    data = near / "whole" / made.name
    data.mkdir()
    found = gather(open_(made, tally), spool)
    if not found.rows:
        data.rmdir()
    names: dict[str, tuple[str, ...]] = {}
    for split in found.parts:
        if kind == "parquet":
            parts = sharded(found, split, data)
        else:
            parts = [f"{split}.{kind}"]
            told(found, split, kind, data / parts[0], raw=plan.raw)
        names[split] = tuple(f"{made.name}/{part}" for part in parts)
    dataset = plan.out.name if len(plan.formats) == 1 else f"{plan.out.name}_{made.name}"
    _add(files, made, dataset, names)
    return _counted(made, found, names, tally)


def _add(
    files: dict[str, str], made: Format[Any], dataset: str, names: Mapping[str, tuple[str, ...]]
) -> None:
    read = {
        split: parts[0] if len(parts) == 1 else f"{made.name}/{split}-*.parquet"
        for split, parts in names.items()
    }
    beside = dict(made.side_files(dataset, read))
    if "train" in read:
        beside |= recipe(made.name, dataset, read["train"])
    for name, text in beside.items():
        files[name] = _joined(files[name], text) if name in files else text


def _joined(one: str, other: str) -> str:
    """Two JSON files of one name as one: each lists its own data sets."""
    both = {**orjson.loads(one), **orjson.loads(other)}
    return orjson.dumps(both, option=orjson.OPT_INDENT_2).decode() + "\n"


def _counted(
    made: Format[Any], found: Gathered, files: Mapping[str, tuple[str, ...]], tally: Tally
) -> Config:
    return Config(
        format=made.name,
        title=made.title,
        files=files,
        rows={split: part.rows for split, part in found.parts.items()},
        bytes={split: part.bytes for split, part in found.parts.items()},
        shape=found.shape,
        digest=found.digest,
        tally=tally,
    )
