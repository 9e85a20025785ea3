"""What a flow posted by itself: whether the entry that it names still stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, literal_column

# A correction and what is entered again stand in for the entry that they name, a redo's copy too.
_CURRENT = """(
    WITH RECURSIVE copies(id) AS (
        SELECT {column} UNION
        SELECT e.id FROM copies c JOIN exchange e ON e.enters_again_id = c.id OR e.corrects_id = c.id
    )
    SELECT max(c.id) FROM copies c WHERE NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = c.id)
)"""


def standing(exchange_id: Column[Any]) -> ColumnElement[bool]:
    """Whether the entry that a column refers to was not reversed, or stands again as a copy."""
    sql = current(f'"{exchange_id.table.name}"."{exchange_id.name}"')
    return literal_column(f"({sql} IS NOT NULL)", Boolean)


def current(column: str) -> str:
    """The entry that stands of the one that a column names, itself or its copy, as an SQL expression; else NULL."""
    return _CURRENT.format(column=column)
