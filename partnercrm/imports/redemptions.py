"""Rows of a file as uses of vouchers, such as a partner's own list: which are good, and which are there already."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from partnercrm.domain import codes
from partnercrm.domain.money import Currency
from partnercrm.domain.period import month_number, named_month
from partnercrm.domain.promotion import OfferForm
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.voucher import UseDraft
from partnercrm.domain.voucher_answers import answer
from partnercrm.domain.voucher_rows import VoucherRow
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
from partnercrm.services import voucher as vouchers
from partnercrm.services.context import Context
from partnercrm.services.known import closed_months
from partnercrm.services.store import Store


@dataclass(slots=True)
class _Reading:
    """One file on its way: the vouchers that it names, as the rows so far left them."""

    ctx: Context
    currency: Currency
    source: str
    who: Who
    reader: Reader
    prints: Fingerprints
    vouchers: dict[str, VoucherRow]
    closed: frozenset[int]
    there: set[str]


def preview(
    store: Store, ctx: Context, table: Table, mapping: dict[int, str], source: str, currency: Currency
) -> Preview:
    """What importing a table as uses of vouchers would do. Where no shop is named it is the voucher's own."""
    where = places(mapping)
    read = [Cells(row, where) for row in table.rows]
    names = [name for cells in read for name in (cells.text("party"), cells.text("shop"))]
    reading = _Reading(
        ctx,
        currency,
        source,
        Who(store, names),
        Reader(ctx.locale, ctx.today),
        Fingerprints(),
        vouchers.by_codes(store, (cells.text("code") for cells in read)),
        closed_months(store),
        set(),
    )
    named = [(cells, _id_of(cells, reading)) for cells in read]
    reading.there = vouchers.known(store, source, [name for _cells, name in named])
    rows = [*bad_rows(table), *(_read(cells, name, reading) for cells, name in named)]
    rows.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.REDEMPTIONS, source, table.header, mapping, tuple(rows), table.notes)


def _id_of(cells: Cells, reading: _Reading) -> str:
    """One receipt may use several vouchers."""
    own = cells.text("external_id")
    return (
        f"{own} {codes.kept(cells.text('code'))}"
        if own
        else reading.prints.of([fold(str(value)) for value in cells.row.cells])
    )


def _read(cells: Cells, name: str, reading: _Reading) -> PreviewRow:
    numbers, said = (cells.row.number,), " ".join(filter(None, (cells.text("code"), cells.text("party"))))
    if name in reading.there:
        return PreviewRow(numbers, said, RowState.KNOWN, (msg("It is there already."),))
    reasons = Reasons(cells.unreadable())
    draft = _draft(cells, name, reading, reasons)
    problems = reasons.bad or [problem.message for problem in draft.problems()] or _problems(draft, reading)
    if problems:
        return PreviewRow(numbers, said, RowState.BAD, tuple(problems))
    reading.there.add(name)
    _count(draft, reading)
    return PreviewRow(numbers, said, RowState.NEW, _late(draft, reading), draft)


def _draft(cells: Cells, name: str, reading: _Reading, reasons: Reasons) -> UseDraft:
    def money(field: str) -> int | None:
        return reasons.take(values.money(cells.cell(field), reading.currency, reading.ctx.locale))

    code = codes.kept(cells.text("code"))
    voucher = reading.vouchers.get(code)
    shop = reasons.take(reading.who.named(cells.text("shop")))
    return UseDraft(
        code=code,
        day=reasons.take(reading.reader.date(cells.cell("date"))),
        shop=shop if shop is not None or voucher is None else voucher.shop,
        party=reasons.take(reading.who.named(cells.text("party"))),
        full=money("full"),
        reduction=money("reduction"),
        revenue=money("revenue"),
        new_customer=reasons.take(values.boolean(cells.cell("new_customer"), reading.ctx.locale)),
        source=reading.source,
        external_id=name,
    )


def _problems(draft: UseDraft, reading: _Reading) -> list[Message]:
    today = reading.ctx.today
    if draft.day is None:
        return [msg("Say when it was.")]
    if draft.day > today:
        return [msg("It lies in the future.")]
    voucher = reading.vouchers.get(draft.code)
    said = answer(draft.code, voucher, reading.currency, today, draft.day, draft.shop)
    if not said.good or voucher is None:
        return [said.said]
    percent = voucher.terms.form is OfferForm.PERCENT
    if percent and draft.full is None and draft.reduction is None and draft.revenue is None:
        return [msg("Say what was paid, or what came off.")]
    return []


def _late(draft: UseDraft, reading: _Reading) -> tuple[Message, ...]:
    month = month_number(draft.day or reading.ctx.today)
    if month not in reading.closed:
        return ()
    return (msg("{month} is closed: it is dated today and says its day.", month=named_month(month)),)


def _count(draft: UseDraft, reading: _Reading) -> None:
    """The voucher as it will be after this row, so that the next row of its code is judged by that."""
    voucher, day = reading.vouchers[draft.code], draft.day or dt.date.min
    taken = voucher.taken + (draft.reduction or 0)
    last = max(voucher.last_used or day, day)
    reading.vouchers[draft.code] = replace(voucher, uses=voucher.uses + 1, taken=taken, last_used=last)
