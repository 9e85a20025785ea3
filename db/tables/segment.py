"""Saved segments: a name and the conditions by which its people are found anew each time."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Moment, Uid

segment = Table(
    "segment",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False, unique=True),
    # The conditions as JSON, see `domain.segment`.
    Column("rule", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
