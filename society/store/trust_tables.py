"""The tables of trust: what people said of turns, and what audits found of judges."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from society.store.base import Stored, of_turn


class LabelTable(Stored, table=True):
    """What a person said of a turn or of the whole. Saying it again adds a row."""

    __tablename__ = "label"
    __table_args__: ClassVar[Any] = (
        of_turn(),
        Index(None, "episode_id", "id"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
        CheckConstraint("rater <> ''", name="rater"),
    )
    id: int | None = Field(default=None, primary_key=True)
    episode_id: str = Field(foreign_key="episode.id")
    seq: int | None
    role: str
    rater: str
    score: float
    note: str
    created: str


class AuditTable(Stored, table=True):
    """What one audit found of one version of a judge, as JSON; all of them are kept."""

    __tablename__ = "audit"
    __table_args__: ClassVar[Any] = (Index(None, "judge", "version", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    judge: str
    version: str
    created: str
    report: str
