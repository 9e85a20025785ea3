"""The items of sales: line by line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from db.queries import many
from db.values import day_to_int, int_to_quantity
from partnercrm.domain.sale_item import SaleItemRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OF_SALES = """
    SELECT s.sale_id, s.item_id, i.uuid, i.name, s.text, s.quantity, s.amount
    FROM json_each(?) j CROSS JOIN sale_item s ON s.sale_id = j.value JOIN item i ON i.id = s.item_id
    ORDER BY j.key, s.position
"""
_BEST = """
    SELECT i.name, count(*) FROM sale s CROSS JOIN sale_item x ON x.sale_id = s.id JOIN item i ON i.id = x.item_id
    WHERE s.day >= ? AND x.quantity > 0 AND i.retired_at IS NULL GROUP BY i.id ORDER BY 2 DESC, 1 LIMIT ?
"""


def of_sales(connection: Connection, sales: Iterable[int]) -> list[SaleItemRow]:
    """The lines of these sales, in their order."""
    rows = many.tuples(connection, _OF_SALES, (json.dumps(list(sales)),))
    return [
        SaleItemRow(sale, item, UUID(bytes=uuid), name, text, int_to_quantity(quantity), amount)
        for sale, item, uuid, name, text, quantity, amount in rows
    ]


def best_sellers(connection: Connection, first: dt.date, most: int) -> list[str]:
    """The names of the items that stood on most receipts since a day, the most frequent first."""
    return [name for name, _count in many.tuples(connection, _BEST, (day_to_int(first), most))]


def ids_of_sale(connection: Connection, sale: int) -> list[int]:
    """The row ids of the lines of a sale."""
    return many.ids(connection, "SELECT id FROM sale_item WHERE sale_id = ? ORDER BY position", (sale,))
