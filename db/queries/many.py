"""Many rows at once, straight from the driver: SQLAlchemy's row objects would take most of the time.

Columns of numbers come as one text: a hundred thousand rows one by one take six times as long.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from db.queries.rows import driver_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

Values: TypeAlias = "tuple[object, ...] | Mapping[str, object]"


def tuples(connection: Connection, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """All rows of a select, as the store keeps their values."""
    return driver_of(connection).execute(sql, values).fetchall()


def ids(connection: Connection, sql: str, values: Values = ()) -> list[int]:
    """The column `id` of a select, in its order."""
    ((found,),) = tuples(connection, f"SELECT json_group_array(id) FROM ({sql})", values)
    return list(json.loads(found))


def pairs(connection: Connection, sql: str, values: Values = ()) -> dict[int, int]:
    """The columns `id` and `key` of a select, the key by the id."""
    ((found, keys),) = tuples(connection, f"SELECT json_group_array(id), json_group_array(key) FROM ({sql})", values)
    return dict(zip(json.loads(found), json.loads(keys), strict=True))
