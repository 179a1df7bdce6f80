"""The tables, as SQLModel declares them: SQLite by default, nothing in them that Postgres lacks.

Law: a table model never validates. Values come in and go out through `rows`, and what must hold
whoever writes (a score in [0, 1], no turn without its dialogue) is said as a constraint here.
"""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, String, Table, UniqueConstraint
from sqlmodel import Field

from society.store.base import METADATA, Stored, of_turn, one_of
from society.store.batch_tables import BatchTable, ShareTable, TagTable
from society.store.generation_tables import GenerationTable, PolicyTable
from society.store.trust_tables import AuditTable, LabelTable
from society.store.turn_tables import DraftTable, TurnTable

__all__ = [
    "METADATA",
    "VERSION",
    "AuditTable",
    "BatchTable",
    "DraftTable",
    "GenerationTable",
    "LabelTable",
    "PolicyTable",
    "ShareTable",
    "TagTable",
    "TurnTable",
]

_EMPTY = {"server_default": "{}"}


class MetaTable(Stored, table=True):
    """Facts about the file itself."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class RunTable(Stored, table=True):
    """One command that played dialogues: what was asked for, with which program."""

    __tablename__ = "run"
    id: str = Field(primary_key=True)
    created: str
    command: str
    seed: str
    app: str
    revision: str
    dirty: bool
    lock: str
    python: str
    os: str
    config: str
    limits: str


class ScenarioTable(Stored, table=True):
    """A scenario file, verbatim, by the hash of its text."""

    __tablename__ = "scenario"
    sha: str = Field(primary_key=True)
    id: str
    text: str


class BodyTable(Stored, table=True):
    """A long text by the hash of its bytes, kept as its difference to an earlier one (`bodies`)."""

    __tablename__ = "body"
    sha: bytes = Field(primary_key=True)
    base: bytes | None = Field(default=None, foreign_key="body.sha")
    head: int
    tail: int
    data: bytes


class EpisodeTable(Stored, table=True):
    """One dialogue. `number` orders them, since clocks go backwards; leases are told by `fence`."""

    __tablename__ = "episode"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        Index(None, "scenario", "number"),
        Index(None, "status", "number"),
        Index(None, "batch", "number"),
        one_of("status", "pending", "running", "done", "failed", "stopped"),
        CheckConstraint("seconds >= 0", name="seconds"),
    )
    number: int | None = Field(default=None, primary_key=True)
    id: str
    run_id: str | None = Field(default=None, foreign_key="run.id")
    scenario: str
    scenario_sha: str | None = Field(default=None, foreign_key="scenario.sha")
    spec: bytes = Field(foreign_key="body.sha")
    level: str
    locale: str
    game: bytes
    variables: str
    provenance: str
    parent: str | None
    branch: int | None
    generation: int | None
    status: str
    code: str
    error: str
    started: str
    seconds: float
    lease_owner: str
    lease_until: float
    fence: int
    batch: str | None


class JudgementTable(Stored, table=True):
    """What a judge said. Judging again adds a row; the latest of each version is what counts."""

    __tablename__ = "judgement"
    __table_args__: ClassVar[Any] = (
        of_turn(),
        Index(None, "episode_id", "id"),
        one_of("scope", "turn", "outcome", "pair"),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 1", name="score"),
        CheckConstraint("(score IS NULL) = (unscored <> '')", name="unscored"),
    )
    id: int | None = Field(default=None, primary_key=True)
    episode_id: str = Field(foreign_key="episode.id")
    scope: str
    seq: int | None
    role: str | None
    judge: str
    score: float | None
    unscored: str
    critique: str
    criteria: str
    version: str
    calls: str
    credits: str = Field(sa_column_kwargs=_EMPTY)
    facts: str = Field(sa_column_kwargs=_EMPTY)


class RewardTable(Stored, table=True):
    """What was paid for a turn, once for itself and once for how it all ended."""

    __tablename__ = "reward"
    __table_args__: ClassVar[Any] = (
        of_turn(),
        one_of("scope", "turn", "outcome"),
        CheckConstraint("value BETWEEN -1e300 AND 1e300", name="finite"),
    )
    episode_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    role: str
    value: float
    parts: str


class OutcomeTable(Stored, table=True):
    """How a dialogue ended."""

    __tablename__ = "outcome"
    episode_id: str = Field(primary_key=True, foreign_key="episode.id")
    ended: str
    verifiable: bool
    issues: str
    checks: str
    utilities: str
    returns: str
    winner: str | None = Field(default=None, index=True)
    winners: str
    margin: float


class StrategyTable(Stored, table=True):
    """What won, with its evidence."""

    __tablename__ = "strategy"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        Index(None, "scenario", "role", "number"),
        one_of("status", "observed", "proposed", "proven", "retired"),
        CheckConstraint("(low IS NULL) = (high IS NULL)", name="bounds"),
    )
    number: int | None = Field(default=None, primary_key=True)
    id: str
    scenario: str
    role: str
    tactic: str
    moves: str
    evidence: str
    utility: float
    margin: float
    lift: float | None
    low: float | None
    high: float | None
    status: str
    games: int
    tactics: str = Field(sa_column_kwargs=_EMPTY)
    origin: str = Field(sa_column_kwargs={"server_default": "win"})
    against: str = Field(sa_column_kwargs={"server_default": ""})
    trials: int = Field(sa_column_kwargs={"server_default": "0"})
    screened: str = Field(sa_column_kwargs={"server_default": ""})


class CallTable(Stored, table=True):
    """The ledger: one row per HTTP attempt. An unknown cost is NULL, never 0."""

    __tablename__ = "call"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("call_id", "number"),
        Index(None, "episode_id", "entry"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            "prompt_tokens >= 0 AND completion_tokens >= 0 AND cached_tokens >= 0", name="tokens"
        ),
    )
    entry: int | None = Field(default=None, primary_key=True)
    call_id: str
    number: int
    episode_id: str | None = Field(default=None, foreign_key="episode.id")
    purpose: str
    model: str
    answered_by: str
    provider: str
    host: str
    params: str
    request: bytes | None = Field(default=None, foreign_key="body.sha")
    request_hash: str
    response: bytes
    finish: str
    refusal: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    estimated: bool
    cost: float | None
    prices: str
    started: str
    seconds: float
    first_token: float | None
    status: int | None
    request_id: str
    fingerprint: str
    error: str
    error_kind: str
    retry_after: float | None
    reserved: float | None


VERSION = Table(
    "alembic_version",
    METADATA,
    Column("version_num", String(32), primary_key=True, nullable=False),
)
VERSION.primary_key.name = "alembic_version_pkc"
