"""Alerts: the owner's rules, what stands now, and what was put aside.

What an alert says of a party names it only when it is read.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Quantity, Uid, Word
from partnercrm.domain.alert import AlertKind

alert_rule = Table(
    "alert_rule",
    metadata,
    row_id(),
    Column("kind", Word(AlertKind), nullable=False, unique=True),
    Column("on_at", Quantity, nullable=False),
    Column("off_at", Quantity, nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    # What the owner calls it; empty: as usual.
    Column("name", String, nullable=False),
    Column("rest_days", Integer, nullable=False),
    sqlite_autoincrement=True,
)

# No foreign keys: what an alert is about may go away at any time, and the alert goes when it is next looked for.
alert_state = Table(
    "alert_state",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("kind", Word(AlertKind), nullable=False),
    Column("subject", String, nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("mark", String, nullable=False),
    Column("party_id", Integer),
    Column("level", Quantity, nullable=False),
    # The sentence as JSON, see `domain.packing`, without the name of the party.
    Column("said", String, nullable=False),
    Column("due", Day),
    Column("first_seen", Day, nullable=False),
    UniqueConstraint("kind", "subject", "subject_id", "mark"),
    sqlite_autoincrement=True,
)

# A table of its own, by what the alert is about: looking never touches it, so that putting aside can always be undone.
alert_snooze = Table(
    "alert_snooze",
    metadata,
    row_id(),
    Column("kind", Word(AlertKind), nullable=False),
    Column("subject", String, nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("mark", String, nullable=False),
    Column("until", Day, nullable=False),
    UniqueConstraint("kind", "subject", "subject_id", "mark"),
    sqlite_autoincrement=True,
)
