"""What was bought with a sale: its items, where the till or the owner said them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Quantity

sale_item = Table(
    "sale_item",
    metadata,
    row_id(),
    Column("sale_id", ForeignKey("sale.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    # As the till wrote it, where that differs from the item's name; else "".
    Column("text", String, nullable=False),
    # Both below zero in a refund. The amount is empty where only that of the whole sale is known.
    Column("quantity", Quantity, nullable=False),
    Column("amount", Integer),
    # Covers pairs: which items a sale had.
    Index(None, "sale_id", "position", "item_id", unique=True),
    # Covers an item's sums.
    Index(None, "item_id", "sale_id", "quantity", "amount"),
    sqlite_autoincrement=True,
)
