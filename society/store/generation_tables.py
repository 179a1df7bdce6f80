"""The tables of self-play: policies, by what they do, and what became of each generation."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from society.store.base import Stored, one_of


class PolicyTable(Stored, table=True):
    """A policy under a name: what it does is told by its hash, and never changes."""

    __tablename__ = "policy"
    __table_args__: ClassVar[Any] = (Index(None, "name", "created"),)
    label: str = Field(primary_key=True)
    name: str
    sha: str = Field(index=True)
    created: str
    body: str


class GenerationTable(Stored, table=True):
    """One generation of an evolution: who was at its gate, what was found, what was decided."""

    __tablename__ = "generation"
    __table_args__: ClassVar[Any] = (
        one_of("verdict", "promoted", "rejected", "given"),
        CheckConstraint("number >= 0", name="number"),
    )
    evolution: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    created: str
    policy: str
    candidate: str
    verdict: str
    report: str
