"""Points for sales that name a card: those of a till's file that did not count yet, and what was given back of them.

A sale counts once, also where the desk counted its receipt before; what earns nothing (other days, staff, a program of
stamps) is left as it is. What belongs to a closed month counts today, and its movement says of which day it is.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from db.engine import Store
from db.queries import loyalty as q
from db.queries import loyalty_points as points_q
from db.queries import loyalty_sales as sales_q
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import PeriodClosed, Refused
from partnercrm.domain.loyalty_moves import EarnDraft, RefundDraft
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import loyalty_points as points
from partnercrm.services.context import Context
from partnercrm.services.loyalty_cards import require_card
from partnercrm.services.operations import Operation, run


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sales and refunds counted, how many did not, and the points on balance; `late` of those that counted
    are dated later than they were: their month is closed, or what they give back counted later."""

    counted: int
    left: int
    points: Decimal
    late: int
    changes: Changes


def count(store: Store, ctx: Context, since: dt.date | None = None, source: str = "") -> Counted:
    """Counts the sales with a card that no movement names yet, from a day on, of a source. Raises PeriodClosed where
    today's month is closed and one lies in a closed month."""

    def work(op: Operation) -> dict[str, Any]:
        counted, late, left, total = 0, 0, 0, Decimal(0)
        for sale in sales_q.uncounted(op.connection, since, source):
            number = _earn(op, sale) if sale.refunds is None else _take_back(op, sale)
            moved = None if number is None else points_q.movement(op.connection, number)
            if moved is None:
                left += 1
            else:
                counted, late, total = counted + 1, late + (moved.belongs_to is not None), total + moved.points
        op.said = _said(counted, total, late)
        return {"counted": counted, "left": left, "points": str(total), "late": late}

    done = run(store, ctx, msg("Count the sales with a card"), (since, source), ("loyalty",), work)
    answer = done.answer
    return Counted(answer["counted"], answer["left"], Decimal(answer["points"]), answer.get("late", 0), done.changes)


def _said(counted: int, total: Decimal, late: int) -> Message:
    said = plural(
        "{count} sale counted, {points} points", "{count} sales counted, {points} points", counted, points=total
    )
    if not late:
        return said
    return plural(
        "{said}; {count} is dated later than it was",
        "{said}; {count} are dated later than they were",
        late,
        said=said,
    )


def _earn(op: Operation, sale: sales_q.CardSale) -> int | None:
    """The movement of a sale; None where it earns nothing or did at the desk. What a gift card paid was paid."""
    if _at_desk(op, sale):
        return None
    try:
        return points.earn_in(op, EarnDraft(sale.member, sale.day, sale.paid, sale=sale.id))
    except PeriodClosed:
        raise
    except Refused:
        return None


def _take_back(op: Operation, sale: sales_q.CardSale) -> int | None:
    found = q.earning_of(op.connection, sale.refunds or 0) or _at_desk(op, sale)
    if not found or sale.paid >= 0:
        return None
    try:
        return points.refund_in(op, RefundDraft(found[0], sale.day, -sale.paid, sale=sale.id))
    except PeriodClosed:
        raise
    except Refused:
        return None


def _at_desk(op: Operation, sale: sales_q.CardSale) -> list[int]:
    """The earnings by which the desk counted the receipt of a sale on its card, or on the one that it became."""
    cards = {sale.member, require_card(op, sale.member).id}
    return sales_q.at_desk(op.connection, cards, sale.receipt) if sale.receipt else []
