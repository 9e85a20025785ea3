"""Sales: the header of each purchase, and the entry that its unpaid rest posted.

Whoever draws on a sale refers to it by a row of its own: a movement of points, a redemption, a gift card's movement.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Uid, Word
from partnercrm.domain.sale import PaymentKind

sale = Table(
    "sale",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("day", Day, nullable=False),
    Column("minute", Integer),
    # None: a walk-in customer.
    Column("party_id", ForeignKey("party.id")),
    Column("receipt", String, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("reduction", Integer, nullable=False),
    Column("rounding", Integer, nullable=False),
    Column("paid", Integer, nullable=False),
    Column("gift_card_amount", Integer, nullable=False),
    Column("rest", Integer, nullable=False),
    Column("tip", Integer, nullable=False),
    Column("payment", Word(PaymentKind), nullable=False),
    Column("due_day", Day),
    # Codes as they were read at the till, in the spelling of `domain.codes`; "" where there was none.
    Column("card", String, nullable=False),
    Column("voucher", String, nullable=False),
    Column("gift_card", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("refunds_id", ForeignKey("sale.id")),
    Column("source", String, nullable=False),
    # The receipt number, or what stands for it where a file has none; by it the next import finds the sale.
    Column("external_id", String),
    Column("recorded_at", Moment, nullable=False),
    UniqueConstraint("source", "external_id"),
    Index("ix_sale_day", "day", "minute", "id"),
    # Covers a party's page and its sums.
    Index("ix_sale_party", "party_id", "day", "id", "amount", "reduction", "rounding"),
    Index(None, "refunds_id", sqlite_where=text("refunds_id IS NOT NULL")),
    Index(None, "card", sqlite_where=text("card <> ''")),
    Index(None, "voucher", sqlite_where=text("voucher <> ''")),
    sqlite_autoincrement=True,
)

# What an unpaid rest posted, or a refund of one took off; `db/queries/flow.standing` tells whether it stands.
sale_posting = Table(
    "sale_posting",
    metadata,
    row_id(),
    Column("sale_id", ForeignKey("sale.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False),
    Index(None, "sale_id"),
    Index(None, "exchange_id"),
    sqlite_autoincrement=True,
)
