"""Self-play: policies, generations, and what is known of a strategy beyond its win.

Columns are added with a default, so the rows of a large file stay where they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "m005_generations"
down_revision = "m004_drafts"

_ADDED = (
    ("tactics", sa.String(), "{}"),
    ("origin", sa.String(), "win"),
    ("against", sa.String(), ""),
    ("trials", sa.Integer(), "0"),
    ("screened", sa.String(), ""),
)


def upgrade() -> None:
    """Add five columns and two tables."""
    for name, kind, default in _ADDED:
        op.add_column("strategy", sa.Column(name, kind, nullable=False, server_default=default))
    _policies()
    _generations()


def _policies() -> None:
    op.create_table(
        "policy",
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("label", name="pk_policy"),
    )
    op.create_index("ix_policy_name_created", "policy", ["name", "created"])
    op.create_index("ix_policy_sha", "policy", ["sha"])


def _generations() -> None:
    op.create_table(
        "generation",
        sa.Column("evolution", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("candidate", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("evolution", "number", name="pk_generation"),
        sa.CheckConstraint(
            "verdict IN ('promoted', 'rejected', 'given')", name="ck_generation_verdict"
        ),
        sa.CheckConstraint("number >= 0", name="ck_generation_number"),
    )
