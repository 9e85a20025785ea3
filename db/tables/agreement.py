"""Agreements with their clauses and documents, the entries that name one, and the reminders that were made."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.agreement import AgreementKind
from partnercrm.domain.clause import Rhythm
from partnercrm.domain.ledger import Kind

agreement = Table(
    "agreement",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("kind", Word(AgreementKind), nullable=False),
    Column("from_day", Day, nullable=False),
    Column("to_day", Day),
    Column("signed_on", Day),
    Column("signed_by", String, nullable=False),
    Column("notice_days", Integer),
    Column("renew_months", Integer),
    Column("remind_days", Integer, nullable=False),
    Column("ended_on", Day),
    Column("end_reason", String, nullable=False),
    Column("note", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", ForeignKey("user.id"), nullable=False),
    sqlite_autoincrement=True,
)

agreement_party = Table(
    "agreement_party",
    metadata,
    row_id(),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    UniqueConstraint("agreement_id", "party_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

clause = Table(
    "clause",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("position", Integer, nullable=False),
    # With which of several parties; empty is all of them together.
    Column("party_id", ForeignKey("party.id")),
    # +1 we give, -1 we receive, as in `line`.
    Column("direction", Integer, nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("amount", Integer),
    Column("count", Quantity),
    Column("unit", String, nullable=False),
    Column("what", String, nullable=False),
    Column("rhythm", Word(Rhythm), nullable=False),
    Column("due_day", Day),
    Index(None, "agreement_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

# An entry that names its agreement counts for that one only.
agreement_exchange = Table(
    "agreement_exchange",
    metadata,
    row_id(),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False, unique=True),
    Index(None, "agreement_id"),
    sqlite_autoincrement=True,
)

agreement_document = Table(
    "agreement_document",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", ForeignKey("user.id"), nullable=False),
    Index(None, "agreement_id"),
    sqlite_autoincrement=True,
)

# The bytes by their hash. No operation audits them, for an image of ten megabytes would be kept twice; they stay for a
# while when a document is taken off, so that an undo finds them.
document_content = Table(
    "document_content",
    metadata,
    row_id(),
    Column("sha256", LargeBinary, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

# One reminder for each agreement and day, however often the rule runs.
agreement_reminder = Table(
    "agreement_reminder",
    metadata,
    row_id(),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("follow_up_id", ForeignKey("follow_up.id"), nullable=False),
    UniqueConstraint("agreement_id", "day"),
    Index(None, "follow_up_id"),
    sqlite_autoincrement=True,
)
