"""What the nouns have gained since the third migration, and what programs and tokens have."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    here = Path(__file__)
    for name in ("0004_ledger.sql", "0004_settings.sql"):
        op.get_bind().exec_driver_sql(here.with_name(name).read_text("utf-8"))


def downgrade() -> None:
    raise NotImplementedError("the ledger only grows")
