"""The shelf of what neighbours lend each other, the loans, what of them was posted, and what else we can give."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.ledger import Kind

shared_resource = Table(
    "shared_resource",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    # Whose it is; empty for ours.
    Column("owner_id", ForeignKey("party.id")),
    Column("kind", Word(Kind), nullable=False),
    Column("unit", String, nullable=False),
    Column("note", String, nullable=False),
    Column("retired_at", Moment),
    Index(None, "owner_id"),
    sqlite_autoincrement=True,
)

loan = Table(
    "loan",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("resource_id", ForeignKey("shared_resource.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("due_day", Day),
    Column("returned_day", Day),
    Column("quantity", Quantity),
    Column("unit", String, nullable=False),
    # The value of one unit that both agreed, in minor units; empty where the loan has no price.
    Column("price", Integer),
    Column("condition_out", String, nullable=False),
    Column("condition_back", String, nullable=False),
    Column("note", String, nullable=False),
    Column("follow_up_id", ForeignKey("follow_up.id")),
    Column("made_at", Moment, nullable=False),
    Index(None, "resource_id", "day"),
    Index(None, "party_id", "day"),
    Index(None, "returned_day", "due_day"),
    Index(None, "follow_up_id"),
    sqlite_autoincrement=True,
)

# What we could give in return beside what is on the shelf: a mention, coffee at cost.
our_offer = Table(
    "our_offer",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("text", String, nullable=False),
    Column("kind", Word(Kind)),
    sqlite_autoincrement=True,
)

# Whether a posting still stands is read off the ledger.
loan_posting = Table(
    "loan_posting",
    metadata,
    row_id(),
    Column("loan_id", ForeignKey("loan.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False, unique=True),
    Index(None, "loan_id"),
    sqlite_autoincrement=True,
)
