"""Vouchers on paper: the codes of a batch that can still be used, each with its offer and a QR code, as PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from partnercrm.domain import codes
from partnercrm.domain.voucher import BatchGroup
from partnercrm.domain.voucher_answers import offer_words
from partnercrm.domain.voucher_rows import BatchRow, VoucherRow
from partnercrm.services import voucher
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui import messages
from ui.common import paper_cards
from ui.common.paper_cards import PaperCard
from ui.common.tab import Shell
from ui.words import currency, date, say, tr

LONGEST_BIG = 12
"""So many letters fit where the offer stands big."""


def print_batch(shell: Shell, owner: QWidget, batch: BatchRow) -> None:
    """Read what can still be used, ask for the place, write there."""
    session = shell.session

    def found(rows: list[VoucherRow]) -> None:
        if not rows:
            messages.toast(tr("None of these vouchers can be used any more."))
            return
        name = batch.name or batch.title
        paper_cards.ask_pdf(owner, name, lambda path: save_pdf(path, session.facts.name, rows))

    shell.tasks.run_read(lambda: usable(session.store, session.ctx(), batch.id), found, owner=owner)


def save_pdf(path: Path, shop: str, rows: Sequence[VoucherRow]) -> bool:
    """Write them as PDF; False where that place cannot be written, which is said then."""
    return paper_cards.save_pdf(path, rows[0].title, [paper(shop, row) for row in rows])


def paper(shop: str, row: VoucherRow) -> PaperCard:
    """What stands on the paper of one voucher: in whose shop it is good, what for, until when, and its code."""
    offer = say(offer_words(row.terms, currency()))
    title, big = (row.title, offer) if len(offer) <= LONGEST_BIG else (offer, tr("Voucher"))
    if row.group is BatchGroup.CONTROL:
        title, big = tr("Please show this card when you pay"), ""
    until = tr("Good until {day}", day=date(row.last_day)) if row.last_day else ""
    return PaperCard(row.shop_name or shop, title, big, until, row.code, codes.grouped(row.code))


def usable(store: Store, ctx: Context, batch: int) -> list[VoucherRow]:
    """The vouchers of a batch (row id) that are neither used up nor void nor over."""
    found = voucher.page_rows(store, voucher.ids(store, ctx, batch=batch))
    return [row for row in found if row.void_on is None and not row.spent and _in_time(row, ctx.today)]


def _in_time(row: VoucherRow, today: dt.date) -> bool:
    return row.last_day is None or row.last_day >= today
