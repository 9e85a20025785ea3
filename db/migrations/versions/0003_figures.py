"""What figures need: items, supply, feedback, the team, segments, scoring, alerts; the tables in the file beside."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SOLD = """
    INSERT INTO kept_sale_day (day, sales, refunds, amount)
    SELECT day, sum(refunds_id IS NULL AND amount >= 0), sum(refunds_id IS NOT NULL OR amount < 0),
        sum(amount - reduction + rounding)
    FROM sale GROUP BY day
"""


def upgrade() -> None:
    for statement in Path(__file__).with_name("0003_figures.sql").read_text(encoding="utf-8").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))
    op.get_bind().exec_driver_sql(_SOLD)
