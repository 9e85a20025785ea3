"""The sheet *Loyalty roll-forward*: each program's points in the span, and what they promise at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

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
from partnercrm.services.loyalty_figures import ProgramTotals, liabilities_in, roll_forwards_in, totals_in

MONEY = ("worth", "cost_view", "revenue_view")
"""What has a total: points of one program and stamps of another are never added."""
_SIGNS = {"taken_back": "-", "redeemed": "-", "expired": "-"}


def add(book: Workbook, reading: Reading, ctx: Context, span: Span) -> list[Check]:
    """Adds the sheet and answers its checks; nothing where there is no program."""
    first, last = span.from_day or dt.date.min, span.to_day or ctx.today
    spans = roll_forwards_in(reading.connection, first, last)
    if not spans:
        return []
    found = {each.program: each for each in liabilities_in(reading.connection, last)}
    rows = [
        SheetRow(each.name, each.rolled, each.point_value, promised.views, promised.sums.outstanding)
        for each in spans
        for promised in (found[each.program],)
    ]
    digits = stores.facts(reading.connection).currency.digits
    sheet = book.data(msg("Loyalty roll-forward"), columns.roll(digits), rows, table="LoyaltyRollForward", totals=MONEY)
    known = totals_in(reading.connection, first, last)
    rate, closing = sheet.range("rate"), sheet.range("closing")
    at_rate = Figure(sum(row.worth for row in rows), ColumnKind.MONEY, f"SUMPRODUCT(ROUND({closing}*{rate},{digits}))")
    names = dict.fromkeys(each.name for each in known)
    checks = [check for name in names for check in _checks(sheet, rows, known, name)]
    worth = sum(each.worth for each in known)
    return [*checks, Check(msg("Loyalty: what is left, at the value of a point"), worth, at_rate)]


def _checks(sheet: DataSheet, rows: list[SheetRow], known: list[ProgramTotals], name: str) -> list[Check]:
    """What the store says of the programs of a name beside the sheet's lines of that name, however it is sorted."""
    mine, told = [row for row in rows if row.name == name], [each for each in known if each.name == name]
    parts = {key: _figure(sheet, key, name, [getattr(row.rolled, key) for row in mine]) for key in POINTS}
    own = _figure(sheet, "own", name, [row.own for row in mine])
    rolled = "".join(f"{_SIGNS.get(part, '+')}{parts[part].formula}" for part in POINTS[:-1])
    at_end = _sum(each.closing for each in told)
    return [
        Check(msg("Loyalty: {program}, opening", program=name), _sum(each.opening for each in told), parts["opening"]),
        Check(msg("Loyalty: {program}, what is left on all cards", program=name), at_end, parts["closing"]),
        Check(
            msg(
                "Loyalty: {program}, opening + issued - taken back - redeemed + given back - expired + transferred "
                "+ adjusted",
                program=name,
            ),
            at_end,
            Figure(_rolled(parts), ColumnKind.NUMBER, rolled),
        ),
        Check(msg("Loyalty: {program}, of our own issue", program=name), _sum(each.own for each in told), own),
    ]


def _figure(sheet: DataSheet, key: str, name: str, values: list[Decimal]) -> Figure:
    said = name.replace('"', '""')
    formula = f'SUMPRODUCT(EXACT({sheet.range("program")},"{said}")*{sheet.range(key)})'
    return Figure(_sum(values), ColumnKind.NUMBER, formula)


def _rolled(parts: dict[str, Figure]) -> Decimal:
    signed = ((_SIGNS.get(part, "+"), parts[part].value) for part in POINTS[:-1])
    return _sum(-value if sign == "-" else value for sign, value in signed if isinstance(value, Decimal))


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
