"""What those who work here can do, learn, wish for, and are thanked for."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Uid, Word
from partnercrm.domain.team import WishState

skill = Table(
    "skill",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),
    # From 1, is learning it, to 4, teaches it.
    Column("level", Integer, nullable=False),
    Column("since_day", Day, nullable=False),
    UniqueConstraint("party_id", "name_key"),
    sqlite_autoincrement=True,
)

training = Table(
    "training",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("due_day", Day),
    Column("done_day", Day),
    # When it has to be done again.
    Column("valid_until", Day),
    Column("cost", Integer),
    Column("note", String, nullable=False),
    Column("source", String, nullable=False),
    Column("external_id", String),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("source", "external_id"),
    Index(None, "party_id"),
    Index(None, "done_day", "due_day"),
    sqlite_autoincrement=True,
)

# What of a training stands in the ledger as given to the employee; whether it stands is read off the ledger.
training_posting = Table(
    "training_posting",
    metadata,
    row_id(),
    Column("training_id", ForeignKey("training.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False, unique=True),
    Index(None, "training_id"),
    sqlite_autoincrement=True,
)

staff_review = Table(
    "staff_review",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("summary", String, nullable=False),
    Column("agreed", String, nullable=False),
    Column("next_day", Day),
    Column("made_at", Moment, nullable=False),
    Index(None, "party_id", "day"),
    sqlite_autoincrement=True,
)

wish = Table(
    "wish",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("text", String, nullable=False),
    Column("state", Word(WishState), nullable=False),
    Column("decided_day", Day),
    Column("answer", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "party_id", "day"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

recognition = Table(
    "recognition",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    # Who thanked; empty for us.
    Column("from_id", ForeignKey("party.id")),
    Column("day", Day, nullable=False),
    Column("text", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "party_id", "day"),
    Index(None, "from_id"),
    sqlite_autoincrement=True,
)
