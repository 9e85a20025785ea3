"""What was sold on a day, kept by the database as sales come and go, so that Today need not add a year of them up.

`db/queries/kept.py` proves it and makes it anew.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from db.tables.metadata import metadata

# Refunds count for themselves; `amount` is what the sales of the day cost less what was given back on it.
kept_sale_day = Table(
    "kept_sale_day",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("sales", Integer, nullable=False),
    Column("refunds", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
)
