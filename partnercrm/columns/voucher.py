"""What the list of voucher batches shows."""

from __future__ import annotations

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.money import Currency
from partnercrm.domain.voucher import BATCH_GROUP_WORDS, BatchGroup
from partnercrm.domain.voucher_answers import offer_words
from partnercrm.domain.voucher_rows import BatchRow
from partnercrm.domain.words import Message, msg

_TEXT, _DATE, _COUNT = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.COUNT
OURS = msg("our shop")
WE = msg("we do")


def batches(currency: Currency) -> tuple[Column[BatchRow], ...]:
    """The list's columns; `currency` is that of the offers' amounts."""
    return (
        Column("name", msg("Vouchers"), _TEXT, lambda row: row.name or row.title, "", 26),
        Column("offer", msg("Offer"), _TEXT, lambda row: _offer(row, currency), "", 24),
        Column("shop", msg("Good in"), _TEXT, lambda row: row.shop_name or OURS, "", 18),
        Column("hander", msg("Who hands them out"), _TEXT, lambda row: row.hander_name or WE, "", 18, hidden=True),
        Column("until", msg("Good until"), _DATE, lambda row: row.until_day, "", 12),
        Column("made", msg("Made"), _COUNT, lambda row: row.size, "", 8),
        Column("handed_out", msg("Handed out"), _COUNT, lambda row: row.handed_out, "", 11),
        Column("used", msg("Used"), _COUNT, lambda row: row.used, "", 8),
        Column("promotion", msg("Cross-promotion"), _TEXT, lambda row: row.title, "", 24, hidden=True),
    )


def _offer(row: BatchRow, currency: Currency) -> Message:
    if row.group is BatchGroup.CONTROL:
        return BATCH_GROUP_WORDS[BatchGroup.CONTROL]
    return offer_words(row.terms, currency)
