"""Rows of a file as what was given and received: one row a line, rows of one document together one exchange."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from partnercrm.domain.ledger import (
    BASIS_WORDS,
    KIND_WORDS,
    RETURN_WORDS,
    Basis,
    Direction,
    ExchangeDraft,
    Kind,
    LineDraft,
    Source,
    line_problems,
    pays,
)
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.period import month_number, named_month
from partnercrm.domain.record import dataclass
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
    places,
)
from partnercrm.imports.table import Table
from partnercrm.imports.who import Who
from partnercrm.services.agreed_value import PriceLists
from partnercrm.services.known import closed_months, known_references
from partnercrm.services.store import Store

DIRECTION_WORDS = {Direction.GIVEN: msg("Given"), Direction.RECEIVED: msg("Received")}
STATE_WORDS = {RowState.NEW: msg("Posted"), RowState.BAD: msg("Draft")}
LONGEST_TERM = 3650
BILL_FIELDS = ("due", "due_days", "our_document", "their_document")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every row is read with."""

    who: Who
    currency: Currency
    locale: Locale
    today: dt.date
    source: str
    closed: frozenset[int]
    reader: Reader
    prices: PriceLists
    basis: Basis | None
    bare: bool


def preview(
    store: Store,
    table: Table,
    mapping: dict[int, str],
    source: str,
    currency: Currency,
    locale: Locale,
    today: dt.date,
    basis: Basis | None = None,
) -> Preview:
    """What importing a table as exchanges would do. An amount above zero is given by us unless the row says.

    Where a row names no value the agreed one is taken, and said. `basis` is how values are known of which no row says
    it; without it, and where no column says it either, what has a due day or a bill's number is a bill.
    """
    where = places(mapping)
    read = [Cells(row, where) for row in table.rows]
    who = Who(store, (cells.text("party") for cells in read))
    closed, prices = closed_months(store), PriceLists(store)
    asked = _Asked(
        who, currency, locale, today, source, closed, Reader(locale, today), prices, basis, not says_basis(mapping)
    )
    rows = [_read(name, group, asked) for name, group in _groups(read).items()]
    drafts = [row.draft for row in rows if isinstance(row.draft, ExchangeDraft)]
    names = [draft.external_id for draft in drafts]
    there = known_references(store, "exchange", source, names) | known_references(store, "draft", source, names)
    marked = [*bad_rows(table), *(_marked(row, there) for row in rows)]
    marked.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.EXCHANGES, source, table.header, mapping, tuple(marked), table.notes)


def _groups(read: Sequence[Cells]) -> dict[str, list[Cells]]:
    """The rows by the document that they belong to, in the order of the file; a row without one stands alone."""
    prints = Fingerprints()
    groups: dict[str, list[Cells]] = {}
    for cells in read:
        name = cells.text("external_id") or cells.text("document")
        groups.setdefault(name or prints.of([fold(str(value)) for value in cells.row.cells]), []).append(cells)
    return groups


def _read(name: str, group: list[Cells], asked: _Asked) -> PreviewRow:
    reasons = Reasons([each for cells in group for each in cells.unreadable()])
    head = group[0]
    day = reasons.take(asked.reader.date(head.cell("date")))
    due = reasons.take(asked.reader.date(head.cell("due")))
    party = reasons.take(asked.who.named(head.text("party")))
    billed = asked.bare and any(map(head.text, BILL_FIELDS))
    read = [line for cells in group for line in _lines(cells, asked, reasons)]
    typed = [_with_basis(line, Basis.BILL if billed else None, asked) for line in read]
    lines = tuple(asked.prices.filled(party, day, line) for line in typed)
    reasons.bad.extend(problem.message for line in lines for problem in line_problems(line))
    draft = ExchangeDraft(
        party=party,
        day=day,
        lines=lines,
        memo=head.text("memo"),
        our_document=head.text("our_document"),
        their_document=head.text("their_document"),
        due_day=due or _after(day, head, asked, reasons),
        source=Source.IMPORT,
        belongs_to=reasons.take(asked.reader.date(head.cell("belongs_to"))),
        import_source=asked.source,
        external_id=name,
    )
    posted = reasons.take(asked.reader.one_of(head.cell("state"), STATE_WORDS)) is not RowState.BAD
    numbers, said = tuple(cells.row.number for cells in group), _said(head)
    problems = [*reasons.bad, *_same_head(group), *_problems(draft, posted, asked)]
    if problems:
        once = [each for place, each in enumerate(problems) if each not in problems[:place]]
        return PreviewRow(numbers, said, RowState.BAD, tuple(once))
    agreed = tuple(
        _agreed(line, asked.currency) for line, before in zip(lines, typed, strict=True) if line is not before
    )
    return PreviewRow(numbers, said, RowState.NEW, agreed, draft, posted)


def says_basis(mapping: Mapping[int, str]) -> bool:
    """Whether a column says how the values are known."""
    return "basis" in mapping.values()


def _with_basis(line: LineDraft, proposed: Basis | None, asked: _Asked) -> LineDraft:
    basis = asked.basis or proposed
    if basis is None or line.basis is not None or line.value is None or pays(line):
        return line
    return replace(line, basis=basis)


def _agreed(line: LineDraft, currency: Currency) -> Message:
    worth = Amount(line.value or 0, currency)
    what = line.what or KIND_WORDS[line.kind]
    return msg("No value is given for {what}, so the agreed one is taken: {value}.", what=what, value=worth)


def _said(head: Cells) -> str:
    document = head.text("our_document") or head.text("their_document") or head.text("document")
    return " ".join(filter(None, (head.text("party"), document, head.text("what") or head.text("memo"))))


def _problems(draft: ExchangeDraft, posted: bool, asked: _Asked) -> list[Message]:
    found = [problem.message for problem in draft.problems()] if posted else []
    if posted and draft.day is not None and month_number(draft.day) in asked.closed:
        month = named_month(month_number(draft.day))
        found.append(msg("{month} is closed. Date it today and say which day it belongs to.", month=month))
    return found


def _same_head(group: Sequence[Cells]) -> list[Message]:
    """Rows of one document must agree on whom and when."""
    heads = {(cells.text("party"), cells.text("date")) for cells in group}
    return [] if len(heads) == 1 else [msg("The rows of this document name different people or days.")]


def _after(day: dt.date | None, head: Cells, asked: _Asked, reasons: Reasons) -> dt.date | None:
    days = reasons.take(values.decimal(head.cell("due_days"), asked.locale))
    if days is None or day is None:
        return None
    if days != int(days) or days > LONGEST_TERM:
        reasons.bad.append(msg("Give whole days, at most {days}.", days=LONGEST_TERM))
        return None
    return day + dt.timedelta(days=int(days))


def _lines(cells: Cells, asked: _Asked, reasons: Reasons) -> list[LineDraft]:
    """One line, or one a side where the file has a column for each."""
    sides = [(Direction.GIVEN, "given"), (Direction.RECEIVED, "received")]
    named = [(direction, key) for direction, key in sides if cells.text(key)]
    if not named:
        if not cells.text("direction") and all(cells.has(key) for _direction, key in sides):
            reasons.bad.append(msg("Say whether it was given or received."))
        said = reasons.take(asked.reader.one_of(cells.cell("direction"), DIRECTION_WORDS))
        named = [(said or Direction.GIVEN, "value")]
    return [_line(cells, direction, key, asked, reasons) for direction, key in named]


def _line(cells: Cells, direction: Direction, key: str, asked: _Asked, reasons: Reasons) -> LineDraft:
    def money(field: str) -> int | None:
        return reasons.take(values.money(cells.cell(field), asked.currency, asked.locale))

    return LineDraft(
        direction=direction,
        kind=reasons.take(asked.reader.one_of(cells.cell("kind"), KIND_WORDS)) or Kind.GOODS,
        value=money(key),
        basis=reasons.take(asked.reader.one_of(cells.cell("basis"), BASIS_WORDS)),
        quantity=reasons.take(values.decimal(cells.cell("quantity"), asked.locale)),
        unit=cells.text("unit"),
        what=cells.text("what"),
        asks=reasons.take(asked.reader.one_of(cells.cell("return"), RETURN_WORDS)),
        cost=money("cost"),
        tax_code=cells.text("tax_code"),
        tax_amount=money("tax_amount"),
    )


def _marked(row: PreviewRow, there: set[str]) -> PreviewRow:
    draft = row.draft
    if isinstance(draft, ExchangeDraft) and draft.external_id in there:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("It is there already."),))
    return row
