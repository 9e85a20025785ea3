"""What the lists of a coalition show, and the columns of the workbook's sheet *Settlement*."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.coalition import STATE_WORDS, NettingKind
from partnercrm.domain.coalition_rows import PartnerRow, SettlementRow, SettlementView
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

_TEXT, _MONEY, _DATE, _COUNT, _NUMBER = (
    ColumnKind.TEXT,
    ColumnKind.MONEY,
    ColumnKind.DATE,
    ColumnKind.COUNT,
    ColumnKind.NUMBER,
)
GROSS = msg("Points")
EARLIER = msg("Of earlier months")
KIND_WORDS: dict[NettingKind, Message] = {
    NettingKind.MEANWHILE: msg("Paid meanwhile"),
    NettingKind.POT: msg("Paid before"),
    NettingKind.INTO_POT: msg("Into their pot"),
    NettingKind.TRANSFER: msg("Through us"),
    NettingKind.PAYMENT: msg("To be paid"),
}


def role_words(row: PartnerRow) -> Message:
    """What can be done with the card there."""
    if row.draft.earns and row.draft.redeems:
        return msg("Collect and use")
    return msg("Collect") if row.draft.earns else msg("Use")


PARTNERS: tuple[Column[PartnerRow], ...] = (
    Column("name", msg("Shop"), _TEXT, lambda row: row.name, "", 24),
    Column("role", msg("Points there"), _TEXT, role_words, "", 16),
    Column("they_owe", msg("They owe for points"), _MONEY, lambda row: row.they_owe, "", 17),
    Column("we_owe", msg("We owe for points"), _MONEY, lambda row: row.we_owe, "", 17),
    Column("held", msg("We hold of theirs"), _MONEY, lambda row: row.held, "", 16),
    Column("program", msg("Program"), _TEXT, lambda row: row.program_name, "", 22),
)
SETTLEMENTS: tuple[Column[SettlementRow], ...] = (
    Column("until", msg("Until"), _DATE, lambda row: row.until_day, "", 12),
    Column("state", msg("State"), _TEXT, lambda row: STATE_WORDS[row.state], "", 18),
    Column("document", msg("Signed sheet"), _TEXT, lambda row: row.document, "", 24),
    Column("shops", msg("Shops"), _COUNT, lambda row: row.shops, "", 8),
    Column("gross", msg("Gross"), _MONEY, lambda row: row.gross, "", 13),
    Column("payments", msg("Payments left"), _COUNT, lambda row: row.payments, "", 13),
    Column("paid", msg("To be paid"), _MONEY, lambda row: row.paid, "", 13),
    Column("program", msg("Program"), _TEXT, lambda row: row.program_name, "", 22),
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of the sheet: a claim, or a step of the netting. Shops by name, ours too."""

    head: SettlementRow
    what: Message
    debtor: str
    creditor: str
    with_us: bool
    value: int
    kind: NettingKind | None
    points: Decimal | None = None
    overspent: Decimal | None = None
    rate: Decimal | None = None
    earlier: bool = False

    def in_column(self, kind: NettingKind | None) -> int | None:
        """The value in the column of its kind; None stands for the gross lines."""
        return self.value if self.kind is kind and not self.earlier else None


def sheet_lines(view: SettlementView, us: str, currency: Currency) -> list[SheetLine]:
    """A settlement as lines; `us` is our shop's name."""
    names = {party: name or us for party, name in view.names.items()}
    unit = Decimal(10**currency.digits)
    found = [
        SheetLine(
            view.row, GROSS, names[each.debtor], names[each.creditor], 0 in (each.debtor, each.creditor), each.value,
            None, each.points, each.overspent or None, each.rate / unit,
        )
        for each in view.claims
    ]  # fmt: skip
    found += [
        SheetLine(
            view.row, EARLIER, names[each.debtor], names[each.creditor], 0 in (each.debtor, each.creditor), each.value,
            None, each.points, None, each.rate / unit, earlier=True,
        )
        for each in view.earlier
    ]  # fmt: skip
    for step in view.steps:
        paid = step.payment
        with_us = 0 in (paid.debtor, paid.creditor)
        shops = names[paid.debtor], names[paid.creditor]
        found.append(SheetLine(view.row, KIND_WORDS[step.kind], *shops, with_us, paid.amount, step.kind))
    return found


def _document(line: SheetLine) -> str | Message:
    return line.head.document or STATE_WORDS[line.head.state]


def _day(line: SheetLine) -> dt.date | None:
    return line.head.signed_day


SHEET: tuple[Column[SheetLine], ...] = (
    Column("settlement", msg("Settlement"), _TEXT, _document, width=18),
    Column("what", msg("What"), _TEXT, lambda line: line.what, width=16),
    Column("debtor", msg("Who owes"), _TEXT, lambda line: line.debtor, width=20),
    Column("creditor", msg("To whom"), _TEXT, lambda line: line.creditor, width=20),
    Column("program", msg("Program"), _TEXT, lambda line: line.head.program_name, width=20),
    Column("from", msg("From"), _DATE, lambda line: line.head.from_day, width=12),
    Column("until", msg("Until"), _DATE, lambda line: line.head.until_day, width=12),
    Column("signed", msg("Signed on"), _DATE, _day, width=12),
    Column("state", msg("State"), _TEXT, lambda line: STATE_WORDS[line.head.state], width=16),
    Column("with_us", msg("With us"), _TEXT, lambda line: line.with_us, width=9),
    Column("points", msg("Points"), _NUMBER, lambda line: line.points, width=11),
    Column("overspent", msg("Overspent"), _NUMBER, lambda line: line.overspent, width=12),
    Column("rate", msg("Rate"), _NUMBER, lambda line: line.rate, width=8),
    Column("gross", msg("Gross"), _MONEY, lambda line: line.in_column(None), width=13),
    Column("earlier", EARLIER, _MONEY, lambda line: line.value if line.earlier else None, width=13),
    Column("meanwhile", msg("Paid meanwhile"), _MONEY, lambda line: line.in_column(NettingKind.MEANWHILE), width=13),
    Column("pot", msg("Paid before"), _MONEY, lambda line: line.in_column(NettingKind.POT), width=13),
    Column("into_pot", msg("Into their pot"), _MONEY, lambda line: line.in_column(NettingKind.INTO_POT), width=13),
    Column("transfer", msg("Through us"), _MONEY, lambda line: line.in_column(NettingKind.TRANSFER), width=13),
    Column("payment", msg("To be paid"), _MONEY, lambda line: line.in_column(NettingKind.PAYMENT), width=13),
)
