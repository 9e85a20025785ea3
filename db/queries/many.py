"""Many rows at once, past SQLAlchemy's row objects, which would take most of the time.

Columns of numbers come as one text: a hundred thousand rows one by one take six times as long.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection

Values: TypeAlias = "tuple[object, ...] | Mapping[str, object]"


def ids(connection: Connection, sql: str, values: Values = ()) -> list[int]:
    """The column `id` of a select, in its order."""
    found = connection.exec_driver_sql(f"SELECT json_group_array(id) FROM ({sql})", values).scalar_one()
    return list(json.loads(found))


def pairs(connection: Connection, sql: str, values: Values = ()) -> dict[int, int]:
    """The columns `id` and `key` of a select, the key by the id."""
    arrays = f"SELECT json_group_array(id), json_group_array(key) FROM ({sql})"
    found, keys = connection.exec_driver_sql(arrays, values).one()
    return dict(zip(json.loads(found), json.loads(keys), strict=True))


def tuples(connection: Connection, sql: str, values: Values = ()) -> Sequence[tuple[Any, ...]]:
    """All rows of a select, as the driver gives them."""
    found = connection.exec_driver_sql(sql, values)
    rows: Sequence[tuple[Any, ...]] = found.cursor.fetchall()
    found.close()
    return rows
