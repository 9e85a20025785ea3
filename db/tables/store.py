"""The business, its users, its settings, and the copies of half-typed forms."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Moment, Uid

store = Table(
    "store",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("digits", Integer, nullable=False),
    Column("locale", String, nullable=False),
    Column("fiscal_year_start", Integer, nullable=False),
    Column("local_area", String, nullable=False),
    Column("example", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

user = Table(
    "user",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("owner", Boolean(create_constraint=False), nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    sqlite_autoincrement=True,
)

setting = Table(
    "setting",
    metadata,
    row_id(),
    Column("name", String, nullable=False, unique=True),
    Column("value", String, nullable=False),
    sqlite_autoincrement=True,
)

form_copy = Table(
    "form_copy",
    metadata,
    row_id(),
    Column("form", String, nullable=False),
    Column("user_id", ForeignKey("user.id"), nullable=False),
    Column("content", String, nullable=False),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("form", "user_id"),
    sqlite_autoincrement=True,
)
