"""The bin: what has lain in it long enough, and the images of what was taken out of it for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


from db.queries.used import used

_EMPTIED = "SELECT id FROM operation WHERE name = ? AND moment <= ? AND undoable = 1"


def due(connection: Connection, moment: int) -> list[int]:
    """The parties put into the bin at or before a moment (microseconds since 1970), that no register names."""
    if connection.exec_driver_sql("SELECT 1 FROM party WHERE binned_at <= ? LIMIT 1", (moment,)).first() is None:
        return []
    sql = (
        "SELECT p.id FROM party p WHERE p.binned_at <= ? AND NOT EXISTS (SELECT 1 FROM "
        f"(SELECT p.id AS id UNION ALL SELECT party_id FROM alias WHERE root_id = p.id) f WHERE {used('f.id')}) "
        "ORDER BY p.id"
    )
    return list(connection.exec_driver_sql(sql, (moment,)).scalars())


def forget(connection: Connection, name: str, moment: int) -> None:
    """Empties the images of the operations of that name up to a moment; they cannot be undone any more."""
    emptied = connection.exec_driver_sql(_EMPTIED, (name, moment)).scalars().all()
    for operation in emptied:
        connection.exec_driver_sql("UPDATE audit SET before = NULL, after = NULL WHERE operation_id = ?", (operation,))
        connection.exec_driver_sql("UPDATE operation SET undoable = 0 WHERE id = ?", (operation,))


def others_of(connection: Connection, interaction: int) -> bool:
    """Whether an interaction is with anybody."""
    sql = "SELECT 1 FROM interaction_party WHERE interaction_id = ?"
    return connection.exec_driver_sql(sql, (interaction,)).first() is not None


def follow_ups_of(connection: Connection, interaction: int) -> Sequence[int]:
    """The follow-ups that came out of an interaction."""
    return (
        connection.exec_driver_sql("SELECT id FROM follow_up WHERE interaction_id = ?", (interaction,)).scalars().all()
    )
