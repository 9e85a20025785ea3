"""Joint products, what was sold of them by period, and what each period posted."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Day, Quantity, Uid, Word
from partnercrm.domain.joint_product import Seller

joint_product = Table(
    "joint_product",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("agreement_id", ForeignKey("agreement.id")),
    Column("name", String, nullable=False),
    Column("price", Integer, nullable=False),
    Column("commission", Quantity, nullable=False),
    Column("their_amount", Integer),
    Column("their_percent", Quantity),
    Column("ended_on", Day),
    Index(None, "party_id"),
    Index(None, "agreement_id"),
    sqlite_autoincrement=True,
)

# Price and parts as they were when it was sold; a product may cost more later.
joint_sale = Table(
    "joint_sale",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("joint_product_id", ForeignKey("joint_product.id"), nullable=False),
    Column("from_day", Day, nullable=False),
    Column("to_day", Day, nullable=False),
    Column("seller", Word(Seller), nullable=False),
    Column("quantity", Quantity, nullable=False),
    Column("total", Integer, nullable=False),
    Column("commission", Integer, nullable=False),
    Column("theirs", Integer, nullable=False),
    Column("ours", Integer, nullable=False),
    Index(None, "joint_product_id", "to_day"),
    sqlite_autoincrement=True,
)

joint_posting = Table(
    "joint_posting",
    metadata,
    row_id(),
    Column("joint_sale_id", ForeignKey("joint_sale.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False),
    Index(None, "joint_sale_id"),
    Index(None, "exchange_id"),
    sqlite_autoincrement=True,
)
