"""The sheet *Gift cards*: each card's roll-forward in the span, and what is still to be honoured."""

from __future__ import annotations

from db.queries import gift_card as q
from partnercrm.columns import gift_card as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.domain.gift_card import PURPOSE_WORDS, Purpose
from partnercrm.domain.words import msg
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import DataSheet, Figure
from partnercrm.reports.workbook import Workbook
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Reading, Span

PARTS = ("opening", "sold", "used", "given_back", "void", "closing")


def add(book: Workbook, reading: Reading, ctx: Context, span: Span) -> list[Check]:
    """Adds the sheet and answers its checks; nothing where there never was a gift card."""
    rows = q.roll(reading.connection, span.from_day, span.to_day)
    if not rows:
        return []
    sheet = book.data(msg("Gift cards"), columns.roll(ctx.locale), rows, table="GiftCards", totals=PARTS)
    opening, closing = q.total(reading.connection, span.from_day, span.to_day)
    sums = {part: sheet.sum(part) for part in PARTS}
    rolled = "+".join((sums["opening"].formula, sums["sold"].formula, sums["given_back"].formula))
    rolled += f"-{sums['used'].formula}-{sums['void'].formula}"
    found = [
        Check(msg("Gift cards: opening"), opening, sums["opening"]),
        Check(msg("Gift cards: what is left on all of them"), closing, sums["closing"]),
        Check(
            msg("Gift cards: opening + sold - used + given back - void = closing"),
            closing,
            Figure(_rolled(sheet), ColumnKind.MONEY, rolled),
        ),
    ]
    for purpose in Purpose:
        of = [row for row in rows if row.purpose is purpose]
        if of:
            word = ctx.locale.say(PURPOSE_WORDS[purpose])
            formula = f'SUMIFS({sheet.range("closing")},{sheet.range("purpose")},"{word}")'
            left = Figure(sum(row.closing for row in of), ColumnKind.MONEY, formula)
            expected = q.total(reading.connection, span.from_day, span.to_day, purpose)[1]
            found.append(Check(msg("Gift cards: {purpose}", purpose=PURPOSE_WORDS[purpose]), expected, left))
    return found


def _rolled(sheet: DataSheet) -> int:
    sums = {part: int(sheet.tallies[part].total) for part in PARTS}
    return sums["opening"] + sums["sold"] - sums["used"] + sums["given_back"] - sums["void"]
