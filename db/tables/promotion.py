"""Cross-promotions: the partners and their shares of the cost, the offers each way, and what was posted of it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.ledger import Direction
from partnercrm.domain.promotion import OfferForm

promotion = Table(
    "promotion",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("from_day", Day, nullable=False),
    Column("until_day", Day),
    Column("finished_on", Day),
    # How many vouchers should come back.
    Column("target", Integer),
    # Per cent of our list price, said by the owner.
    Column("margin_rate", Quantity),
    Column("costs", Integer, nullable=False),
    Column("note", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "from_day", "id"),
    sqlite_autoincrement=True,
)

promotion_partner = Table(
    "promotion_partner",
    metadata,
    row_id(),
    Column("promotion_id", ForeignKey("promotion.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    # Our per cent of what is taken off in our shop by the vouchers that they hand out, and theirs of the other way.
    Column("our_share", Quantity, nullable=False),
    Column("their_share", Quantity, nullable=False),
    Column("margin_rate", Quantity),
    Column("costs", Integer, nullable=False),
    UniqueConstraint("promotion_id", "party_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

offer = Table(
    "offer",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("promotion_id", ForeignKey("promotion.id"), nullable=False),
    # In whose shop it is good; empty: ours.
    Column("party_id", ForeignKey("party.id")),
    Column("form", Word(OfferForm), nullable=False),
    Column("percent", Quantity),
    Column("amount", Integer),
    Column("price", Integer),
    Column("worth", Integer),
    Column("buy", Integer),
    Column("get", Integer),
    Column("least", Integer),
    Column("things", String, nullable=False),
    Index(None, "promotion_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

# A mention, a poster: what one side does so that the other is seen.
promotion_exposure = Table(
    "promotion_exposure",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("promotion_id", ForeignKey("promotion.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("direction", Word(Direction), nullable=False),
    Column("day", Day, nullable=False),
    Column("what", String, nullable=False),
    Column("quantity", Quantity, nullable=False),
    # Empty: the agreed value of that day.
    Column("value", Integer),
    Index(None, "promotion_id", "day"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

# One entry that a month posted to one partner: what passed, or a credit of what an earlier month posted.
promotion_posting = Table(
    "promotion_posting",
    metadata,
    row_id(),
    Column("promotion_id", ForeignKey("promotion.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    # yyyymm
    Column("month", Integer, nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False),
    Index(None, "promotion_id", "party_id", "month"),
    Index(None, "party_id"),
    Index(None, "exchange_id"),
    sqlite_autoincrement=True,
)

# What a posting is made of, so that nothing is posted twice while it stands.
posting_item = Table(
    "promotion_posting_item",
    metadata,
    row_id(),
    Column("posting_id", ForeignKey("promotion_posting.id"), nullable=False),
    Column("redemption_id", ForeignKey("redemption.id")),
    Column("return_id", ForeignKey("redemption_return.id")),
    Column("exposure_id", ForeignKey("promotion_exposure.id")),
    Index(None, "posting_id"),
    Index(None, "redemption_id"),
    Index(None, "return_id"),
    Index(None, "exposure_id"),
    sqlite_autoincrement=True,
)
