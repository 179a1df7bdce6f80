"""What every table has in common: one metadata, named constraints."""

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMES)


class Stored(SQLModel):
    """What every table has in common: our own metadata, named constraints."""

    metadata: ClassVar[MetaData] = METADATA


def of_turn() -> ForeignKeyConstraint:
    """The rows belong to a turn."""
    return ForeignKeyConstraint(["episode_id", "seq"], ["turn.episode_id", "turn.seq"])


def one_of(column: str, *names: str) -> CheckConstraint:
    """The column holds one of these names."""
    listed = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
