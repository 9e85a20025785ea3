"""Vouchers: batches of codes, who was handed how many, where and when they were used, and what came back of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Uid, Word
from partnercrm.domain.voucher import BatchGroup

voucher_batch = Table(
    "voucher_batch",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("promotion_id", ForeignKey("promotion.id"), nullable=False),
    # The offer says in whose shop they are good.
    Column("offer_id", ForeignKey("offer.id"), nullable=False),
    # Who hands them out; empty: we do.
    Column("hander_id", ForeignKey("party.id")),
    Column("group", Word(BatchGroup), nullable=False),
    Column("name", String, nullable=False),
    # Per code; empty: as often as one likes.
    Column("uses", Integer),
    Column("partial", Boolean(create_constraint=False), nullable=False),
    Column("from_day", Day),
    Column("until_day", Day),
    Column("size", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "promotion_id"),
    Index(None, "offer_id"),
    Index(None, "hander_id"),
    sqlite_autoincrement=True,
)

# Somebody was handed so many: a customer, a shop, or nobody in particular.
hand_out = Table(
    "voucher_hand_out",
    metadata,
    row_id(),
    Column("batch_id", ForeignKey("voucher_batch.id"), nullable=False),
    Column("party_id", ForeignKey("party.id")),
    Column("day", Day, nullable=False),
    Column("count", Integer, nullable=False),
    Index(None, "batch_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

voucher = Table(
    "voucher",
    metadata,
    row_id(),
    Column("batch_id", ForeignKey("voucher_batch.id"), nullable=False),
    Column("code", String, nullable=False, unique=True),
    Index(None, "batch_id", "id"),
    sqlite_autoincrement=True,
)

# A voucher that was handed out, and one that was made void: rows of their own, since thousands at once are inserted
# in the time in which a few would be changed.
voucher_out = Table(
    "voucher_out",
    metadata,
    row_id(),
    Column("voucher_id", ForeignKey("voucher.id"), nullable=False, unique=True),
    Column("hand_out_id", ForeignKey("voucher_hand_out.id"), nullable=False),
    Index(None, "hand_out_id"),
    sqlite_autoincrement=True,
)

voucher_void = Table(
    "voucher_void",
    metadata,
    row_id(),
    Column("voucher_id", ForeignKey("voucher.id"), nullable=False, unique=True),
    Column("day", Day, nullable=False),
    Column("reason", String, nullable=False),
    sqlite_autoincrement=True,
)

redemption = Table(
    "redemption",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("voucher_id", ForeignKey("voucher.id"), nullable=False),
    Column("day", Day, nullable=False),
    # The day on which it happened, where the month of that one was closed.
    Column("belongs_to", Day),
    # In whose shop; empty: ours.
    Column("shop_id", ForeignKey("party.id")),
    Column("party_id", ForeignKey("party.id")),
    # The sale that it came with, and the receipt number that a till said, which may redeem before it books the sale.
    Column("sale_id", ForeignKey("sale.id")),
    Column("receipt", String, nullable=False),
    Column("reduction", Integer, nullable=False),
    Column("revenue", Integer),
    Column("new_customer", Boolean(create_constraint=False)),
    Column("recorded_at", Moment, nullable=False),
    Column("source", String),
    Column("external_id", String),
    UniqueConstraint("source", "external_id"),
    Index(None, "voucher_id", "day", "id"),
    Index(None, "party_id"),
    Index(None, "shop_id"),
    Index(None, "sale_id", sqlite_where=text("sale_id IS NOT NULL")),
    Index(None, "receipt", sqlite_where=text("receipt <> ''")),
    sqlite_autoincrement=True,
)

# What came back of a redemption: a refund, after which the voucher stays used, or all of it, which frees the code.
redemption_return = Table(
    "redemption_return",
    metadata,
    row_id(),
    Column("redemption_id", ForeignKey("redemption.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("belongs_to", Day),
    Column("reduction", Integer, nullable=False),
    Column("revenue", Integer, nullable=False),
    Column("frees", Boolean(create_constraint=False), nullable=False),
    Column("sale_id", ForeignKey("sale.id")),
    Column("reason", String, nullable=False),
    Index(None, "redemption_id"),
    Index(None, "sale_id", sqlite_where=text("sale_id IS NOT NULL")),
    sqlite_autoincrement=True,
)
