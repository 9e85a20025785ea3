"""The whole schema in one go, for a new store. `db/migrations` leads an older one to the very same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from db.tables import triggers
from db.tables.all import metadata
from db.tables.search import FTS_DDL, FTS_TABLES
from db.version import APPLICATION_ID, REVISION, SCHEMA_VERSION

_VERSION_DDL = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def build(connection: Connection) -> None:
    """Tables, search index, triggers and version marks in an empty file, inside the caller's transaction."""
    for statement in (*statements(), _VERSION_DDL):
        connection.exec_driver_sql(statement)
    triggers.create_all(connection)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (REVISION,))
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def statements() -> list[str]:
    """What makes every table and index, in an order in which each finds what it refers to; triggers apart."""
    dialect = sqlite.dialect()
    made = []
    for table in metadata.sorted_tables:
        made.append(CreateTable(table).compile(dialect=dialect))
        made += [CreateIndex(index).compile(dialect=dialect) for index in sorted(table.indexes, key=_name)]
    return [*(_tidy(str(statement)) for statement in made), *FTS_DDL]


def compared(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Whether Alembic compares this with the metadata: not the search indexes, whose tables are FTS5's own."""
    return not (kind == "table" and reflected and (name or "").startswith(FTS_TABLES))


def _name(index: Any) -> str:
    return str(index.name)


def _tidy(statement: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "    ") for line in statement.strip().splitlines())
