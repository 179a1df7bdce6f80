"""The tables of batches: what was asked for and what each process may spend; tags."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from society.store.base import Stored


class TagTable(Stored, table=True):
    """A word that somebody put on a dialogue."""

    __tablename__ = "tag"
    episode_id: str = Field(primary_key=True, foreign_key="episode.id")
    tag: str = Field(primary_key=True, index=True)


class BatchTable(Stored, table=True):
    """What a batch was asked to play; a changed plan is a further revision."""

    __tablename__ = "batch"
    name: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    created: str
    plan: str


class ShareTable(Stored, table=True):
    """What one process may spend of a batch's limits, and what it risks if it dies."""

    __tablename__ = "share"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("dollars >= 0 AND calls >= 0", name="granted"),
        CheckConstraint("risk >= 0 AND risk_calls >= 0", name="risk"),
    )
    batch: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    dollars: float
    calls: int
    risk: float
    risk_calls: int
