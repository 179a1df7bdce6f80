"""Rows to files: gathered once as JSON lines, then told as their trainer wants them.

Law: rows are never all in memory. The same rows give the same bytes.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Literal

import orjson

from society.domain.errors import SocietyError
from society.export.shape import NULL, Shape, grown, settled, text
from society.export.tally import Row

Kind = Literal["jsonl", "json", "csv", "parquet"]
KINDS: tuple[Kind, ...] = ("jsonl", "json", "csv", "parquet")
SHARD = 100 << 20
"""Bytes of JSON lines that go into one Parquet file of a folder."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass
class Part:
    """The rows of one split, as JSON lines on the disk."""

    path: Path
    rows: int = 0
    bytes: int = 0


@dataclass
class Gathered:
    """All rows of one format: by split, the columns they have, and a hash of them all."""

    parts: dict[str, Part] = field(default_factory=dict)
    shape: Shape = NULL
    digest: str = ""

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(part.rows for part in self.parts.values())


def gather(rows: Iterable[Row], folder: Path, *, columns: bool = True) -> Gathered:
    """Write the rows to `folder` as JSON lines, one file a split.

    Which `columns` they have is found out unless nobody needs to know.
    """
    found, hashed = Gathered(), sha256()
    files: dict[str, BinaryIO] = {}
    try:
        for split, record in rows:
            if split not in files:
                found.parts[split] = Part(folder / f"{split}.jsonl")
                files[split] = found.parts[split].path.open("wb")
            line = encoded(record)
            files[split].write(line)
            hashed.update(split.encode() + b"\t" + line)
            found.parts[split].rows += 1
            found.parts[split].bytes += len(line)
            if columns:
                found.shape = grown(found.shape, record)
    finally:
        for file in files.values():
            file.close()
    found.parts = {split: found.parts[split] for split in sorted(found.parts, reverse=True)}
    found.shape, found.digest = settled(found.shape), hashed.hexdigest()
    return found


def encoded(record: Mapping[str, Any]) -> bytes:
    """One record as a line of JSON."""
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError as error:
        raise SocietyError(f"a record cannot be written as JSON: {error}") from error


def told(found: Gathered, split: str, kind: Kind, target: Path, *, raw: bool = False) -> None:
    """One split as one file of that kind. `raw` leaves formulas in CSV as they are."""
    part = found.parts[split]
    if kind == "jsonl":
        part.path.replace(target)
    elif kind == "json":
        _list(part, target)
    elif kind == "csv":
        _table(part, found.shape, target, raw=raw)
    else:
        from society.export.parquet import write_parquet

        write_parquet(part.path, found.shape, [target], part.rows)


def sharded(found: Gathered, split: str, folder: Path, *, size: int = SHARD) -> list[str]:
    """One split as Parquet files of about `size` bytes of text each; their names."""
    from society.export.parquet import write_parquet

    part = found.parts[split]
    count = max(1, min(part.rows, -(-part.bytes // size)))
    names = [f"{split}-{at:05}-of-{count:05}.parquet" for at in range(count)]
    write_parquet(part.path, found.shape, [folder / name for name in names], part.rows)
    return names


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of JSON lines, one at a time."""
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)


def _list(part: Part, target: Path) -> None:
    with part.path.open("rb") as lines, target.open("wb") as file:
        for at, line in enumerate(lines):
            file.write((b"[\n" if at == 0 else b",\n") + line.rstrip(b"\n"))
        file.write(b"\n]\n")


def _table(part: Part, shape: Shape, target: Path, *, raw: bool) -> None:
    csv.field_size_limit(sys.maxsize)
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(_cell(name, raw=raw) for name in shape.fields)
        for record in records(part.path):
            table.writerow(_cell(record.get(name), raw=raw) for name in shape.fields)


def _cell(value: Any, *, raw: bool) -> Any:
    """A cell of a spreadsheet: a text that it would obey gets an apostrophe in front."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    said = value if isinstance(value, str) else text(value)
    return f"'{said}" if not raw and said.startswith(FORMULA) else said
