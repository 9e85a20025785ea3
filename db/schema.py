"""The whole schema in one go, for a new store. `db/migrations` leads an older one to the very same."""

from __future__ import annotations

from sqlalchemy import Connection

from db.tables import triggers
from db.tables.all import metadata
from db.tables.search import FTS_DDL
from db.version import APPLICATION_ID, REVISION, SCHEMA_VERSION

VERSION_TABLE = "alembic_version"


def build(connection: Connection) -> None:
    """Tables, search index, triggers and version marks in an empty file, inside the caller's transaction."""
    metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(FTS_DDL)
    triggers.create_all(connection)
    connection.exec_driver_sql(
        f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
        f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES (?)", (REVISION,))
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    mark(connection)


def mark(connection: Connection) -> None:
    """Says that the schema is the one of this program."""
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
