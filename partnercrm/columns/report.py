"""The columns of the ledger's workbook. Keys and titles are lasting: look-ups of last month must still work.

They are described in `resources/help/workbook.md`; a changed title is a changed contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.domain.dates import int_day
from partnercrm.domain.ledger import (
    BASIS_WORDS,
    KIND_WORDS,
    REASON_WORDS,
    SOURCE_WORDS,
    Basis,
    Kind,
    Reason,
    Return,
    Source,
    entry_number,
)
from partnercrm.domain.ledger_rows import OpenItem, OpenSide, StatementRow
from partnercrm.domain.locale import Locale
from partnercrm.domain.report_rows import FavourSums, PartySums, ReportLine
from partnercrm.domain.sentences import reciprocity
from partnercrm.domain.settlement import AGE_WORDS, Age, age_of
from partnercrm.domain.words import Message, msg

TEXT, MONEY, DATE, MOMENT = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE, ColumnKind.MOMENT
NUMBER, COUNT, SHARE = ColumnKind.NUMBER, ColumnKind.COUNT, ColumnKind.SHARE
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
EMPLOYEES = msg("Employees (total)")
SIDE_WORDS = {OpenSide.RECEIVABLE: msg("They owe"), OpenSide.PAYABLE: msg("We owe")}
HELD_WORDS = {OpenSide.RECEIVABLE: msg("We hold"), OpenSide.PAYABLE: msg("They hold")}
_QUANTITY = Decimal(10_000)
_SHARE_DIGITS = Decimal("0.0001")
ASKS_WORDS = {Return.MONEY: msg("Money"), Return.IN_KIND: msg("In kind"), Return.NOTHING: msg("Nothing")}


def by_party(locale: Locale) -> tuple[Column[PartySums], ...]:
    """To pay by party: opening + given - received = closing."""
    return (
        Column("party", msg("Party"), TEXT, lambda row: row.name or locale.say(EMPLOYEES), width=34),
        Column("opening", msg("Opening"), MONEY, lambda row: row.opening, width=16),
        Column("given", msg("Given"), MONEY, lambda row: row.given, width=16),
        Column("received", msg("Received"), MONEY, lambda row: row.received, width=16),
        Column("movement", msg("Movement"), MONEY, lambda row: row.given - row.received, width=16),
        Column("closing", msg("Closing"), MONEY, lambda row: row.closing, width=16),
    )


def favours(locale: Locale) -> tuple[Column[FavourSums], ...]:
    """Favours and turns by party. The two are never added together, nor to what is to be paid."""
    return (
        Column("party", msg("Party"), TEXT, lambda row: row.name or locale.say(EMPLOYEES), width=34),
        Column("opening", msg("Opening"), MONEY, lambda row: row.opening),
        Column("given", msg("Given"), MONEY, lambda row: row.given),
        Column("received", msg("Received"), MONEY, lambda row: row.received),
        Column("closing", msg("Closing"), MONEY, lambda row: row.closing),
        Column("unpriced_given", msg("Given without a price"), COUNT, lambda row: row.unpriced_given, width=14),
        Column("unpriced_received", msg("Got without a price"), COUNT, lambda row: row.unpriced_received, width=14),
        Column("volume", msg("Volume"), MONEY, lambda row: row.volume_given + row.volume_received),
        Column("reciprocity", msg("Reciprocity"), SHARE, _reciprocity, width=13),
        Column("turns_given", msg("Turns given"), COUNT, lambda row: row.turns_given, width=13),
        Column("turns_received", msg("Turns received"), COUNT, lambda row: row.turns_received, width=15),
    )


def open_items(locale: Locale) -> tuple[Column[OpenItem], ...]:
    """Open items with their ageing, receivable and payable gross."""
    return (
        Column("entry", msg("Entry"), TEXT, lambda row: row.number, width=12),
        Column("party", msg("Party"), TEXT, lambda row: row.name or locale.say(EMPLOYEES), width=26),
        Column("side", msg("Side"), TEXT, lambda row: locale.say(_side(row)), width=11),
        Column("date", msg("Date"), DATE, lambda row: row.day, width=11),
        Column("due", msg("Due"), DATE, lambda row: row.due, width=11),
        Column("days_late", msg("Days late"), COUNT, lambda row: row.days_late, width=9),
        Column("our_document", msg("Our document"), TEXT, lambda row: row.our_document),
        Column("their_document", msg("Their document"), TEXT, lambda row: row.their_document),
        Column("receivable", msg("They owe"), MONEY, lambda row: _on(row, OpenSide.RECEIVABLE), width=13),
        Column("payable", msg("We owe"), MONEY, lambda row: _on(row, OpenSide.PAYABLE), width=13),
        *(Column(f"age_{age.value}", AGE_WORDS[age], MONEY, _aged(age), width=12) for age in Age),
    )


def entries(locale: Locale) -> tuple[Column[ReportLine], ...]:
    """Every line of every entry, in the order of the chain. Signed: what takes back stands below zero.

    Of employees only the figures are told.
    """

    def private(row: ReportLine, text: str) -> str:
        return "" if row.employee else text

    return (
        Column("entry", msg("Entry"), TEXT, lambda row: entry_number(row.fiscal_year, row.sequence), width=12),
        Column("line", msg("Line"), COUNT, lambda row: row.position + 1, width=6),
        Column("date", msg("Date"), DATE, lambda row: int_day(row.day), width=11),
        Column("posted_on", msg("Posted on"), MOMENT, lambda row: EPOCH + row.posted_at * _MICROSECOND, width=16),
        Column("posted_by", msg("Posted by"), TEXT, lambda row: row.posted_by, width=12),
        Column("party", msg("Party"), TEXT, lambda row: locale.say(EMPLOYEES) if row.employee else row.party, width=28),
        Column("what", msg("What"), TEXT, lambda row: private(row, row.what), width=26),
        Column("memo", msg("Memo"), TEXT, lambda row: private(row, row.memo), width=26),
        Column("our_document", msg("Our document"), TEXT, lambda row: private(row, row.our_document), width=13),
        Column("their_document", msg("Their document"), TEXT, lambda row: private(row, row.their_document), width=13),
        Column("due", msg("Due"), DATE, lambda row: _day(row.due_day), width=11),
        Column("source", msg("Source"), TEXT, lambda row: locale.say(SOURCE_WORDS[Source(row.source)]), width=17),
        Column("reverses", msg("Reverses"), TEXT, _reversed, width=12),
        Column("credits", msg("Credits"), TEXT, _credited, width=12),
        Column("belongs_to", msg("Belongs to"), DATE, lambda row: _day(row.belongs_to), width=11),
        Column("kind", msg("Kind"), TEXT, lambda row: locale.say(KIND_WORDS[Kind(row.kind)]), width=20),
        Column("reason", msg("Reason"), TEXT, lambda row: _reason(locale, row), width=13),
        Column("quantity", msg("Quantity"), NUMBER, lambda row: _quantity(row.quantity), width=10),
        Column("unit", msg("Unit"), TEXT, lambda row: private(row, row.unit), width=9),
        Column("basis", msg("How it is known"), TEXT, lambda row: locale.say(BASIS_WORDS[Basis(row.basis)]), width=13),
        Column("return", msg("Asks for"), TEXT, lambda row: locale.say(ASKS_WORDS[Return(row.asks)]), width=10),
        Column("tax_code", msg("Tax code"), TEXT, lambda row: private(row, row.tax_code), width=9),
        Column("net", msg("Net"), MONEY, lambda row: _signed(row, (row.value or 0) - (row.tax_amount or 0)), width=12),
        Column("tax", msg("Tax"), MONEY, lambda row: _signed(row, row.tax_amount), width=12),
        Column("gross", msg("Gross"), MONEY, lambda row: _signed(row, row.value), width=12),
        Column("to_pay_given", msg("To pay given"), MONEY, lambda row: _in(row, Return.MONEY, 1), width=12),
        Column("to_pay_received", msg("To pay received"), MONEY, lambda row: _in(row, Return.MONEY, -1), width=12),
        Column("favours_given", msg("Favours given"), MONEY, lambda row: _in(row, Return.IN_KIND, 1), width=12),
        Column("favours_received", msg("Favours received"), MONEY, lambda row: _in(row, Return.IN_KIND, -1), width=12),
        Column("year", msg("Fiscal year"), NUMBER, lambda row: row.fiscal_year, width=9),
        Column("number", msg("Number in year"), NUMBER, lambda row: row.sequence, width=11),
    )


STATEMENT: tuple[Column[StatementRow], ...] = (
    Column("entry", msg("Entry"), TEXT, lambda row: row.number, width=12),
    Column("date", msg("Date"), DATE, lambda row: row.day, width=12),
    Column("due", msg("Due"), DATE, lambda row: row.due, width=12),
    Column("memo", msg("What"), TEXT, lambda row: row.memo, width=42),
    Column("our_document", msg("Our document"), TEXT, lambda row: row.our_document),
    Column("their_document", msg("Their document"), TEXT, lambda row: row.their_document),
    Column("takes_back", msg("Takes back"), TEXT, lambda row: row.takes_back, width=12),
    Column("given", msg("Given"), MONEY, lambda row: row.given),
    Column("received", msg("Received"), MONEY, lambda row: row.received),
    Column("balance", msg("Balance"), MONEY, lambda row: row.balance),
)

_MICROSECOND = dt.timedelta(microseconds=1)


def _reciprocity(row: FavourSums) -> Decimal | None:
    unpriced = row.volume_unpriced_given, row.volume_unpriced_received
    share = reciprocity(row.volume_given, row.volume_received, *unpriced)
    return None if share is None else Decimal(share).quantize(_SHARE_DIGITS)


def _side(row: OpenItem) -> Message:
    """Who is to pay it, or who holds what waits to be used."""
    return (HELD_WORDS if row.open < 0 else SIDE_WORDS)[row.side]


def _on(row: OpenItem, side: OpenSide) -> int | None:
    return row.open if row.side is side else None


def _aged(age: Age) -> Callable[[OpenItem], Cell]:
    def value(row: OpenItem) -> Cell:
        signed = row.open if row.side is OpenSide.RECEIVABLE else -row.open
        return signed if age_of(row.days_late) is age else None

    return value


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_day(number)


def _reversed(row: ReportLine) -> str:
    return _named(row.reverses_year, row.reverses_sequence)


def _credited(row: ReportLine) -> str:
    return _named(row.credits_year, row.credits_sequence)


def _named(year: int | None, sequence: int | None) -> str:
    return "" if year is None or sequence is None else entry_number(year, sequence)


def _reason(locale: Locale, row: ReportLine) -> str:
    return "" if row.reason is None else locale.say(REASON_WORDS[Reason(row.reason)])


def _quantity(scaled: int | None) -> Decimal | None:
    return None if scaled is None else Decimal(scaled) / _QUANTITY


def _signed(row: ReportLine, amount: int | None) -> int | None:
    return None if row.value is None or amount is None else row.sign * amount


def _in(row: ReportLine, asks: Return, direction: int) -> int | None:
    return row.sign * row.value if row.value is not None and row.asks == asks and row.direction == direction else None
