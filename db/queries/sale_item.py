"""The items of sales: line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from db.queries import many
from db.values import int_to_quantity
from partnercrm.domain.sale_item import SaleItemRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OF_SALES = """
    SELECT s.sale_id, s.item_id, i.uuid, i.name, s.text, s.quantity, s.amount
    FROM json_each(?) j CROSS JOIN sale_item s ON s.sale_id = j.value JOIN item i ON i.id = s.item_id
    ORDER BY j.key, s.position
"""


def of_sales(connection: Connection, sales: Iterable[int]) -> list[SaleItemRow]:
    """The lines of these sales, in their order."""
    rows = many.tuples(connection, _OF_SALES, (json.dumps(list(sales)),))
    return [
        SaleItemRow(sale, item, UUID(bytes=uuid), name, text, int_to_quantity(quantity), amount)
        for sale, item, uuid, name, text, quantity, amount in rows
    ]


def ids_of_sale(connection: Connection, sale: int) -> list[int]:
    """The row ids of the lines of a sale."""
    return many.ids(connection, "SELECT id FROM sale_item WHERE sale_id = ? ORDER BY position", (sale,))
