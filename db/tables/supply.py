"""Who can supply what and for how much, what was ordered, what came, and what of it was posted."""

from __future__ import annotations

from sqlalchemy import BLOB, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.supply import DocumentKind

supplier_item = Table(
    "supplier_item",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    # Percent of what we need of it that is meant to come from them; empty counts what came.
    Column("share", Quantity),
    Column("lead_days", Integer),
    Column("minimum", Quantity),
    Column("their_code", String, nullable=False),
    # When somebody last tried whether they can step in.
    Column("tested_on", Day),
    # Days until they deliver again, as they say and as we think.
    Column("recover_says", Integer),
    Column("recover_we_think", Integer),
    Column("note", String, nullable=False),
    Column("ended_on", Day),
    UniqueConstraint("item_id", "party_id"),
    Index(None, "party_id"),
    sqlite_autoincrement=True,
)

supplier_price = Table(
    "supplier_price",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("supplier_item_id", ForeignKey("supplier_item.id"), nullable=False),
    Column("from_day", Day, nullable=False),
    # For one unit, in minor units.
    Column("price", Integer, nullable=False),
    # Percent of tax that comes on top; empty where it is in the price.
    Column("tax_on_top", Quantity),
    UniqueConstraint("supplier_item_id", "from_day"),
    sqlite_autoincrement=True,
)

purchase_order = Table(
    "purchase_order",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("number", String, nullable=False),
    Column("day", Day, nullable=False),
    Column("requested_day", Day),
    Column("promised_day", Day),
    # What has not come by then is not expected any more.
    Column("closed_day", Day),
    Column("why_closed", String, nullable=False),
    Column("note", String, nullable=False),
    Column("source", String, nullable=False),
    Column("external_id", String),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("source", "external_id"),
    Index(None, "party_id", "day"),
    Index(None, "promised_day"),
    Index(None, "day"),
    sqlite_autoincrement=True,
)

order_line = Table(
    "order_line",
    metadata,
    row_id(),
    Column("order_id", ForeignKey("purchase_order.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("quantity", Quantity, nullable=False),
    Column("price", Integer),
    Column("tax_on_top", Quantity),
    UniqueConstraint("order_id", "position"),
    Index(None, "item_id"),
    sqlite_autoincrement=True,
)

delivery = Table(
    "delivery",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("order_id", ForeignKey("purchase_order.id")),
    Column("day", Day, nullable=False),
    Column("number", String, nullable=False),
    Column("due_day", Day),
    Column("note", String, nullable=False),
    # Somebody else's books hold it already: it counts here and posts nothing.
    Column("in_the_books", Boolean(create_constraint=False), nullable=False),
    Column("source", String, nullable=False),
    Column("external_id", String),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("source", "external_id"),
    Index(None, "party_id", "day"),
    Index(None, "order_id"),
    Index(None, "day"),
    sqlite_autoincrement=True,
)

delivery_line = Table(
    "delivery_line",
    metadata,
    row_id(),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("order_line_id", ForeignKey("order_line.id")),
    Column("received", Quantity, nullable=False),
    Column("accepted", Quantity, nullable=False),
    Column("price", Integer),
    Column("tax_on_top", Quantity),
    Column("tax_code", String, nullable=False),
    # Value and tax of what was accepted, in minor units, tax included; empty without a price.
    Column("value", Integer),
    Column("tax_amount", Integer),
    Column("why_refused", String, nullable=False),
    UniqueConstraint("delivery_id", "position"),
    Index(None, "item_id"),
    Index(None, "order_line_id"),
    sqlite_autoincrement=True,
)

# The bill of a delivery and its credit notes, as information; a file that was attached is kept by its hash.
delivery_document = Table(
    "delivery_document",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("kind", Word(DocumentKind), nullable=False),
    Column("number", String, nullable=False),
    Column("day", Day, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("due_day", Day),
    Column("file_name", String, nullable=False),
    Column("sha256", BLOB),
    Index(None, "delivery_id"),
    sqlite_autoincrement=True,
)

# Whether a posting still stands is read off the ledger.
delivery_posting = Table(
    "delivery_posting",
    metadata,
    row_id(),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    # The difference that a bill makes posts beside the delivery itself.
    Column("difference", Boolean(create_constraint=False), nullable=False),
    Column("exchange_id", ForeignKey("exchange.id"), nullable=False, unique=True),
    Index(None, "delivery_id"),
    sqlite_autoincrement=True,
)
