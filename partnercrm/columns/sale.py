"""The columns of the list of sales, and of the workbook's sheet *Sales by month*."""

from __future__ import annotations

from collections.abc import Sequence

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.period import month_text
from partnercrm.domain.sale import PAYMENT_WORDS, PaymentKind
from partnercrm.domain.sale_item import SaleItemRow
from partnercrm.domain.sale_page import ListedSale
from partnercrm.domain.sale_rows import SaleMonth, SaleRow, SaleSort
from partnercrm.domain.words import Message, msg

_MONEY, _COUNT, _TEXT = ColumnKind.MONEY, ColumnKind.COUNT, ColumnKind.TEXT
WALK_IN = msg("Walk-in customer")


def what(items: Sequence[SaleItemRow]) -> str:
    """What was bought in one line: `2 Flat white, Croissant`."""
    counts = ((f"{abs(line.quantity).normalize():f}", line.text or line.name) for line in items)
    return ", ".join(name if count == "1" else f"{count} {name}" for count, name in counts)


def how_paid(sale: SaleRow) -> Message:
    """How it was paid: by what, or that it is on account."""
    if sale.rest and not sale.paid:
        return PAYMENT_WORDS[PaymentKind.ON_ACCOUNT]
    if sale.gift_card_amount and not sale.paid:
        return PAYMENT_WORDS[PaymentKind.GIFT_CARD]
    return PAYMENT_WORDS[sale.payment]


def time(sale: SaleRow) -> str:
    """`09:05`, or nothing where the till did not say."""
    return "" if sale.minute is None else "{:02}:{:02}".format(*divmod(sale.minute, 60))


def listed() -> tuple[Column[ListedSale], ...]:
    """The list of sales as the screen begins with it; the others wait in the menu of the header."""
    return (
        Column("day", msg("Date"), ColumnKind.DATE, lambda row: row.sale.day, SaleSort.DAY.value, 11),
        Column("time", msg("Time"), _TEXT, lambda row: time(row.sale), width=7, hidden=True),
        Column("name", msg("Customer"), _TEXT, lambda row: row.sale.name or WALK_IN, SaleSort.NAME.value, 20),
        Column("what", msg("What was bought"), _TEXT, lambda row: what(row.items), width=26),
        Column("receipt", msg("Receipt"), _TEXT, lambda row: row.sale.receipt, width=11),
        Column("how", msg("How it was paid"), _TEXT, lambda row: how_paid(row.sale), width=14),
        Column("rest", msg("Not paid at once"), _MONEY, lambda row: row.sale.rest or None, width=14),
        Column("entry", msg("Entry"), _TEXT, lambda row: row.sale.entry, width=12, hidden=True),
        Column("tip", msg("Tip"), _MONEY, lambda row: row.sale.tip or None, width=9, hidden=True),
        Column("reduction", msg("Reduction"), _MONEY, lambda row: row.sale.reduction or None, width=11, hidden=True),
        Column("source", msg("From"), _TEXT, lambda row: row.sale.source, width=10, hidden=True),
        Column("price", msg("Price"), _MONEY, lambda row: row.sale.price, SaleSort.PRICE.value, 11),
    )


def months() -> tuple[Column[SaleMonth], ...]:
    """A month's sales, what came off, what was given back, and how the rest was paid."""
    return (
        Column("month", msg("Month"), ColumnKind.TEXT, lambda row: month_text(row.month), width=10),
        Column("sales", msg("Sales"), _COUNT, lambda row: row.sales),
        Column("refunds", msg("Refunds"), _COUNT, lambda row: row.refunds),
        Column("amount", msg("List price"), _MONEY, lambda row: row.amount),
        Column("reduction", msg("Reductions"), _MONEY, lambda row: row.reduction),
        Column("with_vouchers", msg("Of it with vouchers"), _MONEY, lambda row: row.with_vouchers),
        Column("rounding", msg("Rounding"), _MONEY, lambda row: row.rounding),
        Column("given_back", msg("Given back"), _MONEY, lambda row: row.given_back),
        Column("of_earlier", msg("Of it for earlier months"), _MONEY, lambda row: row.of_earlier),
        Column("price", msg("Revenue"), _MONEY, lambda row: row.price),
        Column("paid", msg("Paid"), _MONEY, lambda row: row.paid),
        Column("gift_card_amount", msg("By gift card"), _MONEY, lambda row: row.gift_card_amount),
        Column("rest", msg("Not paid"), _MONEY, lambda row: row.rest),
        Column("tip", msg("Tips"), _MONEY, lambda row: row.tip),
        Column("unbooked", msg("Vouchers without a sale"), _MONEY, lambda row: row.unbooked),
    )
