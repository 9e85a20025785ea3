"""Sales by month: what was sold, what came off, what was given back, and what of it concerns vouchers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TypeAlias

from sqlalchemy import Connection

from db.queries import many
from db.values import day_to_int
from partnercrm.domain.sale_rows import SaleMonth

_FIRST, _LAST = dt.date.min, dt.date.max
_SOLD = """
    SELECT day / 100, count(*) FILTER (WHERE NOT back), count(*) FILTER (WHERE back),
        coalesce(sum(amount) FILTER (WHERE NOT back), 0), coalesce(sum(reduction) FILTER (WHERE NOT back), 0),
        coalesce(sum(rounding) FILTER (WHERE NOT back), 0),
        coalesce(sum(reduction - amount - rounding) FILTER (WHERE back), 0),
        sum(paid), sum(gift_card_amount), sum(rest), sum(tip)
    FROM (SELECT *, refunds_id IS NOT NULL OR amount < 0 AS back FROM sale WHERE day BETWEEN ? AND ?) GROUP BY 1
"""
_OF_EARLIER = """
    SELECT s.day / 100, sum(s.reduction - s.amount - s.rounding) FROM sale s JOIN sale o ON o.id = s.refunds_id
    WHERE s.day BETWEEN ? AND ? AND o.day / 100 < s.day / 100 GROUP BY 1
"""
_USED = """
    FROM redemption r JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
    LEFT JOIN sale s ON s.id = r.sale_id
    WHERE r.shop_id IS NULL AND b."group" = 'test' AND {which} AND {day} BETWEEN ? AND ?
    AND NOT EXISTS (SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1)
"""
_BOOKED = _USED.format(which="r.sale_id IS NOT NULL", day="s.day")
_UNBOOKED_DAY = "coalesce(r.belongs_to, r.day)"
_UNBOOKED = _USED.format(which="r.sale_id IS NULL", day=_UNBOOKED_DAY)

Months: TypeAlias = "dict[int, int]"


def months(connection: Connection, first: dt.date | None, last: dt.date | None) -> list[SaleMonth]:
    """The months between two days (None: without end) in which anything was sold, or a voucher used."""
    span = _span(first, last)
    sold = {month: sums for month, *sums in many.tuples(connection, _SOLD, span)}
    earlier: Months = dict(many.tuples(connection, _OF_EARLIER, span))
    booked: Months = dict(many.tuples(connection, f"SELECT s.day / 100, sum(r.reduction) {_BOOKED} GROUP BY 1", span))
    sql = f"SELECT {_UNBOOKED_DAY} / 100, sum(r.reduction) {_UNBOOKED} GROUP BY 1"
    unbooked: Months = dict(many.tuples(connection, sql, span))
    return [
        replace(
            SaleMonth(month, *sold.get(month, [0] * 10)),
            of_earlier=earlier.get(month, 0),
            with_vouchers=booked.get(month, 0),
            unbooked=unbooked.get(month, 0),
        )
        for month in sorted({*sold, *booked, *unbooked})
    ]


def with_vouchers(connection: Connection, first: dt.date | None, last: dt.date | None) -> tuple[int, int]:
    """What came off with vouchers on the sales between two days, and where no sale stands behind the use."""
    span = _span(first, last)
    ((booked,),) = many.tuples(connection, f"SELECT coalesce(sum(r.reduction), 0) {_BOOKED}", span)
    ((unbooked,),) = many.tuples(connection, f"SELECT coalesce(sum(r.reduction), 0) {_UNBOOKED}", span)
    return booked, unbooked


def _span(first: dt.date | None, last: dt.date | None) -> tuple[int, int]:
    return day_to_int(first or _FIRST), day_to_int(last or _LAST)
