"""The statements that make a new database: the tables themselves, so that no migration need run."""

from collections.abc import Iterator

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from society.store.tables import METADATA


def statements() -> Iterator[str]:
    """The CREATE statements of every table and index, in an order that references allow."""
    dialect = sqlite.dialect()
    for table in METADATA.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
