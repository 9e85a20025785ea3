"""What winning customers cost, and what others estimate the local market to be."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Day, Uid, Word
from partnercrm.domain.acquisition import CostKind

acquisition_cost = Table(
    "acquisition_cost",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("from_day", Day, nullable=False),
    Column("to_day", Day, nullable=False),
    Column("kind", Word(CostKind), nullable=False),
    Column("amount", Integer, nullable=False),
    # Whether it was spent on people within the local area alone.
    Column("local", Boolean(create_constraint=False), nullable=False),
    Column("what", String, nullable=False),
    Index(None, "from_day", "to_day"),
    sqlite_autoincrement=True,
)

market_estimate = Table(
    "market_estimate",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("from_day", Day, nullable=False),
    Column("to_day", Day, nullable=False),
    Column("amount", Integer, nullable=False),
    # Where it comes from, and of which day it is: without both it is not worth keeping.
    Column("source", String, nullable=False),
    Column("said_on", Day, nullable=False),
    Index(None, "from_day", "to_day"),
    sqlite_autoincrement=True,
)
