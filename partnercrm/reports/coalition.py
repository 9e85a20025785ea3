"""The sheet *Settlement*: the points of neighbours gross both ways, and the steps to the few payments that are left."""

from __future__ import annotations

from partnercrm.columns import coalition as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.domain.coalition import STATE_WORDS, SettlementState
from partnercrm.domain.words import msg
from partnercrm.reports.cells import YES
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import DataSheet, Figure
from partnercrm.reports.workbook import Workbook
from partnercrm.services import coalition_report as reports
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Reading, Span

SUMS = ("gross", "earlier", "meanwhile", "pot", "into_pot", "transfer", "payment")


def add(book: Workbook, reading: Reading, ctx: Context, span: Span) -> list[Check]:
    """Adds the settlements whose last day lies in the span; nothing where none does."""
    told = reports.told(reading.connection, span.from_day, span.to_day)
    if not told.views:
        return []
    lines = [line for view in told.views for line in columns.sheet_lines(view, told.us, told.currency)]
    sheet = book.data(
        msg("Settlement"), columns.SHEET, lines, table="Settlement", totals=SUMS, key_columns=4, pages_wide=2
    )
    found = [
        Check(msg("Settlement: gross for points"), told.gross, sheet.sum("gross")),
        Check(msg("Settlement: of earlier months"), told.earlier, sheet.sum("earlier")),
        Check(msg("Settlement: what is left to be paid"), told.payments, sheet.sum("payment")),
    ]
    word = ctx.locale.say(STATE_WORDS[SettlementState.SIGNED]).replace('"', '""')
    signed = [view for view in told.views if view.row.state is SettlementState.SIGNED]
    if signed:
        value = sum(each.value for view in signed for each in view.claims if 0 in (each.debtor, each.creditor))
        formula = _signed(sheet, "gross", word, ctx.locale.say(YES))
        posted = Figure(value, ColumnKind.MONEY, formula)
        found.append(Check(msg("Settlement: posted for points with us"), told.posted, posted))
    return found


def _signed(sheet: DataSheet, key: str, word: str, yes: str) -> str:
    state, with_us = sheet.range("state"), sheet.range("with_us")
    return f'SUMIFS({sheet.range(key)},{state},"{word}",{with_us},"{yes}")'
