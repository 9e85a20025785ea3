"""Agreed values: what one unit of something is worth between us and a party, and from when until when."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Day, Uid, Word
from partnercrm.domain.ledger import Kind

agreed_value = Table(
    "agreed_value",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("what", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("value", Integer, nullable=False),
    Column("from_day", Day),
    Column("to_day", Day),
    Index(None, "party_id", "kind"),
    sqlite_autoincrement=True,
)
