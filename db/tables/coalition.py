"""Coalitions: the shops of a program, and the settlements between them. An empty shop is us.

A settlement's rows are what was on the sheet that both signed; they are written once, with the draft.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.coalition import Bearer, DueWhen, NettingKind

coalition_terms = Table(
    "coalition_terms",
    metadata,
    row_id(),
    Column("program_id", ForeignKey("program.id"), nullable=False, unique=True),
    Column("due", Word(DueWhen), nullable=False),
    Column("keeper_id", ForeignKey("party.id")),
    Column("overspending", Word(Bearer), nullable=False),
    sqlite_autoincrement=True,
)

coalition_partner = Table(
    "coalition_partner",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("earns", Boolean(create_constraint=False), nullable=False),
    Column("redeems", Boolean(create_constraint=False), nullable=False),
    # Minor units per point.
    Column("rate", Quantity, nullable=False),
    Column("prepaid", Boolean(create_constraint=False), nullable=False),
    Column("alert_value", Integer),
    Column("from_day", Day),
    Column("until_day", Day),
    UniqueConstraint("program_id", "party_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

# What two partners paid each other without us; it leaves the pot at the next settlement.
coalition_payment = Table(
    "coalition_payment",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("from_id", ForeignKey("party.id"), nullable=False),
    Column("to_id", ForeignKey("party.id"), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("day", Day, nullable=False),
    Column("note", String, nullable=False),
    Index(None, "program_id", "day"),
    sqlite_autoincrement=True,
)

coalition_settlement = Table(
    "coalition_settlement",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("from_day", Day, nullable=False),
    Column("until_day", Day, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("signed_day", Day),
    Column("document", String, nullable=False),
    # Taken back as a whole; where it posted something, the ledger tells it too.
    Column("reversed_day", Day),
    Index(None, "program_id", "until_day"),
    sqlite_autoincrement=True,
)

# Gross, one row a pair: points, those of them that no lot had, and their value, rounded once.
coalition_claim = Table(
    "coalition_claim",
    metadata,
    row_id(),
    Column("settlement_id", ForeignKey("coalition_settlement.id"), nullable=False),
    Column("debtor_id", ForeignKey("party.id")),
    Column("creditor_id", ForeignKey("party.id")),
    Column("points", Quantity, nullable=False),
    Column("overspent", Quantity, nullable=False),
    Column("rate", Quantity, nullable=False),
    Column("value", Integer, nullable=False),
    Index(None, "settlement_id"),
    sqlite_autoincrement=True,
)

# The points behind the claims, by movement. No foreign key: a movement that is undone later leaves its trace here, and
# the next settlement gives back what was settled for it.
coalition_item = Table(
    "coalition_item",
    metadata,
    row_id(),
    Column("settlement_id", ForeignKey("coalition_settlement.id"), nullable=False),
    Column("movement", Integer, nullable=False),
    Column("debtor_id", ForeignKey("party.id")),
    Column("creditor_id", ForeignKey("party.id")),
    Column("points", Quantity, nullable=False),
    Column("overspent", Quantity, nullable=False),
    Index(None, "settlement_id"),
    Index(None, "movement"),
    sqlite_autoincrement=True,
)

# The steps from gross to few payments; a step out of a payment made meanwhile names it.
coalition_netting = Table(
    "coalition_netting",
    metadata,
    row_id(),
    Column("settlement_id", ForeignKey("coalition_settlement.id"), nullable=False),
    Column("kind", Word(NettingKind), nullable=False),
    Column("debtor_id", ForeignKey("party.id")),
    Column("creditor_id", ForeignKey("party.id")),
    Column("amount", Integer, nullable=False),
    Column("payment_id", ForeignKey("coalition_payment.id")),
    Index(None, "settlement_id"),
    Index(None, "payment_id"),
    sqlite_autoincrement=True,
)

coalition_posting = Table(
    "coalition_posting",
    metadata,
    row_id(),
    Column("settlement_id", ForeignKey("coalition_settlement.id"), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False),
    Index(None, "settlement_id"),
    Index(None, "exchange_id"),
    sqlite_autoincrement=True,
)
