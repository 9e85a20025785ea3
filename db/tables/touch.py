"""Keeping in touch: who was snoozed until when, and from which day each party whose interval runs is due."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from db.tables.metadata import metadata, row_id
from db.types import Day

touch_snooze = Table(
    "touch_snooze",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False, unique=True),
    Column("until", Day, nullable=False),
    sqlite_autoincrement=True,
)

# Kept by the database for listed parties with an interval; days as ordinals, so that lateness is a subtraction.
kept_touch = Table(
    "kept_touch",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("from_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("interval_days", Integer, nullable=False),
    Index("ix_kept_touch_due", "from_day", "last_day", "interval_days", "party_id"),
)
