"""What the nouns and the directory have gained since the first migration."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    here = Path(__file__)
    for name in ("0002_ledger.sql", "0002_directory.sql"):
        op.get_bind().exec_driver_sql(here.with_name(name).read_text("utf-8"))


def downgrade() -> None:
    raise NotImplementedError("the ledger only grows")
