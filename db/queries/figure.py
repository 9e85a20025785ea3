"""What is behind a figure by its lasting names: UUIDs of the records, subject by subject."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from db.queries import many
from db.tables.metadata import table_named

if TYPE_CHECKING:
    from sqlalchemy import Connection


def uuids(connection: Connection, subject: str, numbers: Sequence[int]) -> dict[int, UUID]:
    """The UUIDs of rows; a subject is the name of its table. Raises KeyError where there is none of that name."""
    table = table_named(subject).name
    sql = f'SELECT id, uuid FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))'
    return {number: UUID(bytes=name) for number, name in many.tuples(connection, sql, (json.dumps(list(numbers)),))}
