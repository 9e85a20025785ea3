"""Sales that name a card and that no movement of points counted yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from db.queries import rows
from db.queries.many import tuples
from db.types import day_to_int, int_to_day, int_to_quantity

_UNCOUNTED = """
    SELECT s.id, m.id, s.day, s.paid + s.gift_card_amount, s.refunds_id FROM sale s
    JOIN sale o ON o.id = coalesce(s.refunds_id, s.id) JOIN member m ON m.number = o.card
    WHERE o.card <> '' AND s.day >= ? AND (? = '' OR s.source = ?)
        AND NOT EXISTS (SELECT 1 FROM movement v WHERE v.sale_id = s.id)
    ORDER BY s.day, s.refunds_id IS NOT NULL, s.id
"""


@dataclass(frozen=True, slots=True)
class CardSale:
    """A sale, or a refund with the sale that it is for, and the card (row id). `paid` in minor units."""

    id: int
    member: int
    day: dt.date
    paid: int
    refunds: int | None


def uncounted(connection: Connection, since: dt.date | None, source: str) -> list[CardSale]:
    """Those from a day on, of a source ("" all), in the order in which they were."""
    values = (day_to_int(since) if since else 0, source, source)
    return [
        CardSale(sale, member, int_to_day(day), paid, refunds)
        for sale, member, day, paid, refunds in tuples(connection, _UNCOUNTED, values)
    ]


def points_of(connection: Connection, movement: int) -> Decimal:
    """The signed points of a movement."""
    return int_to_quantity(rows.first(connection, "SELECT points FROM movement WHERE id = ?", (movement,))[0])
