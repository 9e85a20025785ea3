"""Sales that name a card and that no movement of points counted yet."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from sqlalchemy import Connection

from db.queries import many
from db.queries.loyalty_points import Holder
from db.queries.many import tuples
from db.values import day_to_int, int_to_day
from partnercrm.domain.record import dataclass

_UNCOUNTED = """
    SELECT s.id, m.id, s.day, s.paid + s.gift_card_amount, s.refunds_id, o.receipt
    FROM sale s
    JOIN sale o ON o.id = coalesce(s.refunds_id, s.id) JOIN member m ON m.number = o.card
    WHERE o.card <> '' AND s.day >= ? AND (? = '' OR s.source = ?)
        AND NOT EXISTS (SELECT 1 FROM movement v WHERE v.sale_id = s.id)
    ORDER BY s.day, s.refunds_id IS NOT NULL, s.id
"""

_AT_DESK = """
    SELECT v.id FROM json_each(?) j CROSS JOIN movement v ON v.member_id = j.value
    WHERE v.kind = 'earn' AND v.source IS NULL AND v.external_id = ? ORDER BY v.id
"""
# By the desk or a sale on the same card, or by a sale of the same day on any card of the program.
_COUNTED = """
    SELECT v.day FROM movement v LEFT JOIN sale s ON s.id = v.sale_id
    WHERE v.member_id = ? AND v.kind = 'earn' AND (s.receipt = ? OR v.source IS NULL AND v.external_id = ?)
    UNION ALL
    SELECT v.day FROM sale s JOIN movement v ON v.sale_id = s.id
    WHERE s.day = ? AND s.receipt = ? AND v.kind = 'earn' AND v.program_id = ?
"""


@dataclass(frozen=True, slots=True)
class CardSale:
    """A sale, or a refund with the sale that it is for, and the card (row id). `paid` in minor units, `receipt` that of
    the sale."""

    id: int
    member: int
    day: dt.date
    paid: int
    refunds: int | None
    receipt: str


def uncounted(connection: Connection, since: dt.date | None, source: str) -> list[CardSale]:
    """Those from a day on, of a source ("" all), in the order in which they were."""
    values = (day_to_int(since) if since else 0, source, source)
    return [
        CardSale(sale, member, int_to_day(day), paid, refunds, receipt)
        for sale, member, day, paid, refunds, receipt in tuples(connection, _UNCOUNTED, values)
    ]


def at_desk(connection: Connection, cards: Iterable[int], receipt: str) -> list[int]:
    """The earnings of these cards for which the desk noted that receipt."""
    return many.ids(connection, _AT_DESK, (json.dumps(sorted(cards)), receipt))


def counted_on(connection: Connection, card: Holder, receipt: str, day: dt.date) -> dt.date | None:
    """The day on which a receipt earned already, for a purchase of a day with that card; None where it did not."""
    values = (card.id, receipt, receipt, day_to_int(day), receipt, card.program)
    found = tuples(connection, _COUNTED, values)
    return int_to_day(found[0][0]) if found else None
