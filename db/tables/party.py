"""People and organisations, and all that hangs on one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from db.tables.listed import ARCHIVED, LISTED
from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Uid, Word
from partnercrm.domain.ledger import Kind
from partnercrm.domain.party import ConsentState, ContactKind, Mode, PartyKind, Role, Side, TieKind

party = Table(
    "party",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("kind", Word(PartyKind), nullable=False),
    Column("name", String, nullable=False),
    Column("sort_name", String, nullable=False),
    Column("about", String, nullable=False),
    Column("mode", Word(Mode), nullable=False),
    Column("interval_days", Integer),
    Column("clock_start", Day, nullable=False),
    Column("language", String, nullable=False),
    Column("band", Integer),
    Column("settle_by", Day),
    Column("soft_limit", Integer),
    Column("hard_limit", Integer),
    Column("walk_in", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("archived_at", Moment),
    Column("binned_at", Moment),
    Column("erased_at", Moment),
    Column("source", String),
    Column("external_id", String),
    UniqueConstraint("source", "external_id"),
    # Cover the directory by name; a merged party is told apart by its alias row.
    Index("ix_party_listed", "sort_name", "id", "clock_start", sqlite_where=text(LISTED)),
    Index("ix_party_archived", "sort_name", "id", sqlite_where=text(ARCHIVED)),
    Index("ix_party_binned_at", "binned_at", sqlite_where=text("binned_at IS NOT NULL")),
    sqlite_autoincrement=True,
)

# A merged party stays as the alias of the one it became; sums follow this table.
alias = Table(
    "alias",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False, unique=True),
    Column("root_id", ForeignKey("party.id"), nullable=False),
    Index(None, "root_id"),
    sqlite_autoincrement=True,
)

party_role = Table(
    "party_role",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("from_day", Day),
    Column("until_day", Day),
    Index(None, "party_id", "role", "from_day", "until_day"),
    Index(None, "role", "party_id", "from_day", "until_day"),
    sqlite_autoincrement=True,
)

contact_point = Table(
    "contact_point",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("kind", Word(ContactKind), nullable=False),
    Column("label", String, nullable=False),
    Column("value", String, nullable=False),
    Column("match_key", String, nullable=False),
    Column("street", String, nullable=False),
    Column("postcode", String, nullable=False),
    Column("town", String, nullable=False),
    Column("region", String, nullable=False),
    Column("country", String, nullable=False),
    Column("position", Integer, nullable=False),
    Index(None, "party_id", "position"),
    Index(None, "match_key"),
    sqlite_autoincrement=True,
)

consent = Table(
    "consent",
    metadata,
    row_id(),
    Column("contact_point_id", ForeignKey("contact_point.id"), nullable=False),
    Column("purpose", String, nullable=False),
    Column("state", Word(ConsentState), nullable=False),
    Column("day", Day, nullable=False),
    Column("how", String, nullable=False),
    UniqueConstraint("contact_point_id", "purpose"),
    sqlite_autoincrement=True,
)

tag = Table(
    "tag",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("folded", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
)

party_tag = Table(
    "party_tag",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("tag_id", ForeignKey("tag.id"), nullable=False),
    UniqueConstraint("party_id", "tag_id"),
    Index(None, "tag_id", "party_id"),
    sqlite_autoincrement=True,
)

note = Table(
    "note",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("text", String, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("user_id", ForeignKey("user.id"), nullable=False),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

preference = Table(
    "preference",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("text", String, nullable=False),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

important_date = Table(
    "important_date",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("label", String, nullable=False),
    Column("month", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("year", Integer),
    Index(None, "party_id"),
    Index(None, "month", "day"),
    sqlite_autoincrement=True,
)

tie = Table(
    "tie",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("from_party_id", ForeignKey("party.id"), nullable=False),
    Column("to_party_id", ForeignKey("party.id"), nullable=False),
    Column("kind", Word(TieKind), nullable=False),
    Column("note", String, nullable=False),
    Column("from_day", Day),
    Column("until_day", Day),
    Index(None, "from_party_id"),
    Index(None, "to_party_id"),
    sqlite_autoincrement=True,
)

need_or_offer = Table(
    "need_or_offer",
    metadata,
    row_id(),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("side", Word(Side), nullable=False),
    Column("text", String, nullable=False),
    Column("kind", Word(Kind)),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)
