"""What the shop buys and sells: beans, cups, a flat white. Sales and deliveries name it line by line."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, text

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid

item = Table(
    "item",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    # The name as it is compared: by it, or by its code, a file finds the item.
    Column("name_key", String, nullable=False, unique=True),
    # Its number in the till or on the shelf; "" where it has none.
    Column("code", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("category", String, nullable=False),
    # What we take for one unit, and what one costs us, in minor units, tax included.
    Column("price", Integer),
    Column("cost", Integer),
    # What was counted on the shelf on a day, what a day uses of it, and the margin that a day without it loses.
    Column("stock", Quantity),
    Column("stock_day", Day),
    Column("daily_use", Quantity),
    Column("margin_a_day", Integer),
    Column("note", String, nullable=False),
    Column("retired_at", Moment),
    Index("uq_item_code", "code", unique=True, sqlite_where=text("code <> ''")),
    sqlite_autoincrement=True,
)
