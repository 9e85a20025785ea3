"""What neighbours buy together: the prices by volume, who takes how much, and the shares that were posted."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.joint_buying import FreightRule

joint_buying = Table(
    "joint_buying",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("what", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("supplier_id", ForeignKey("party.id")),
    Column("day", Day, nullable=False),
    Column("freight", Integer, nullable=False),
    Column("freight_rule", Word(FreightRule), nullable=False),
    # What the bill says of the goods where that is not quantity times price.
    Column("goods_bill", Integer),
    Column("note", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "day"),
    Index(None, "supplier_id"),
    sqlite_autoincrement=True,
)

joint_buying_step = Table(
    "joint_buying_step",
    metadata,
    row_id(),
    Column("joint_buying_id", ForeignKey("joint_buying.id"), nullable=False),
    Column("from_quantity", Quantity, nullable=False),
    Column("price", Integer, nullable=False),
    UniqueConstraint("joint_buying_id", "from_quantity"),
    sqlite_autoincrement=True,
)

joint_buying_share = Table(
    "joint_buying_share",
    metadata,
    row_id(),
    Column("joint_buying_id", ForeignKey("joint_buying.id"), nullable=False),
    # Who takes it; empty for ourselves.
    Column("party_id", ForeignKey("party.id")),
    Column("quantity", Quantity, nullable=False),
    Index(None, "joint_buying_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

# Whether a posting still stands is read off the ledger.
joint_buying_posting = Table(
    "joint_buying_posting",
    metadata,
    row_id(),
    Column("share_id", ForeignKey("joint_buying_share.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False, unique=True),
    Index(None, "share_id"),
    sqlite_autoincrement=True,
)
