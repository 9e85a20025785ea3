"""The first schema, as it stands in the file beside this one."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in Path(__file__).with_name("0001_first.sql").read_text(encoding="utf-8").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))
