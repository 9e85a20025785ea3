"""Goods on consignment, how they moved, and what each sale of them posted."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Day, Quantity, Uid, Word
from partnercrm.domain.consignment import MovementKind, Owner

consignment = Table(
    "consignment",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("agreement_id", ForeignKey("agreement.id")),
    Column("owner", Word(Owner), nullable=False),
    Column("what", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("price", Integer, nullable=False),
    Column("commission", Quantity, nullable=False),
    # How often goods moved: each movement changes this row, so that an earlier one is not undone under a later one.
    Column("moves", Integer, nullable=False),
    Index(None, "party_id"),
    Index(None, "agreement_id"),
    sqlite_autoincrement=True,
)

# `price` and `commission` in minor units, of what was sold; 0 where nothing was.
consignment_movement = Table(
    "consignment_movement",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("consignment_id", ForeignKey("consignment.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("kind", Word(MovementKind), nullable=False),
    Column("quantity", Quantity, nullable=False),
    Column("price", Integer, nullable=False),
    Column("commission", Integer, nullable=False),
    Index(None, "consignment_id", "day"),
    sqlite_autoincrement=True,
)

consignment_posting = Table(
    "consignment_posting",
    metadata,
    row_id(),
    Column("movement_id", ForeignKey("consignment_movement.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False),
    Index(None, "movement_id"),
    Index(None, "exchange_id"),
    sqlite_autoincrement=True,
)
