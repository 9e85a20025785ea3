"""Items as they stand, and by what files call them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many
from db.values import int_to_day, int_to_quantity
from partnercrm.domain.item_rows import ItemRow

_ROWS = """
    SELECT i.id, i.uuid, i.name, i.code, i.unit, i.category, i.price, i.cost, i.stock, i.stock_day, i.daily_use,
        i.margin_a_day, i.note, i.retired_at IS NOT NULL,
        (SELECT count(*) FROM supplier_item s WHERE s.item_id = i.id AND s.ended_on IS NULL)
    FROM item i
"""


def listed(connection: Connection, *, retired: bool = False) -> list[ItemRow]:
    """All items by name; with `retired` also those we have no more."""
    where = "" if retired else "WHERE i.retired_at IS NULL "
    return [_row(row) for row in many.tuples(connection, f"{_ROWS} {where}ORDER BY i.name_key, i.id")]


def by_ids(connection: Connection, numbers: Iterable[int]) -> list[ItemRow]:
    """The items of these row ids, by row id."""
    wanted = json.dumps(sorted(set(numbers)))
    sql = f"{_ROWS} WHERE i.id IN (SELECT value FROM json_each(?)) ORDER BY i.id"
    return [_row(row) for row in many.tuples(connection, sql, (wanted,))]


def by_words(
    connection: Connection, keys: Iterable[str], codes: Iterable[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """The row ids of items by the key of their name, and by their code."""
    names = "SELECT name_key, id FROM item WHERE name_key IN (SELECT value FROM json_each(?))"
    numbers = "SELECT code, id FROM item WHERE code <> '' AND code IN (SELECT value FROM json_each(?))"
    return (
        dict(many.tuples(connection, names, (json.dumps(sorted(set(keys))),))),
        dict(many.tuples(connection, numbers, (json.dumps(sorted(set(codes))),))),
    )


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of an item."""
    found = many.tuples(connection, "SELECT id FROM item WHERE uuid = ?", (uuid.bytes,))
    return int(found[0][0]) if found else None


def used(connection: Connection, number: int) -> bool:
    """Whether a sale, a supplier, an order or a delivery names the item."""
    tables = ("sale_item", "supplier_item", "order_line", "delivery_line")
    parts = " UNION ALL ".join(f"SELECT 1 FROM {table} WHERE item_id = :item" for table in tables)
    return bool(many.tuples(connection, f"SELECT 1 WHERE EXISTS ({parts})", {"item": number}))


def _row(found: Sequence[Any]) -> ItemRow:
    number, uuid, name, code, unit, category, price, cost = found[:8]
    stock, stock_day, daily_use, margin, note, retired, suppliers = found[8:]
    return ItemRow(
        id=number,
        uuid=UUID(bytes=uuid),
        name=name,
        code=code,
        unit=unit,
        category=category,
        price=price,
        cost=cost,
        stock=None if stock is None else int_to_quantity(stock),
        stock_day=None if stock_day is None else int_to_day(stock_day),
        daily_use=None if daily_use is None else int_to_quantity(daily_use),
        margin_a_day=margin,
        note=note,
        retired=bool(retired),
        suppliers=suppliers,
    )
