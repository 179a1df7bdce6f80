"""The first schema, of release 0.1.0: dialogues, what was said of them, and the ledger.

Its statements are frozen in the file beside this one, whatever the tables have become since.
"""

from pathlib import Path

from alembic import op

revision = "m001_dialogues"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    frozen = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in frozen.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
