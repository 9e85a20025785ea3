"""The sheet *Sales by month*: revenue, reductions as a note, and what was given back, to be held against the till."""

from __future__ import annotations

from db.queries import sale as sales
from db.queries import sale_month as q
from partnercrm.columns import sale as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.domain.sale_rows import SaleFilter
from partnercrm.domain.words import Message, msg
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import DataSheet, Figure
from partnercrm.reports.workbook import Workbook
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Reading, Span

TOTALS = (
    "sales refunds amount reduction with_vouchers rounding given_back of_earlier price paid gift_card_amount rest tip "
    "unbooked"
).split()


def add(book: Workbook, reading: Reading, ctx: Context, span: Span) -> list[Check]:
    """Adds the sheet and answers its checks; nothing where nothing was sold in the span."""
    rows = q.months(reading.connection, span.from_day, span.to_day)
    if not rows:
        return []
    sheet = book.data(msg("Sales by month"), columns.months(), rows, table="SalesByMonth", totals=TOTALS)
    known = sales.totals(reading.connection, SaleFilter(from_day=span.from_day, to_day=span.to_day))
    booked, unbooked = q.with_vouchers(reading.connection, span.from_day, span.to_day)
    return [
        Check(msg("Sales: revenue"), known.price, sheet.sum("price")),
        _whole(
            sheet,
            msg("Sales: list price - reductions + rounding - given back = revenue"),
            known.price,
            amount=1,
            reduction=-1,
            rounding=1,
            given_back=-1,
        ),
        _whole(
            sheet,
            msg("Sales: paid + by gift card + not paid = revenue"),
            known.price,
            paid=1,
            gift_card_amount=1,
            rest=1,
        ),
        Check(msg("Sales: what came off with vouchers"), booked, sheet.sum("with_vouchers")),
        Check(msg("Sales: what came off with vouchers without a sale"), unbooked, sheet.sum("unbooked")),
    ]


def _whole(sheet: DataSheet, name: Message, expected: int, **signs: int) -> Check:
    """A sum of columns, each with its sign."""
    formula = "".join(f"{'+' if sign > 0 else '-'}{sheet.sum(key).formula}" for key, sign in signs.items())
    value = sum(sign * int(sheet.tallies[key].total) for key, sign in signs.items())
    return Check(name, expected, Figure(value, ColumnKind.MONEY, formula.removeprefix("+")))
