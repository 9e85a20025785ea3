"""One thing that a user did, and the images of the rows before and after it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from db.tables.metadata import metadata, row_id
from db.types import Moment, Uid

operation = Table(
    "operation",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("key", String, nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("actor_id", ForeignKey("user.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("words", String, nullable=False),
    Column("subjects", String, nullable=False),
    Column("undoes_id", ForeignKey("operation.id"), unique=True),
    # 0 a deed, 1 its undo, 2 the redo, and so on.
    Column("undo_depth", Integer, nullable=False),
    Column("batch", String),
    Column("undoable", Integer, nullable=False),
    Column("answer", String, nullable=False),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    row_id(),
    Column("operation_id", ForeignKey("operation.id"), nullable=False),
    Column("row_table", String, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("before", String),
    Column("after", String),
    Index(None, "operation_id"),
    Index(None, "row_table", "row_number"),
    sqlite_autoincrement=True,
)
