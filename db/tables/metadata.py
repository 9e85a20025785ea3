"""The one collection that every table belongs to, and what all tables share.

Tables are Core tables without mapped classes: mapping forty classes takes a third of the time to the first rows.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id() -> Column[int]:
    """The row number; with the table's `sqlite_autoincrement` it is never used again."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def table_named(name: str) -> Table:
    """A table by its name, also one whose file nobody needed yet. Raises KeyError where there is none."""
    if name not in metadata.tables:
        import db.tables.all  # noqa: F401  # late: every table at once costs time that few deeds need
    return metadata.tables[name]
