"""Trust in judges: what they credited and measured, what people said, what audits found.

Columns are added with a default, so the rows of a large file stay where they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "m003_trust"
down_revision = "m002_batches"


def upgrade() -> None:
    """Add two columns and two tables."""
    for name in ("credits", "facts"):
        op.add_column(
            "judgement", sa.Column(name, sa.String(), nullable=False, server_default="{}")
        )
    _labels()
    _audits()


def _labels() -> None:
    op.create_table(
        "label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("rater", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_label"),
        sa.ForeignKeyConstraint(
            ["episode_id", "seq"], ["turn.episode_id", "turn.seq"], name="fk_label_episode_id_seq"
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_label_episode_id"),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name="ck_label_score"),
        sa.CheckConstraint("rater <> ''", name="ck_label_rater"),
    )
    op.create_index("ix_label_episode_id_id", "label", ["episode_id", "id"])


def _audits() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("judge", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_judge_version_id", "audit", ["judge", "version", "id"])
