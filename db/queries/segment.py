"""Saved segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.queries import many
from db.queries.rows import first

if TYPE_CHECKING:
    from sqlalchemy import Connection


def listed(connection: Connection) -> list[tuple[int, UUID, str, str]]:
    """All segments by name: row id, UUID, name, conditions as they are kept."""
    rows = many.tuples(connection, "SELECT id, uuid, name, rule FROM segment ORDER BY key")
    return [(number, UUID(bytes=uuid), name, rule) for number, uuid, name, rule in rows]


def find(connection: Connection, uuid: UUID | None, key: str) -> int | None:
    """The row id of a segment by its UUID or its name as names are compared."""
    found: Any = first(
        connection, "SELECT id FROM segment WHERE uuid = ? OR key = ?", (uuid.bytes if uuid else b"", key)
    )
    return None if found is None else int(found[0])


def contacts(connection: Connection, parties: str) -> list[tuple[int, str, str, str, str, str, bool]]:
    """How to reach parties (a JSON array): party, kind, value, street, postcode, town, and whether they said yes; none
    that refused."""
    sql = """
        SELECT c.party_id, c.kind, c.value, c.street, c.postcode, c.town,
            EXISTS (SELECT 1 FROM consent s WHERE s.contact_point_id = c.id AND s.state = 'given')
        FROM json_each(?) j JOIN contact_point c ON c.party_id = j.value
        WHERE c.kind IN ('phone', 'email', 'address') AND NOT EXISTS (
            SELECT 1 FROM consent s WHERE s.contact_point_id = c.id AND s.state IN ('refused', 'withdrawn'))
        ORDER BY c.party_id, c.position
    """
    found = many.tuples(connection, sql, (parties,))
    return [(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])) for row in found]


def program_name(connection: Connection, uuid: UUID) -> str:
    """The name of a program, "" where it is gone."""
    found: Any = first(connection, "SELECT name FROM program WHERE uuid = ?", (uuid.bytes,))
    return "" if found is None else str(found[0])
