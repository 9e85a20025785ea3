"""The sheet *Loyalty roll-forward*: each program's points in the span, and what they promise at its end."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from db.queries import loyalty_sums
from db.queries import store as stores
from partnercrm.columns import loyalty as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.columns.loyalty import POINTS, SheetRow
from partnercrm.domain.words import msg
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import DataSheet, Figure
from partnercrm.reports.workbook import Workbook
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Reading, Span
from partnercrm.services.loyalty_figures import liabilities_in, roll_forwards_in

_SIGNS = {"taken_back": "-", "redeemed": "-", "expired": "-"}


def add(book: Workbook, reading: Reading, ctx: Context, span: Span) -> list[Check]:
    """Adds the sheet and answers its checks; nothing where there is no program."""
    first, last = span.from_day or dt.date.min, span.to_day or ctx.today
    spans = roll_forwards_in(reading.connection, first, last)
    if not spans:
        return []
    views = {each.program: each.views for each in liabilities_in(reading.connection, last)}
    rows = [SheetRow(each.name, each.rolled, each.point_value, views[each.program]) for each in spans]
    digits = stores.facts(reading.connection).currency.digits
    totals = (*POINTS, "worth", "cost_view", "revenue_view")
    sheet = book.data(
        msg("Loyalty roll-forward"), columns.roll(digits), rows, table="LoyaltyRollForward", totals=totals
    )
    before, after = loyalty_sums.balances(reading.connection, first, last)
    rate, closing = sheet.range("rate"), sheet.range("closing")
    at_rate = Figure(sum(row.worth for row in rows), ColumnKind.MONEY, f"SUMPRODUCT(ROUND({closing}*{rate},{digits}))")
    return [
        Check(msg("Points: opening"), before, sheet.sum("opening")),
        Check(msg("Points: what is left on all cards"), after, sheet.sum("closing")),
        Check(
            msg("Points: opening + issued - taken back - redeemed + given back - expired + transferred + adjusted"),
            after,
            Figure(_rolled(rows), ColumnKind.NUMBER, _formula(sheet)),
        ),
        Check(msg("Points: what is left, at the value of a point"), sum(row.worth for row in rows), at_rate),
    ]


def _rolled(rows: list[SheetRow]) -> Decimal:
    return sum((row.rolled.closing for row in rows), Decimal(0))


def _formula(sheet: DataSheet) -> str:
    return "".join(f"{_SIGNS.get(part, '+')}{sheet.sum(part).formula}" for part in POINTS[:-1])
