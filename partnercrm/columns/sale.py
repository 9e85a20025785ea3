"""The columns of the workbook's sheet *Sales by month*."""

from __future__ import annotations

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.period import month_text
from partnercrm.domain.sale_rows import SaleMonth
from partnercrm.domain.words import msg

_MONEY, _COUNT = ColumnKind.MONEY, ColumnKind.COUNT


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
