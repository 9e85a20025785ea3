"""Points for sales that name a card: those of a till's file that did not count yet, and what was given back of them.

A sale counts once, also where the desk counted its receipt before; what earns nothing (other days, staff, a program of
stamps) is left as it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.engine import Store
from db.queries import loyalty as q
from db.queries import loyalty_sales as sales_q
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import PeriodClosed, Refused
from partnercrm.domain.loyalty_moves import EarnDraft, RefundDraft
from partnercrm.domain.words import msg, plural
from partnercrm.services import loyalty_points as points
from partnercrm.services.context import Context
from partnercrm.services.loyalty_cards import require_card
from partnercrm.services.operations import Operation, run


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sales and refunds counted, how many did not, and the points on balance."""

    counted: int
    left: int
    points: Decimal
    changes: Changes


def count(store: Store, ctx: Context, since: dt.date | None = None, source: str = "") -> Counted:
    """Counts the sales with a card that no movement names yet, from a day on, of a source. Raises PeriodClosed where
    one lies in a closed month: begin later then."""

    def work(op: Operation) -> dict[str, Any]:
        counted, left, total = 0, 0, Decimal(0)
        for sale in sales_q.uncounted(op.connection, since, source):
            moved = _earn(op, sale) if sale.refunds is None else _take_back(op, sale)
            counted, left = counted + (moved is not None), left + (moved is None)
            total += moved or 0
        op.said = plural(
            "{count} sale counted, {points} points", "{count} sales counted, {points} points", counted, points=total
        )
        return {"counted": counted, "left": left, "points": str(total)}

    done = run(store, ctx, msg("Count the sales with a card"), (since, source), ("loyalty",), work)
    answer = done.answer
    return Counted(answer["counted"], answer["left"], Decimal(answer["points"]), done.changes)


def _earn(op: Operation, sale: sales_q.CardSale) -> Decimal | None:
    """The points of a sale; None where it earns nothing or did at the desk. What a gift card paid was paid."""
    if _at_desk(op, sale):
        return None
    try:
        number = points.earn_in(op, EarnDraft(sale.member, sale.day, sale.paid, sale=sale.id))
    except PeriodClosed:
        raise
    except Refused:
        return None
    return sales_q.points_of(op.connection, number)


def _take_back(op: Operation, sale: sales_q.CardSale) -> Decimal | None:
    found = q.earning_of(op.connection, sale.refunds or 0) or _at_desk(op, sale)
    if not found or sale.paid >= 0:
        return None
    try:
        number = points.refund_in(op, RefundDraft(found[0], sale.day, -sale.paid, sale=sale.id))
    except PeriodClosed:
        raise
    except Refused:
        return None
    return sales_q.points_of(op.connection, number)


def _at_desk(op: Operation, sale: sales_q.CardSale) -> list[int]:
    """The earnings by which the desk counted the receipt of a sale on its card, or on the one that it became."""
    cards = {sale.member, require_card(op, sale.member).id}
    return sales_q.at_desk(op.connection, cards, sale.receipt) if sale.receipt else []
