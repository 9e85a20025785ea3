"""One sale with what hangs on it: its refunds, the entries of its rest, and the operation that brought it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.queries import many
from db.values import day_to_int, int_to_day
from partnercrm.domain.ledger import entry_number
from partnercrm.domain.sale_page import Counted, Left

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ENTRIES = """
    SELECT e.fiscal_year, e.sequence FROM sale_posting x JOIN exchange e ON e.id = x.exchange_id
    WHERE x.sale_id = ? ORDER BY e.id
"""
_LEFT = """
    SELECT s.external_id, s.day,
        s.amount - s.reduction + s.rounding + coalesce(sum(r.amount - r.reduction + r.rounding), 0),
        s.gift_card_amount + coalesce(sum(r.gift_card_amount), 0), s.refunds_id IS NOT NULL
    FROM json_each(?) j CROSS JOIN sale s ON s.source = ? AND s.external_id = j.value
    LEFT JOIN sale r ON r.refunds_id = s.id GROUP BY s.id
"""
_MADE = """
    SELECT a.operation_id FROM audit a
    WHERE a.row_table = 'sale' AND a.row_number = ? AND a.before IS NULL ORDER BY a.id DESC LIMIT 1
"""
_TOGETHER = "SELECT count(*) FROM audit WHERE operation_id = ? AND row_table = 'sale' AND before IS NULL"


def refunds_of(connection: Connection, sale: int) -> list[int]:
    """The refunds of a sale (row ids), the earliest first."""
    return many.ids(connection, "SELECT id FROM sale WHERE refunds_id = ? ORDER BY day, minute, id", (sale,))


def entries_of(connection: Connection, sale: int) -> list[str]:
    """The numbers of the entries that a sale or refund ever posted, the first one first."""
    return [entry_number(year, sequence) for year, sequence in many.tuples(connection, _ENTRIES, (sale,))]


def counted(connection: Connection, first: dt.date | None, last: dt.date | None) -> Counted:
    """All sales between two days (None: without end), from what is kept of each day."""
    sql = (
        "SELECT coalesce(sum(sales), 0), coalesce(sum(refunds), 0), coalesce(sum(amount), 0) FROM kept_sale_day "
        "WHERE day BETWEEN ? AND ?"
    )
    ((sales, refunds, amount),) = many.tuples(
        connection, sql, (day_to_int(first or dt.date.min), day_to_int(last or dt.date.max))
    )
    return Counted(sales, refunds, amount)


def left(connection: Connection, source: str, receipts: Sequence[str]) -> dict[str, Left]:
    """What may still be given back for sales of a source, by what the source calls them."""
    rows = many.tuples(connection, _LEFT, (json.dumps(list(receipts)), source))
    return {name: Left(int_to_day(day), price, card, bool(back)) for name, day, price, card, back in rows}


def made_by(connection: Connection, sale: int) -> tuple[int, int] | None:
    """The operation that recorded a sale, and how many sales it recorded; None where that is not known any more."""
    found = many.tuples(connection, _MADE, (sale,))
    if not found:
        return None
    ((operation,),) = found
    ((together,),) = many.tuples(connection, _TOGETHER, (operation,))
    return operation, together
