"""The ledger: what is posted (never changed), what is still a draft, what pays what, and the months.

A posted exchange and its lines are only ever inserted; the words that somebody typed stand in tables of their own, so
that erasing a person can delete them while the chain still holds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.ledger import Basis, Kind, Reason, Return, Source
from partnercrm.domain.period import PeriodState

exchange = Table(
    "exchange",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("fiscal_year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("due_day", Day),
    Column("belongs_to", Day),
    Column("source", Word(Source), nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("posted_by", ForeignKey("user.id"), nullable=False),
    Column("operation_id", ForeignKey("operation.id"), nullable=False),
    Column("reverses_id", ForeignKey("exchange.id"), unique=True),
    Column("credits_id", ForeignKey("exchange.id")),
    Column("corrects_id", ForeignKey("exchange.id")),
    Column("enters_again_id", ForeignKey("exchange.id")),
    Column("linked_id", ForeignKey("exchange.id")),
    Column("line_count", Integer, nullable=False),
    Column("import_source", String),
    Column("external_id", String),
    Column("text_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("fiscal_year", "sequence"),
    # Not unique: an import that was taken back stays, reversed, and may come in again.
    Index(None, "import_source", "external_id"),
    Index(None, "party_id", "day", "id"),
    Index(None, "day", "id"),
    Index(None, "credits_id"),
    Index(None, "corrects_id"),
    Index(None, "linked_id"),
    Index(None, "operation_id"),
    Index(None, "enters_again_id", sqlite_where=text("enters_again_id IS NOT NULL")),
    Index("ix_exchange_opening", "id", sqlite_where=text("source = 'opening'")),
    sqlite_autoincrement=True,
)

exchange_text = Table(
    "exchange_text",
    metadata,
    Column("exchange_id", ForeignKey("exchange.id"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("memo", String, nullable=False),
    Column("our_document", String, nullable=False),
    Column("their_document", String, nullable=False),
    Column("reason", String, nullable=False),
)


def _line_columns(*, complete: bool) -> list[Column[Any]]:
    return [
        Column("position", Integer, nullable=False),
        Column("direction", Integer, nullable=False),
        Column("sign", Integer, nullable=False),
        Column("kind", Word(Kind), nullable=False),
        Column("quantity", Quantity),
        Column("unit", String, nullable=False),
        Column("value", Integer),
        Column("basis", Word(Basis), nullable=not complete),
        Column("asks", Word(Return), nullable=not complete),
        Column("tax_code", String, nullable=False),
        Column("tax_amount", Integer),
        Column("cost", Integer),
        Column("reason", Word(Reason)),
        Column("foreign_currency", String, nullable=False),
        Column("foreign_amount", String),
        Column("foreign_rate", String),
    ]


line = Table(
    "line",
    metadata,
    row_id(),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("due_day", Day, nullable=False),
    Column("turn_day", Day),
    Column("opening", Integer, nullable=False),
    Column("takes_back_id", ForeignKey("line.id")),
    *_line_columns(complete=True),
    UniqueConstraint("exchange_id", "position"),
    Index(None, "takes_back_id", sqlite_where=text("takes_back_id IS NOT NULL")),
    # Covers balances, statements and monthly totals.
    Index("ix_line_cover", "party_id", "asks", "day", "id", "direction", "sign", "value", "kind", "opening"),
    sqlite_autoincrement=True,
)

line_text = Table(
    "line_text",
    metadata,
    Column("line_id", ForeignKey("line.id"), primary_key=True, autoincrement=False),
    Column("what", String, nullable=False),
    # How it is found while somebody types; empty where it is no more than the lower case in ASCII.
    Column("folded", String),
)

settlement = Table(
    "settlement",
    metadata,
    row_id(),
    Column("exchange_id", ForeignKey("exchange.id")),
    Column("operation_id", ForeignKey("operation.id"), nullable=False),
    Column("paying_line_id", ForeignKey("line.id"), nullable=False),
    Column("item_line_id", ForeignKey("line.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "paying_line_id"),
    Index(None, "item_line_id"),
    Index(None, "operation_id"),
    Index(None, "exchange_id"),
    sqlite_autoincrement=True,
)

draft = Table(
    "draft",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id")),
    Column("day", Day),
    Column("due_day", Day),
    Column("belongs_to", Day),
    Column("source", Word(Source), nullable=False),
    Column("memo", String, nullable=False),
    Column("our_document", String, nullable=False),
    Column("their_document", String, nullable=False),
    Column("corrects_id", ForeignKey("exchange.id")),
    Column("enters_again_id", ForeignKey("exchange.id")),
    Column("import_source", String),
    Column("external_id", String),
    Column("reason", String, nullable=False),
    # Pairs of line and amount as JSON: what the draft's money is to pay.
    Column("settles", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", ForeignKey("user.id"), nullable=False),
    UniqueConstraint("import_source", "external_id"),
    Index(None, "day"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

draft_line = Table(
    "draft_line",
    metadata,
    row_id(),
    Column("draft_id", ForeignKey("draft.id"), nullable=False),
    Column("what", String, nullable=False),
    *_line_columns(complete=False),
    UniqueConstraint("draft_id", "position"),
    sqlite_autoincrement=True,
)

period = Table(
    "period",
    metadata,
    row_id(),
    Column("month", Integer, nullable=False, unique=True),
    Column("state", Word(PeriodState), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", ForeignKey("user.id"), nullable=False),
    Column("reason", String, nullable=False),
    sqlite_autoincrement=True,
)

# Kept by the database in the posting transaction; `verify` compares them with the sums and can rebuild them.
kept_balance = Table(
    "kept_balance",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("asks", Word(Return), primary_key=True),
    Column("given", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("given_unpriced", Integer, nullable=False),
    Column("received_unpriced", Integer, nullable=False),
    Column("volume_given", Integer, nullable=False),
    Column("volume_received", Integer, nullable=False),
    Column("volume_given_unpriced", Integer, nullable=False),
    Column("volume_received_unpriced", Integer, nullable=False),
    Column("opening_given", Integer, nullable=False),
    Column("opening_received", Integer, nullable=False),
    sqlite_with_rowid=False,
)

kept_turn = Table(
    "kept_turn",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("day", Day, primary_key=True),
    Column("direction", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

kept_open = Table(
    "kept_open",
    metadata,
    Column("line_id", ForeignKey("line.id"), primary_key=True, autoincrement=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("due_day", Day, nullable=False),
    Column("effective", Integer, nullable=False),
    # 1 for money or a credit that waits to be used for something on the other side.
    Column("held", Integer, nullable=False),
    Column("rest", Integer, nullable=False),
    # Covers what a page's head sums up and what a payment pays first.
    Index("ix_kept_open_party", "party_id", "due_day", "line_id", "effective", "held", "rest"),
    Index(None, "due_day", "line_id"),
)
