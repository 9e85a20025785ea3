"""The example's coalition: one card with The Daily Grind, settled on a signed sheet each month, paid a week later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from db.queries import coalition as q
from db.queries import loyalty as programs
from partnercrm.domain.coalition import US, NettingKind, PartnerDraft
from partnercrm.domain.dates import add_months
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.words import msg
from partnercrm.services import coalition, posting
from partnercrm.services import coalition_settlement as settling
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.demo_loyalty import BAKERY, BEGUN, CARD
from partnercrm.services.operations import Operation, run

SIGNED, PAID = 3, 10
"""On which days of a month last month's points are settled and paid."""


def tell(shop: Shop, month: Month) -> None:
    """Takes the bakery in when the card begins; later settles the month before. The last sheet waits to be signed."""
    if month.number < BEGUN:
        return

    def work(op: Operation) -> dict[str, Any]:
        (program,) = programs.find_programs(op.connection, CARD)
        if month.number == BEGUN:
            agreed = PartnerDraft(shop.ids[BAKERY], Decimal(5), alert_value=60_00)
            coalition.save_partner_in(op, program, agreed)
        else:
            _settle(op, shop, month, program)
        op.undoable = False
        return {}

    subjects = ("coalition", "ledger", "party")
    run(shop.store, shop.ctx(month.end), msg("Settle the points of last month"), month, subjects, work)


def _settle(op: Operation, shop: Shop, month: Month, program: int) -> None:
    last = month.start - dt.timedelta(days=1)
    if not q.owed(op.connection, program, q.terms(op.connection, program), last):
        return
    number, _uuid = settling.make_in(op, program, last, add_months(month.start, -1))
    if month.end == shop.today or not month.has(SIGNED):
        return
    settling.sign_in(op, number, f"Points {last:%m/%Y}", month.day(SIGNED))
    for step in settling.view_in(op.connection, number).of(NettingKind.PAYMENT):
        side = Direction.GIVEN if step.debtor == US else Direction.RECEIVED
        line = LineDraft(side, Kind.MONEY, step.amount)
        posting.post(op, ExchangeDraft(step.debtor or step.creditor, month.day(PAID), (line,), f"Points {last:%m/%Y}"))
