"""What was written on entry lines before, so that it can be offered again while somebody types."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables.metadata import metadata
from db.types import Word
from partnercrm.domain.ledger import Kind

# Kept by the database: each description once, how often it was used, and the last line that says it.
past_description = Table(
    "past_description",
    metadata,
    Column("folded", String, primary_key=True),
    Column("kind", Word(Kind), primary_key=True),
    Column("direction", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("line_id", ForeignKey("line.id"), nullable=False),
    Index(None, "line_id"),
    sqlite_with_rowid=False,
)
