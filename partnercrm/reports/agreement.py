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
from partnercrm.services.agreement import AgreementSums
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
    )
    known = agreements.sums_in(reading.connection, ctx.today, span.from_day, span.to_day)
    return _checks(sheet, kept, known, ctx)


def _falls_into(row: Kept, span: Span) -> bool:
    begins = span.to_day is None or row.instance.first <= span.to_day
    return begins and (span.from_day is None or row.instance.due is None or row.instance.due >= span.from_day)


def _checks(sheet: DataSheet, kept: list[Kept], known: AgreementSums, ctx: Context) -> list[Check]:
    states = Counter(row.instance.state for row in kept)
    found = [
        Check(msg("Agreements: promises"), known.promises, sheet.count()),
        Check(msg("Agreements: promised amounts"), known.promised, sheet.sum("promised_amount")),
        Check(msg("Agreements: done amounts"), known.done, sheet.sum("done_amount")),
    ]
    for state in ClauseState:
        word = ctx.locale.say(CLAUSE_STATE_WORDS[state])
        formula = f'COUNTIF({sheet.range("state")},"{word}")'
        counted = Figure(states[state], ColumnKind.COUNT, formula)
        name = msg("Agreements: promises, {state}", state=word.lower())
        found.append(Check(name, known.states.get(state, 0), counted))
    return found
