"""Parquet files by pyarrow, where it is installed."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from society.domain.errors import SocietyError
from society.export.shape import Shape, fitted

BATCH = 4 << 20
"""Bytes of JSON that are turned into columns at once."""

GROUP = 10_000
"""Rows of a row group at most."""


def arrow() -> Any:
    """pyarrow with its Parquet part; SocietyError saying how to get it where it is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as missing:
        raise SocietyError(
            "Parquet files need pyarrow, which is not installed",
            hint="pip install 'dialogue-society[parquet]', or choose --as jsonl",
        ) from missing
    return pyarrow


def write_parquet(lines: Path, shape: Shape, targets: Sequence[Path], rows: int) -> None:
    """The records of a file of JSON lines, spread evenly over the targets in their order."""
    pa = arrow()
    schema = pa.schema([(name, _type(pa, each)) for name, each in shape.fields.items()])
    with lines.open("rb") as file:
        for at, target in enumerate(targets):
            wanted = rows * (at + 1) // len(targets) - rows * at // len(targets)
            with pa.parquet.ParquetWriter(target, schema, compression="zstd") as writer:
                for batch in _batches(islice(file, wanted)):
                    fit = [fitted(shape, orjson.loads(line)) for line in batch]
                    writer.write_batch(pa.RecordBatch.from_pylist(fit, schema=schema))


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if size >= BATCH or len(batch) >= GROUP:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _type(pa: Any, shape: Shape) -> Any:
    if shape.kind == "list" and shape.of is not None:
        return pa.list_(_type(pa, shape.of))
    if shape.kind == "struct":
        return pa.struct([(name, _type(pa, each)) for name, each in shape.fields.items()])
    leaves = {"bool": pa.bool_, "int": pa.int64, "float": pa.float64}
    return leaves.get(shape.kind, pa.string)()
