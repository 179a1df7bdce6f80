"""Drafts of a turn under way: they are stored before it, with their place in the tree of a search.

A column of a turn is added. The drafts move to a new table, which belongs to the dialogue and no
longer to the turn; they are few where nobody searched.
"""

import sqlalchemy as sa
from alembic import op

revision = "m004_drafts"
down_revision = "m003_trust"

_KEPT = "episode_id, seq, n, text, action, value, visits, reason"


def upgrade() -> None:
    """Add a column and make the table of drafts anew."""
    op.add_column("turn", sa.Column("searched", sa.String(), nullable=True))
    op.rename_table("draft", "draft_before")
    _drafts()
    op.execute(
        f"INSERT INTO draft ({_KEPT}, role, calls) "  # noqa: S608
        f"SELECT {_KEPT}, '', '[]' FROM draft_before"
    )
    op.drop_table("draft_before")


def _drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("episode_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("prior", sa.Float(), nullable=True),
        sa.Column("above", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("calls", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("episode_id", "seq", "n", name="pk_draft"),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_draft_episode_id"),
        sa.CheckConstraint("seq >= 0 AND n >= 0", name="ck_draft_place"),
    )
