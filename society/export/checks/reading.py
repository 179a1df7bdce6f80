"""The records of exported files, however they were written."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from society.domain.errors import SocietyError
from society.export.parquet import arrow

READ = (".jsonl", ".json", ".parquet")


def files(target: Path, format: str, split: str = "") -> list[Path]:  # noqa: A002
    """The files of a format: the target itself, or those below a folder of an export."""
    if target.is_file():
        found = [target]
    elif target.is_dir():
        found = sorted(path for path in (target / format).glob(f"{split}*") if path.is_file())
    else:
        raise SocietyError(f"{target} does not exist", hint="name a file or folder of an export")
    if not found:
        raise SocietyError(f"{target} holds no files of {format}", hint="name another format")
    for path in found:
        if path.suffix not in READ:
            raise SocietyError(
                f"{path}: no trainer reads {path.suffix or 'files without an ending'}",
                hint="export it as jsonl, json or parquet",
            )
    return found


def records(path: Path) -> Iterator[Any]:
    """Every record of a file, one at a time; what is no JSON is a ValueError with its row.

    The nulls that Parquet puts where a message has no such key are taken away again.
    """
    if path.suffix == ".parquet":
        pa = arrow()
        with pa.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=1000):
                yield from map(filled, batch.to_pylist())
    elif path.suffix == ".json":
        found = orjson.loads(path.read_bytes())
        yield from found if isinstance(found, list) else [found]
    else:
        with path.open("rb") as lines:
            yield from (orjson.loads(line) for line in lines if line.strip())


def filled(value: Any) -> Any:
    """The value without keys that hold nothing."""
    if isinstance(value, Mapping):
        return {key: filled(each) for key, each in value.items() if each is not None}
    return [filled(each) for each in value] if isinstance(value, list) else value
