"""Points for sales that name a card: those of a till's file that did not count yet, and what was given back of them.

A sale counts once, also where the desk counted its receipt before; what earns nothing (other days, staff, a program of
stamps) is left as it is. What belongs to a closed month counts today, and its movement says of which day it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.engine import Store
from db.queries import loyalty as q
from db.queries import loyalty_points as points_q
from db.queries import loyalty_sales as sales_q
from db.queries.posting import period_state
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import PeriodClosed, Refused
from partnercrm.domain.loyalty_moves import EarnDraft, RefundDraft
from partnercrm.domain.period import PeriodState, month_number
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import loyalty_points as points
from partnercrm.services.context import Context
from partnercrm.services.loyalty_cards import require_card
from partnercrm.services.operations import Operation, run


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sales and refunds counted, how many did not, and the points on balance; `late` of those that counted
    belong to a closed month and are dated today."""

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
            day = _day_of(op, sale)
            moved = _earn(op, sale, day) if sale.refunds is None else _take_back(op, sale, day)
            counted, left = counted + (moved is not None), left + (moved is None)
            late += moved is not None and day != sale.day
            total += moved or 0
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
        "{said}; {count} is of a closed month and dated today",
        "{said}; {count} are of a closed month and dated today",
        late,
        said=said,
    )


def _day_of(op: Operation, sale: sales_q.CardSale) -> dt.date:
    """The day on which a sale counts: its own, or today where its month is closed."""
    return sale.day if period_state(op.connection, month_number(sale.day)) is PeriodState.OPEN else op.today


def _reason(op: Operation, sale: sales_q.CardSale, day: dt.date) -> str:
    if day == sale.day:
        return ""
    return op.ctx.locale.say(msg("Belongs to {day}", day=sale.day))


def _earn(op: Operation, sale: sales_q.CardSale, day: dt.date) -> Decimal | None:
    """The points of a sale; None where it earns nothing or did at the desk. What a gift card paid was paid."""
    if _at_desk(op, sale):
        return None
    reason = _reason(op, sale, day)
    try:
        number = points.earn_in(
            op, EarnDraft(sale.member, day, sale.paid, sale=sale.id, reason=reason, belongs_to=sale.day)
        )
    except PeriodClosed:
        raise
    except Refused:
        return None
    return sales_q.points_of(op.connection, number)


def _take_back(op: Operation, sale: sales_q.CardSale, day: dt.date) -> Decimal | None:
    found = q.earning_of(op.connection, sale.refunds or 0) or _at_desk(op, sale)
    if not found or sale.paid >= 0:
        return None
    earned = points_q.movement(op.connection, found[0])
    # What counted late is taken back no sooner than it was given.
    when = day if earned is None else max(day, earned.day)
    reason = _reason(op, sale, when)
    try:
        number = points.refund_in(op, RefundDraft(found[0], when, -sale.paid, sale=sale.id, reason=reason))
    except PeriodClosed:
        raise
    except Refused:
        return None
    return sales_q.points_of(op.connection, number)


def _at_desk(op: Operation, sale: sales_q.CardSale) -> list[int]:
    """The earnings by which the desk counted the receipt of a sale on its card, or on the one that it became."""
    cards = {sale.member, require_card(op, sale.member).id}
    return sales_q.at_desk(op.connection, cards, sale.receipt) if sale.receipt else []
