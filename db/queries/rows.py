"""The posting path's own way to the store: statements made once, run by the driver itself.

Building a statement anew costs more than the insert that it makes, and so does a result object for one row. Errors are
the driver's own here; the session turns them into words like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from db.session import Session

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect, Table
    from sqlalchemy.types import TypeEngine

    from db.driver import Raw

Bind = Callable[[Any], Any]


def driver_of(connection: Connection) -> Raw:
    """The driver's connection under a session, in the session's own transaction."""
    if isinstance(connection, Session):
        return connection.raw
    return cast("Raw", connection.connection.dbapi_connection)


def first(connection: Connection, sql: str, values: Sequence[Any] = ()) -> Any:
    """The first row as a plain tuple, or None."""
    return driver_of(connection).execute(sql, values).fetchone()


def add(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Inserts one row and returns its row number. `values` names every column that is not to stay empty."""
    return add_raw(connection, table, raw(table, values))


def add_raw(connection: Connection, table: Table, stored: Mapping[str, Any]) -> int:
    """Inserts one row whose values are as the store keeps them, and returns its row number."""
    sql = _insert(table.name, tuple(stored))
    return int(driver_of(connection).execute(sql, tuple(stored.values())).lastrowid or 0)


def add_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that all name the same columns, in order."""
    if rows:
        names = tuple(rows[0])
        add_stored(connection, table, [raw(table, {name: row[name] for name in names}) for row in rows])


def add_stored(connection: Connection, table: Table, stored: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows whose values are as the store keeps them and that all name the same columns in one order."""
    if stored:
        sql = _insert(table.name, tuple(stored[0]))
        driver_of(connection).executemany(sql, [tuple(row.values()) for row in stored])


def raw(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the store keeps them."""
    stored = dict(values)
    for name, bind in _binds(table.name):
        value = stored.get(name)
        if value is not None:
            stored[name] = bind(value)
    return stored


@cache
def _insert(table: str, names: tuple[str, ...]) -> str:
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'


@cache
def _binds(table: str) -> list[tuple[str, Bind]]:
    """The columns whose values the store keeps in another way."""
    from sqlalchemy.dialects import sqlite

    from db.tables.metadata import table_named

    dialect = sqlite.dialect()
    found = ((column.name, _bind_of(column.type, dialect)) for column in table_named(table).columns)
    return [(name, bind) for name, bind in found if bind is not None]


def _bind_of(kind: TypeEngine[Any], dialect: Dialect) -> Bind | None:
    """Our own kinds are asked directly: SQLAlchemy's way to them costs as much again."""
    own = getattr(kind, "to_store", None)
    return own if own is not None else kind.dialect_impl(dialect).bind_processor(dialect)
