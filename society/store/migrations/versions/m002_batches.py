"""Batches: what was asked for, which dialogues are theirs, what each process may spend; tags.

Columns are added, never moved: the rows of a large file stay where they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "m002_batches"
down_revision = "m001_dialogues"


def upgrade() -> None:
    """Add two columns, an index and three tables."""
    op.add_column("episode", sa.Column("batch", sa.String(), nullable=True))
    op.create_index("ix_episode_batch_number", "episode", ["batch", "number"])
    op.add_column("call", sa.Column("reserved", sa.Float(), nullable=True))
    op.create_table(
        "tag",
        sa.Column("episode_id", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("episode_id", "tag", name="pk_tag"),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_tag_episode_id"),
    )
    op.create_index("ix_tag_tag", "tag", ["tag"])
    op.create_table(
        "batch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", "revision", name="pk_batch"),
    )
    op.create_table(
        "share",
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("dollars", sa.Float(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Float(), nullable=False),
        sa.Column("risk_calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "owner", name="pk_share"),
        sa.CheckConstraint("dollars >= 0 AND calls >= 0", name="ck_share_granted"),
        sa.CheckConstraint("risk >= 0 AND risk_calls >= 0", name="ck_share_risk"),
    )
