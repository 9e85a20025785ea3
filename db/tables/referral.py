"""Referrals, what they promised whoever sent somebody, and what of them was posted."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Uid, Word
from partnercrm.domain.ledger import Kind
from partnercrm.domain.referral import Part, ReferralState, Way

referral = Table(
    "referral",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("way", Word(Way), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("referred_id", ForeignKey("party.id"), nullable=False),
    Column("event", String, nullable=False),
    # The event as it is compared: once per pair and event.
    Column("event_key", String, nullable=False),
    Column("day", Day, nullable=False),
    Column("state", Word(ReferralState), nullable=False),
    Column("decided_day", Day),
    # What the one who was sent brought, in minor units; information, never posted.
    Column("value_won", Integer),
    Column("qualified", Boolean(create_constraint=False), nullable=False),
    Column("why_lost", String, nullable=False),
    Column("note", String, nullable=False),
    Column("follow_up_id", ForeignKey("follow_up.id")),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("way", "party_id", "referred_id", "event_key"),
    Index(None, "party_id", "day"),
    Index(None, "referred_id", "day"),
    Index(None, "state", "day"),
    Index(None, "day"),
    Index(None, "follow_up_id"),
    sqlite_autoincrement=True,
)

referral_reward = Table(
    "referral_reward",
    metadata,
    row_id(),
    Column("referral_id", ForeignKey("referral.id"), nullable=False, unique=True),
    Column("kind", Word(Kind), nullable=False),
    Column("what", String, nullable=False),
    Column("value", Integer),
    Column("hold_days", Integer, nullable=False),
    Column("taken_back_day", Day),
    Column("why_taken_back", String, nullable=False),
    sqlite_autoincrement=True,
)

# Whether a posting still stands is read off the ledger.
referral_posting = Table(
    "referral_posting",
    metadata,
    row_id(),
    Column("referral_id", ForeignKey("referral.id"), nullable=False),
    Column("part", Word(Part), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False, unique=True),
    Index(None, "referral_id", "part"),
    sqlite_autoincrement=True,
)
