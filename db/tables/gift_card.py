"""Gift cards and what happened to their balance. Movements are never changed; an undo takes them away."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Uid, Word
from partnercrm.domain.gift_card import GiftMovementKind, Purpose
from partnercrm.domain.sale import PaymentKind

gift_card = Table(
    "gift_card",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("code", String, nullable=False, unique=True),
    Column("purpose", Word(Purpose), nullable=False),
    # Who bought it, where that is known. The balance is nobody's but the card's.
    Column("buyer_id", ForeignKey("party.id")),
    Column("day", Day, nullable=False),
    # The last day on which it is good; empty: for ever.
    Column("until_day", Day),
    Index(None, "day", "id"),
    Index(None, "buyer_id", sqlite_where=text("buyer_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

gift_card_movement = Table(
    "gift_card_movement",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("gift_card_id", ForeignKey("gift_card.id"), nullable=False),
    Column("kind", Word(GiftMovementKind), nullable=False),
    # Signed: what the card's balance grows by.
    Column("amount", Integer, nullable=False),
    Column("day", Day, nullable=False),
    # The day on which it happened, where that lies in a month that was closed.
    Column("belongs_to", Day),
    Column("recorded_at", Moment, nullable=False),
    # Who used it, where that is known, and for which sale.
    Column("party_id", ForeignKey("party.id")),
    Column("sale_id", ForeignKey("sale.id")),
    Column("payment", Word(PaymentKind)),
    Column("receipt", String, nullable=False),
    Column("reason", String, nullable=False),
    # Covers a card's sums.
    Index("ix_gift_card_movement_sums", "gift_card_id", "day", "kind", "amount"),
    Index(None, "sale_id", sqlite_where=text("sale_id IS NOT NULL")),
    Index(None, "party_id", sqlite_where=text("party_id IS NOT NULL")),
    sqlite_autoincrement=True,
)
