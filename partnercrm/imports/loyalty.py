"""Rows of a file as cards of before: number, holder, points, until when they are good. One row for each expiry."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.domain import codes
from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale
from partnercrm.domain.loyalty_moves import BroughtDraft
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg
from partnercrm.imports import values
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import (
    Cells,
    Fingerprints,
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
from partnercrm.services import loyalty
from partnercrm.services.known import closed_months
from partnercrm.services.store import Store


def preview(
    store: Store, table: Table, mapping: dict[int, str], source: str, locale: Locale, today: dt.date
) -> Preview:
    """What importing a table as cards would do. Points are dated the day before today unless a column says another
    day; without a column for the program there must be only one."""
    where = places(mapping)
    read = [Cells(row, where) for row in table.rows]
    asked = _Asked(store, source, locale, today, read)
    rows = [_read(cells, asked) for cells in read]
    known = loyalty.known_references(store, source, [_reference(row) for row in rows])
    marked = [_marked(row, known, asked) for row in rows]
    rows = [*bad_rows(table), *marked]
    rows.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.LOYALTY, source, table.header, mapping, tuple(rows), table.notes)


class _Asked:
    """What every row is read with."""

    def __init__(self, store: Store, source: str, locale: Locale, today: dt.date, rows: list[Cells]) -> None:
        self.store, self.source, self.locale = store, source, locale
        self.reader, self.prints, self.closed = Reader(locale, today), Fingerprints(), closed_months(store)
        self.day = today - dt.timedelta(days=1)
        self.who = Who(store, (cells.text("party") for cells in rows))
        self.holders = loyalty.holders(store, [codes.kept(cells.text("card")) for cells in rows])
        self._programs: dict[str, int | Message] = {}

    def program(self, name: str) -> int | Message:
        """The program of that name, or what is wrong."""
        if name not in self._programs:
            try:
                self._programs[name] = loyalty.find_program(self.store, name)
            except Refused as refused:
                self._programs[name] = refused.message
        return self._programs[name]


def _read(cells: Cells, asked: _Asked) -> PreviewRow:
    reasons, numbers, number = Reasons(cells.unreadable()), (cells.row.number,), cells.text("card")
    party = reasons.take(asked.who.named(cells.text("party")))
    there = codes.kept(number) in asked.holders
    if number and party is None and not there and not reasons.bad:
        reasons.bad.append(msg("Say whose card it is."))
    draft = BroughtDraft(
        number=number,
        program=reasons.take(asked.program(cells.text("program"))) or 0,
        party=party,
        day=reasons.take(asked.reader.date(cells.cell("date"))) or asked.day,
        points=reasons.take(values.decimal(cells.cell("points"), asked.locale)) or Decimal(0),
        expiry=reasons.take(asked.reader.date(cells.cell("expiry"))),
        source=asked.source,
        external_id=cells.text("external_id") or asked.prints.of([fold(str(value)) for value in cells.row.cells]),
    )
    problems = reasons.bad or [problem.message for problem in draft.problems()]
    if problems:
        return PreviewRow(numbers, number, RowState.BAD, tuple(problems))
    return PreviewRow(numbers, number, RowState.NEW, closed_warning(draft.day, asked.closed), draft)


def _reference(row: PreviewRow) -> str:
    return (row.draft.external_id or "") if isinstance(row.draft, BroughtDraft) else ""


def _marked(row: PreviewRow, known: set[str], asked: _Asked) -> PreviewRow:
    """The same row as there already, where its points came in before, or a card without points is there."""
    draft = row.draft
    if not isinstance(draft, BroughtDraft):
        return row
    there = not draft.points and codes.kept(draft.number) in asked.holders
    if _reference(row) in known or there:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN)
    return row
