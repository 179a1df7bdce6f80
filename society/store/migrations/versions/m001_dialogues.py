"""The first schema, of release 0.1.0: dialogues, what was said of them, and the ledger."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "m001_dialogues"
down_revision = None

TEXT, BYTES, WHOLE, REAL, FLAG = (
    sa.String(),
    sa.LargeBinary(),
    sa.Integer(),
    sa.Float(),
    sa.Boolean(),
)


def upgrade() -> None:
    """Create every table."""
    for table in (
        _body,
        _meta,
        _run,
        _scenario,
        _strategy,
        _episode,
        _call,
        _outcome,
        _turn,
        _draft,
        _judgement,
        _reward,
    ):
        table()


def _needed(kind: Any, *names: str) -> Iterator[sa.Column[Any]]:
    return (sa.Column(name, kind, nullable=False) for name in names)


def _maybe(kind: Any, *names: str) -> Iterator[sa.Column[Any]]:
    return (sa.Column(name, kind, nullable=True) for name in names)


def _body() -> None:
    op.create_table(
        "body",
        *_needed(BYTES, "sha"),
        *_maybe(BYTES, "base"),
        *_needed(WHOLE, "head", "tail"),
        *_needed(BYTES, "data"),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_body")),
        sa.ForeignKeyConstraint(["base"], ["body.sha"], name=op.f("fk_body_base")),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        *_needed(TEXT, "key", "value"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )


def _run() -> None:
    op.create_table(
        "run",
        *_needed(TEXT, "id", "created", "command", "seed", "app", "revision"),
        *_needed(FLAG, "dirty"),
        *_needed(TEXT, "lock", "python", "os", "config", "limits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )


def _scenario() -> None:
    op.create_table(
        "scenario",
        *_needed(TEXT, "sha", "id", "text"),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_scenario")),
    )


def _strategy() -> None:
    op.create_table(
        "strategy",
        *_needed(WHOLE, "number"),
        *_needed(TEXT, "id", "scenario", "role", "tactic", "moves", "evidence"),
        *_needed(REAL, "utility", "margin"),
        *_maybe(REAL, "lift", "low", "high"),
        *_needed(TEXT, "status"),
        *_needed(WHOLE, "games"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_strategy")),
        sa.UniqueConstraint("id", name=op.f("uq_strategy_id")),
        sa.CheckConstraint(
            "status IN ('observed', 'proposed', 'proven', 'retired')",
            name=op.f("ck_strategy_status"),
        ),
        sa.CheckConstraint("(low IS NULL) = (high IS NULL)", name=op.f("ck_strategy_bounds")),
    )
    op.create_index(
        op.f("ix_strategy_scenario_role_number"), "strategy", ["scenario", "role", "number"]
    )


def _episode() -> None:
    op.create_table(
        "episode",
        *_needed(WHOLE, "number"),
        *_needed(TEXT, "id"),
        *_maybe(TEXT, "run_id"),
        *_needed(TEXT, "scenario"),
        *_maybe(TEXT, "scenario_sha"),
        *_needed(BYTES, "spec"),
        *_needed(TEXT, "level", "locale"),
        *_needed(BYTES, "game"),
        *_needed(TEXT, "variables", "provenance"),
        *_maybe(TEXT, "parent"),
        *_maybe(WHOLE, "branch", "generation"),
        *_needed(TEXT, "status", "code", "error", "started"),
        *_needed(REAL, "seconds"),
        *_needed(TEXT, "lease_owner"),
        *_needed(REAL, "lease_until"),
        *_needed(WHOLE, "fence"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_episode")),
        sa.UniqueConstraint("id", name=op.f("uq_episode_id")),
        sa.CheckConstraint(
            "status IN ('pending', 'running', 'done', 'failed', 'stopped')",
            name=op.f("ck_episode_status"),
        ),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_episode_seconds")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_episode_run_id")),
        sa.ForeignKeyConstraint(
            ["scenario_sha"], ["scenario.sha"], name=op.f("fk_episode_scenario_sha")
        ),
        sa.ForeignKeyConstraint(["spec"], ["body.sha"], name=op.f("fk_episode_spec")),
    )
    op.create_index(op.f("ix_episode_scenario_number"), "episode", ["scenario", "number"])
    op.create_index(op.f("ix_episode_status_number"), "episode", ["status", "number"])


def _call() -> None:
    op.create_table(
        "call",
        *_needed(WHOLE, "entry"),
        *_needed(TEXT, "call_id"),
        *_needed(WHOLE, "number"),
        *_maybe(TEXT, "episode_id"),
        *_needed(TEXT, "purpose", "model", "answered_by", "provider", "host", "params"),
        *_maybe(BYTES, "request"),
        *_needed(TEXT, "request_hash"),
        *_needed(BYTES, "response"),
        *_needed(TEXT, "finish", "refusal"),
        *_needed(WHOLE, "prompt_tokens", "completion_tokens", "cached_tokens"),
        *_needed(FLAG, "estimated"),
        *_maybe(REAL, "cost"),
        *_needed(TEXT, "prices", "started"),
        *_needed(REAL, "seconds"),
        *_maybe(REAL, "first_token"),
        *_maybe(WHOLE, "status"),
        *_needed(TEXT, "request_id", "fingerprint", "error", "error_kind"),
        *_maybe(REAL, "retry_after"),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_call")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_call_call_id_number")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_call_number")),
        sa.CheckConstraint(
            "prompt_tokens >= 0 AND completion_tokens >= 0 AND cached_tokens >= 0",
            name=op.f("ck_call_tokens"),
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_call_episode_id")),
        sa.ForeignKeyConstraint(["request"], ["body.sha"], name=op.f("fk_call_request")),
    )
    op.create_index(op.f("ix_call_episode_id_entry"), "call", ["episode_id", "entry"])


def _outcome() -> None:
    op.create_table(
        "outcome",
        *_needed(TEXT, "episode_id", "ended"),
        *_needed(FLAG, "verifiable"),
        *_needed(TEXT, "issues", "checks", "utilities", "returns"),
        *_maybe(TEXT, "winner"),
        *_needed(TEXT, "winners"),
        *_needed(REAL, "margin"),
        sa.PrimaryKeyConstraint("episode_id", name=op.f("pk_outcome")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_outcome_episode_id")),
    )
    op.create_index(op.f("ix_outcome_winner"), "outcome", ["winner"])


def _turn() -> None:
    op.create_table(
        "turn",
        *_needed(TEXT, "episode_id"),
        *_needed(WHOLE, "seq"),
        *_needed(TEXT, "role", "text"),
        *_maybe(TEXT, "action"),
        *_needed(TEXT, "player"),
        *_needed(FLAG, "planned"),
        *_needed(TEXT, "flags"),
        *_maybe(TEXT, "standing"),
        *_needed(TEXT, "calls", "raw"),
        sa.PrimaryKeyConstraint("episode_id", "seq", name=op.f("pk_turn")),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_turn_seq")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_turn_episode_id")),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        *_needed(TEXT, "episode_id"),
        *_needed(WHOLE, "seq", "n"),
        *_needed(TEXT, "text"),
        *_maybe(TEXT, "action"),
        *_maybe(REAL, "value"),
        *_needed(WHOLE, "visits"),
        *_needed(TEXT, "reason"),
        sa.PrimaryKeyConstraint("episode_id", "seq", "n", name=op.f("pk_draft")),
        sa.ForeignKeyConstraint(
            ["episode_id", "seq"],
            ["turn.episode_id", "turn.seq"],
            name=op.f("fk_draft_episode_id_seq"),
        ),
    )


def _judgement() -> None:
    op.create_table(
        "judgement",
        *_needed(WHOLE, "id"),
        *_needed(TEXT, "episode_id", "scope"),
        *_maybe(WHOLE, "seq"),
        *_maybe(TEXT, "role"),
        *_needed(TEXT, "judge"),
        *_maybe(REAL, "score"),
        *_needed(TEXT, "unscored", "critique", "criteria", "version", "calls"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.ForeignKeyConstraint(
            ["episode_id", "seq"],
            ["turn.episode_id", "turn.seq"],
            name=op.f("fk_judgement_episode_id_seq"),
        ),
        sa.CheckConstraint("scope IN ('turn', 'outcome', 'pair')", name=op.f("ck_judgement_scope")),
        sa.CheckConstraint(
            "score IS NULL OR score BETWEEN 0 AND 1", name=op.f("ck_judgement_score")
        ),
        sa.CheckConstraint(
            "(score IS NULL) = (unscored <> '')", name=op.f("ck_judgement_unscored")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_judgement_episode_id")
        ),
    )
    op.create_index(op.f("ix_judgement_episode_id_id"), "judgement", ["episode_id", "id"])


def _reward() -> None:
    op.create_table(
        "reward",
        *_needed(TEXT, "episode_id"),
        *_needed(WHOLE, "seq"),
        *_needed(TEXT, "scope", "role"),
        *_needed(REAL, "value"),
        *_needed(TEXT, "parts"),
        sa.PrimaryKeyConstraint("episode_id", "seq", "scope", name=op.f("pk_reward")),
        sa.ForeignKeyConstraint(
            ["episode_id", "seq"],
            ["turn.episode_id", "turn.seq"],
            name=op.f("fk_reward_episode_id_seq"),
        ),
        sa.CheckConstraint("scope IN ('turn', 'outcome')", name=op.f("ck_reward_scope")),
        sa.CheckConstraint("value BETWEEN -1e300 AND 1e300", name=op.f("ck_reward_finite")),
    )
