"""The sheet *Loyalty roll-forward*: each program's points in the span, and what they promise at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
from partnercrm.services.loyalty_figures import ProgramSpan, ProgramTotals, liabilities_in, roll_forwards_in, totals_in

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
    labels = _labels(spans)
    rows = [
        SheetRow(labels[each.program], each.rolled, each.point_value, promised.views, promised.sums.outstanding)
        for each in spans
        for promised in (found[each.program],)
    ]
    digits = stores.facts(reading.connection).currency.digits
    sheet = book.data(msg("Loyalty roll-forward"), columns.roll(digits), rows, table="LoyaltyRollForward", totals=MONEY)
    known = {each.program: each for each in totals_in(reading.connection, first, last)}
    rate, closing = sheet.range("rate"), sheet.range("closing")
    at_rate = Figure(sum(row.worth for row in rows), ColumnKind.MONEY, f"SUMPRODUCT(ROUND({closing}*{rate},{digits}))")
    pairs = zip(spans, rows, strict=True)
    checks = [check for each, row in pairs for check in _checks(sheet, row, known[each.program])]
    worth = sum(each.worth for each in known.values())
    return [*checks, Check(msg("Loyalty: what is left, at the value of a point"), worth, at_rate)]


def _labels(spans: Sequence[ProgramSpan]) -> dict[int, str]:
    """What each program (row id) is called on the sheet: its name, and which one it is where several have that name."""
    found: dict[int, str] = {}
    for each in sorted(spans, key=lambda span: span.program):
        same, label = 1, each.name
        while label in found.values():
            same += 1
            label = f"{each.name} ({same})"
        found[each.program] = label
    return found


def _checks(sheet: DataSheet, row: SheetRow, told: ProgramTotals) -> list[Check]:
    """What the store says of a program beside the sheet's line of it, however it is sorted."""
    name = row.name
    parts = {key: _figure(sheet, key, name, getattr(row.rolled, key)) for key in POINTS}
    rolled = "".join(f"{_SIGNS.get(part, '+')}{parts[part].formula}" for part in POINTS[:-1])
    return [
        Check(msg("Loyalty: {program}, opening", program=name), told.opening, parts["opening"]),
        Check(msg("Loyalty: {program}, what is left on all cards", program=name), told.closing, parts["closing"]),
        Check(
            msg(
                "Loyalty: {program}, opening + issued - taken back - redeemed + given back - expired + transferred "
                "+ adjusted",
                program=name,
            ),
            told.closing,
            Figure(_rolled(parts), ColumnKind.NUMBER, rolled),
        ),
        Check(
            msg("Loyalty: {program}, of our own issue", program=name), told.own, _figure(sheet, "own", name, row.own)
        ),
    ]


def _figure(sheet: DataSheet, key: str, name: str, value: Decimal) -> Figure:
    said = name.replace('"', '""')
    formula = f'SUMPRODUCT(EXACT({sheet.range("program")},"{said}")*{sheet.range(key)})'
    return Figure(value, ColumnKind.NUMBER, formula)


def _rolled(parts: dict[str, Figure]) -> Decimal:
    signed = ((_SIGNS.get(part, "+"), parts[part].value) for part in POINTS[:-1])
    return sum((-value if sign == "-" else value for sign, value in signed if isinstance(value, Decimal)), Decimal(0))
