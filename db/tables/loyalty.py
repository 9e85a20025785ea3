"""Programs, cards, and what happened to their points: movements, lots, and what was drawn on each lot.

Movements, lots and draws are never changed; an undo takes them away. Whoever is named by an empty party is us.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.loyalty import ExclusionKind, MovementKind, ProgramKind, Rounding
from partnercrm.domain.party import Role

program = Table(
    "program",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("kind", Word(ProgramKind), nullable=False),
    # So many points for each full `per_amount` (minor units) that was paid; empty: for each piece.
    Column("points", Quantity, nullable=False),
    Column("per_amount", Integer),
    Column("rounding", Word(Rounding), nullable=False),
    # What a point is worth and what it costs us, in minor units, and the share that is never redeemed (0 to 1).
    Column("point_value", Quantity, nullable=False),
    Column("point_cost", Quantity, nullable=False),
    Column("breakage", Quantity, nullable=False),
    Column("expiry_months", Integer),
    # How many months of spending decide the tier; empty: all of them.
    Column("tier_months", Integer),
    # Up to how many points a card of another home shop is good here without a one-use code; empty: none.
    Column("offline_limit", Quantity),
    Column("from_day", Day, nullable=False),
    Column("until_day", Day),
    sqlite_autoincrement=True,
)

program_tier = Table(
    "program_tier",
    metadata,
    row_id(),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("from_spend", Integer, nullable=False),
    Column("factor", Quantity, nullable=False),
    UniqueConstraint("program_id", "from_spend"),
    sqlite_autoincrement=True,
)

program_exclusion = Table(
    "program_exclusion",
    metadata,
    row_id(),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("kind", Word(ExclusionKind), nullable=False),
    Column("role", Word(Role)),
    Column("from_day", Day),
    Column("until_day", Day),
    Column("what", String, nullable=False),
    Index(None, "program_id"),
    sqlite_autoincrement=True,
)

reward = Table(
    "reward",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("points", Quantity, nullable=False),
    Column("value", Integer),
    Column("cost", Integer),
    Column("from_day", Day),
    Column("until_day", Day),
    Index(None, "program_id"),
    sqlite_autoincrement=True,
)

member = Table(
    "member",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("number", String, nullable=False, unique=True),
    # Empty where nobody knows who holds the card, such as one of another home shop.
    Column("party_id", ForeignKey("party.id")),
    Column("home_party_id", ForeignKey("party.id")),
    Column("joined", Day, nullable=False),
    Column("closed", Day),
    # The card that this one's points went to when its holder was merged.
    Column("merged_into_id", ForeignKey("member.id")),
    Index(None, "party_id", sqlite_where=text("party_id IS NOT NULL")),
    Index(None, "program_id", "joined"),
    Index(None, "home_party_id", sqlite_where=text("home_party_id IS NOT NULL")),
    Index(None, "merged_into_id", sqlite_where=text("merged_into_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

# One-use codes: what we print for our cards to be used elsewhere, and those of other shops that were used here.
member_code = Table(
    "member_code",
    metadata,
    row_id(),
    Column("code", String, nullable=False, unique=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("points", Quantity),
    Column("made", Day, nullable=False),
    Column("until_day", Day),
    Column("void", Day),
    Index(None, "member_id"),
    sqlite_autoincrement=True,
)

movement = Table(
    "movement",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("kind", Word(MovementKind), nullable=False),
    # Signed: what the card's balance grows by.
    Column("points", Quantity, nullable=False),
    Column("day", Day, nullable=False),
    # The day on which it happened, where that lies in a month that was closed.
    Column("belongs_to", Day),
    Column("recorded_at", Moment, nullable=False),
    # What counted, below zero where it was refunded: minor units paid, or pieces; and the rule of that moment.
    Column("paid", Integer),
    Column("pieces", Quantity),
    Column("rule_points", Quantity),
    Column("rule_amount", Integer),
    Column("sale_id", ForeignKey("sale.id")),
    Column("reward_id", ForeignKey("reward.id")),
    Column("code_id", ForeignKey("member_code.id"), unique=True),
    # Who issued the points (of an opening, earning or adjustment), and in whose shop it happened.
    Column("issuer_party_id", ForeignKey("party.id")),
    Column("shop_party_id", ForeignKey("party.id")),
    # The earning that was taken back, or the redemption that was given back.
    Column("returns_id", ForeignKey("movement.id")),
    # The transfer out that a transfer in belongs to.
    Column("linked_id", ForeignKey("movement.id")),
    Column("reason", String, nullable=False),
    Column("source", String),
    Column("external_id", String),
    UniqueConstraint("source", "external_id"),
    Index(None, "member_id", "day", "id"),
    Index("ix_movement_used", "member_id", "day", sqlite_where=text("kind = 'redeem'")),
    # Covers the roll-forward.
    Index("ix_movement_sums", "program_id", "day", "kind", "points"),
    Index(None, "sale_id", sqlite_where=text("sale_id IS NOT NULL")),
    Index(None, "returns_id", sqlite_where=text("returns_id IS NOT NULL")),
    Index(None, "linked_id", sqlite_where=text("linked_id IS NOT NULL")),
    Index(None, "reward_id", sqlite_where=text("reward_id IS NOT NULL")),
    Index(None, "shop_party_id", "day", sqlite_where=text("shop_party_id IS NOT NULL")),
    Index(None, "issuer_party_id", "day", sqlite_where=text("issuer_party_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

lot = Table(
    "lot",
    metadata,
    row_id(),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    # What opened it: an opening, an earning, an adjustment or a transfer in.
    Column("movement_id", ForeignKey("movement.id"), nullable=False),
    Column("issuer_party_id", ForeignKey("party.id")),
    Column("day", Day, nullable=False),
    # The last day on which its points are good; empty: for ever.
    Column("expiry", Day),
    Column("points", Quantity, nullable=False),
    Index(None, "movement_id"),
    Index(None, "member_id"),
    Index(None, "issuer_party_id", sqlite_where=text("issuer_party_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

# Below zero: drawn on the lot; above: returned to it. What a movement could not draw is owed back; a later draw for
# the same movement fills it.
lot_draw = Table(
    "lot_draw",
    metadata,
    row_id(),
    Column("lot_id", ForeignKey("lot.id"), nullable=False),
    Column("movement_id", ForeignKey("movement.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("points", Quantity, nullable=False),
    Index(None, "lot_id", "day", "points"),
    Index(None, "movement_id", "lot_id", "points"),
    sqlite_autoincrement=True,
)

# Kept by the database in the same transaction: a card's balance, and what is left of each lot that is not used up.
kept_member = Table(
    "kept_member",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True, autoincrement=False),
    Column("balance", Quantity, nullable=False),
)

kept_lot = Table(
    "kept_lot",
    metadata,
    Column("lot_id", ForeignKey("lot.id"), primary_key=True, autoincrement=False),
    Column("program_id", ForeignKey("program.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("issuer_party_id", ForeignKey("party.id")),
    Column("day", Day, nullable=False),
    Column("expiry", Day),
    Column("rest", Quantity, nullable=False),
    # Cover what a card can spend, what expires, and what is outstanding.
    Index("ix_kept_lot_member", "member_id", "expiry", "day", "lot_id", "issuer_party_id", "rest"),
    Index("ix_kept_lot_outstanding", "program_id", "issuer_party_id", "expiry", "member_id", "lot_id", "rest"),
)
