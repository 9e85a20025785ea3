"""What was said and done, and what is to be done next."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Uid, Word
from partnercrm.domain.interaction import Channel, FollowUpState, Origin, StartedBy

interaction = Table(
    "interaction",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("day", Day, nullable=False),
    Column("minute", Integer),
    Column("channel", Word(Channel), nullable=False),
    Column("started_by", Word(StartedBy), nullable=False),
    Column("summary", String, nullable=False),
    Column("notes", String, nullable=False),
    Column("mood", Integer),
    Column("logged_by", ForeignKey("user.id"), nullable=False),
    Column("logged_at", Moment, nullable=False),
    Column("exchange_id", ForeignKey("exchange.id")),
    Column("source", String),
    Column("external_id", String),
    # What the search reads of summary and notes; empty where it is no more than their lower case in ASCII.
    Column("folded", String),
    UniqueConstraint("source", "external_id"),
    # Covers every list but that of one party: its order, its filters and its other sorts.
    Index("ix_interaction_list", "day", "minute", "id", "channel", "logged_by", "mood"),
    Index(None, "exchange_id"),
    sqlite_autoincrement=True,
)

interaction_party = Table(
    "interaction_party",
    metadata,
    row_id(),
    Column("interaction_id", ForeignKey("interaction.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("minute", Integer),
    UniqueConstraint("interaction_id", "party_id"),
    Index("ix_interaction_party_list", "party_id", "day", "minute", "interaction_id"),
    sqlite_autoincrement=True,
)

follow_up = Table(
    "follow_up",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id")),
    Column("title", String, nullable=False),
    Column("due", Day, nullable=False),
    Column("assignee_id", ForeignKey("user.id"), nullable=False),
    Column("state", Word(FollowUpState), nullable=False),
    Column("snoozed_until", Day),
    Column("origin", Word(Origin), nullable=False),
    Column("rule", String, nullable=False),
    Column("interaction_id", ForeignKey("interaction.id")),
    Column("made_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index(None, "state", "due", "snoozed_until"),
    Index(None, "party_id", "state", "due"),
    Index(None, "party_id", "made_at"),
    Index(None, "party_id", "closed_at"),
    Index(None, "interaction_id"),
    sqlite_autoincrement=True,
)

# Kept by the database: the last contact with each party and with all that was merged into it, which lists sort by.
kept_contact = Table(
    "kept_contact",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("day", Day, nullable=False),
    Index(None, "day", "party_id"),
)
