"""Images of rows as JSON, made by the database itself, so that before and after are what really stands there."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import BLOB, Connection, LargeBinary, Table
from sqlalchemy.exc import IntegrityError

from db.tables.metadata import table_named
from db.types import Uid
from partnercrm.domain.errors import ChangedSince
from partnercrm.domain.words import Message, msg


@cache
def _binary(table: str) -> frozenset[str]:
    columns = table_named(table).columns
    return frozenset(c.name for c in columns if isinstance(c.type, (BLOB, LargeBinary, Uid)))


@cache
def image_sql(table: str) -> str:
    """The SQL expression for a row of a table as one JSON text."""
    binary = _binary(table)
    parts = []
    for column in table_named(table).columns:
        name = column.name
        value = f'iif("{name}" IS NULL, NULL, hex("{name}"))' if name in binary else f'"{name}"'
        parts.append(f"'{name}', {value}")
    return f"json_object({', '.join(parts)})"


def image(connection: Connection, table: str, row: int) -> str | None:
    """The image of one row, or None where there is no such row."""
    sql = f'SELECT {image_sql(table)} FROM "{table}" WHERE id = ?'
    found: str | None = connection.exec_driver_sql(sql, (row,)).scalar()
    return found


def record_insert(connection: Connection, operation: int, table: Table, first: int, last: int) -> None:
    """Audit rows for the newly inserted rows of a table with ids from first to last."""
    connection.exec_driver_sql(
        "INSERT INTO audit (operation_id, row_table, row_number, before, after) "
        f'SELECT ?, ?, id, NULL, {image_sql(table.name)} FROM "{table.name}" WHERE id BETWEEN ? AND ? ORDER BY id',
        (operation, table.name, first, last),
    )


def record_change(connection: Connection, operation: int, table: str, row: int, before: str | None) -> None:
    """An audit row for a row that was changed, with its image before; the image after is read now."""
    connection.exec_driver_sql(
        "INSERT INTO audit (operation_id, row_table, row_number, before, after) VALUES (?, ?, ?, ?, ?)",
        (operation, table, row, before, image(connection, table, row)),
    )


def restore(connection: Connection, table: str, row: int, wanted: str | None, what: Message) -> None:
    """Makes a row what its image says; None takes the row away.

    Raises ChangedSince, naming `what` is undone, where newer rows forbid it.
    """
    try:
        _restore(connection, table, row, wanted)
    except IntegrityError as error:
        said = msg("Something that came since belongs to it, so it cannot be undone: {what}.", what=what)
        raise ChangedSince(said) from error


def _restore(connection: Connection, table: str, row: int, wanted: str | None) -> None:
    if wanted is None:
        connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?', (row,))
        return
    values = _values(table, wanted)
    names = list(values)
    if connection.exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE id = ?', (row,)).first() is None:
        columns, marks = ", ".join(f'"{n}"' for n in names), ", ".join("?" for _ in names)
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', tuple(values.values()))
        return
    assigned = ", ".join(f'"{name}" = ?' for name in names)
    connection.exec_driver_sql(f'UPDATE "{table}" SET {assigned} WHERE id = ?', (*values.values(), row))


def _values(table: str, wanted: str) -> dict[str, Any]:
    binary = _binary(table)
    read = json.loads(wanted)
    return {n: bytes.fromhex(v) if n in binary and v is not None else v for n, v in read.items()}
