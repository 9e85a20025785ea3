"""Rows of a file as gift cards that were sold before the first day: code and what is left on each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from partnercrm.domain import codes
from partnercrm.domain.gift_card import PURPOSE_WORDS, GiftCardDraft, Purpose
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.words import msg
from partnercrm.imports import values
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import (
    Cells,
    Preview,
    PreviewRow,
    Reader,
    Reasons,
    RowState,
    bad_rows,
    closed_warning,
    places,
)
from partnercrm.imports.table import Table
from partnercrm.imports.who import Who
from partnercrm.services import gift_card
from partnercrm.services.known import closed_months
from partnercrm.services.store import Store


def preview(
    store: Store,
    table: Table,
    mapping: dict[int, str],
    source: str,
    currency: Currency,
    locale: Locale,
    today: dt.date,
) -> Preview:
    """What importing a table as gift cards would do. They are dated the day before today unless a column says when."""
    where = places(mapping)
    read = [Cells(row, where) for row in table.rows]
    who, reader = Who(store, (cells.text("party") for cells in read)), Reader(locale, today)
    rows = [_read(cells, who, reader, currency, locale, today) for cells in read]
    closed = closed_months(store)
    known = gift_card.known_codes(store, [codes.kept(row.said) for row in rows])
    seen: set[str] = set()
    marked = [*bad_rows(table), *(_marked(row, known, seen, closed) for row in rows)]
    marked.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.GIFT_CARDS, source, table.header, mapping, tuple(marked), table.notes)


def _read(cells: Cells, who: Who, reader: Reader, currency: Currency, locale: Locale, today: dt.date) -> PreviewRow:
    reasons, code = Reasons(cells.unreadable()), cells.text("code")
    draft = GiftCardDraft(
        value=reasons.take(values.money(cells.cell("value"), currency, locale)) or 0,
        day=reasons.take(reader.date(cells.cell("date"))) or today - dt.timedelta(days=1),
        purpose=reasons.take(reader.one_of(cells.cell("purpose"), PURPOSE_WORDS)) or Purpose.MULTI,
        buyer=reasons.take(who.named(cells.text("party"))),
        until_day=reasons.take(reader.date(cells.cell("until"))),
        code=code,
        opening=True,
    )
    problems = reasons.bad or [problem.message for problem in draft.problems()]
    state = RowState.BAD if problems else RowState.NEW
    return PreviewRow((cells.row.number,), code, state, tuple(problems), None if problems else draft)


def _marked(row: PreviewRow, known: set[str], seen: set[str], closed: frozenset[int]) -> PreviewRow:
    code = codes.kept(row.said)
    if not isinstance(row.draft, GiftCardDraft):
        return row
    if code in known:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("It is there already."),))
    if code in seen:
        return PreviewRow(row.numbers, row.said, RowState.BAD, (msg("This code stands in the file twice."),))
    seen.add(code)
    return replace(row, reasons=closed_warning(row.draft.day, closed))
