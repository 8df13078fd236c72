"""The ledger's tables and identity's, from the frozen SQL text beside this file."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(text)


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first migration")
