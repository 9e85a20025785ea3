"""What Today reads instead of summing: figures of each month, who was in touch in it, and whose turn it is.

All of it is kept by the database in the transaction that changes it; `db/queries/kept.py` proves and rebuilds it.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, text

from db.tables.metadata import metadata

# What a month (yyyymm) added: open items and late follow-ups add up over the months, the others stand for themselves.
kept_month = Table(
    "kept_month",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("in_touch", Integer, nullable=False),
    Column("they_owe", Integer, nullable=False),
    Column("we_owe", Integer, nullable=False),
    Column("favours_given", Integer, nullable=False),
    Column("favours_received", Integer, nullable=False),
    Column("favours_given_unpriced", Integer, nullable=False),
    Column("favours_received_unpriced", Integer, nullable=False),
    Column("late", Integer, nullable=False),
)

kept_contact_month = Table(
    "kept_contact_month",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("month", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# `waiting`: on how many more days they gave, where they also gave last; 0 where it is not our turn. No day is 0.
kept_whose_turn = Table(
    "kept_whose_turn",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("given_days", Integer, nullable=False),
    Column("received_days", Integer, nullable=False),
    Column("last_given", Integer, nullable=False),
    Column("last_received", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Index("ix_kept_whose_turn_ours", "waiting", "last_received", "party_id", sqlite_where=text("waiting > 0")),
)
