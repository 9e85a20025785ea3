"""The sheet *Agreement fulfilment*: each time a promise was due, and how far it was kept."""

from __future__ import annotations

from collections import Counter

from partnercrm.columns import agreement as columns
from partnercrm.columns.agreement import Kept
from partnercrm.columns.column import ColumnKind
from partnercrm.domain.clause import CLAUSE_STATE_WORDS, ClauseState
from partnercrm.domain.words import msg
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import DataSheet, Figure
from partnercrm.reports.workbook import Workbook
from partnercrm.services import agreement as agreements
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Reading, Span


def add(book: Workbook, reading: Reading, ctx: Context, span: Span) -> list[Check]:
    """The sheet with the promises that fall into the span, as they stand today; none where nothing was promised."""
    rows = agreements.rows(reading.connection, ctx.today)
    if not any(row.clauses for row in rows):
        return []
    kept = [
        found
        for row in rows
        for clause in row.clauses
        for each in clause.instances
        if _falls_into(found := Kept(row, clause, each), span)
    ]
    sheet = book.data(
        msg("Agreement fulfilment"),
        columns.fulfilment(ctx.locale),
        kept,
        table="AgreementFulfilment",
        totals=("promised_amount", "done_amount"),
        pages_wide=2,
    )
    return _checks(sheet, kept, ctx)


def _falls_into(row: Kept, span: Span) -> bool:
    begins = span.to_day is None or row.instance.first <= span.to_day
    return begins and (span.from_day is None or row.instance.due is None or row.instance.due >= span.from_day)


def _checks(sheet: DataSheet, kept: list[Kept], ctx: Context) -> list[Check]:
    states = Counter(row.instance.state for row in kept)
    promised = sum(row.amount(row.instance.promised) or 0 for row in kept)
    done = sum(row.amount(row.instance.done) or 0 for row in kept)
    found = [
        Check(msg("Agreements: promises"), len(kept), sheet.count()),
        Check(msg("Agreements: promised amounts"), promised, sheet.sum("promised_amount")),
        Check(msg("Agreements: done amounts"), done, sheet.sum("done_amount")),
    ]
    for state in ClauseState:
        word = ctx.locale.say(CLAUSE_STATE_WORDS[state])
        counted = Figure(states[state], ColumnKind.COUNT, f'COUNTIF({sheet.range("state")},"{word}")')
        found.append(Check(msg("Agreements: {state}", state=word), states[state], counted))
    return found
