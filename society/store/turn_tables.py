"""The tables of what was said, and of what was considered before it."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from society.store.base import Stored


class TurnTable(Stored, table=True):
    """One reply. The key is what makes a turn impossible to double."""

    __tablename__ = "turn"
    __table_args__: ClassVar[Any] = (CheckConstraint("seq >= 0", name="seq"),)
    episode_id: str = Field(primary_key=True, foreign_key="episode.id")
    seq: int = Field(primary_key=True)
    role: str
    text: str
    action: str | None
    player: str
    planned: bool
    flags: str
    standing: str | None
    calls: str
    raw: str
    searched: str | None


class DraftTable(Stored, table=True):
    """What was considered and not said; of a turn under way it is there before the turn is."""

    __tablename__ = "draft"
    __table_args__: ClassVar[Any] = (CheckConstraint("seq >= 0 AND n >= 0", name="place"),)
    episode_id: str = Field(primary_key=True, foreign_key="episode.id")
    seq: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    text: str
    action: str | None
    value: float | None
    visits: int
    reason: str
    prior: float | None
    above: int | None
    role: str
    calls: str
