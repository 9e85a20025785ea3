"""What winning customers cost as somebody noted it and as the registers know it, and estimates of the market."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from db.queries import many
from db.queries.flow import current
from db.values import day_to_int, int_to_day
from partnercrm.domain.acquisition import CostDraft, CostKind, MarketDraft
from partnercrm.domain.ledger import Direction

if TYPE_CHECKING:
    from sqlalchemy import Connection

_WITHIN = "to_day >= :first AND from_day <= :last"


def costs(connection: Connection, first: dt.date, last: dt.date) -> list[tuple[int, UUID, CostDraft]]:
    """The costs that touch a span, the oldest first."""
    sql = (
        "SELECT id, uuid, kind, amount, from_day, to_day, local, what FROM acquisition_cost "
        f"WHERE {_WITHIN} ORDER BY from_day, id"
    )
    return [
        (
            number,
            UUID(bytes=uuid),
            CostDraft(CostKind(kind), amount, int_to_day(begins), int_to_day(ends), bool(local), what),
        )
        for number, uuid, kind, amount, begins, ends, local, what in many.tuples(connection, sql, _span(first, last))
    ]


def estimates(connection: Connection, first: dt.date, last: dt.date) -> list[tuple[int, UUID, MarketDraft]]:
    """The estimates of the local market that touch a span, the one said last first."""
    sql = (
        "SELECT id, uuid, amount, from_day, to_day, source, said_on FROM market_estimate "
        f"WHERE {_WITHIN} ORDER BY said_on DESC, id DESC"
    )
    return [
        (
            number,
            UUID(bytes=uuid),
            MarketDraft(amount, int_to_day(begins), int_to_day(ends), source, int_to_day(said_on)),
        )
        for number, uuid, amount, begins, ends, source, said_on in many.tuples(connection, sql, _span(first, last))
    ]


def voucher_reductions(connection: Connection, first: dt.date, last: dt.date) -> dict[int, int]:
    """What vouchers used in our shop took off in a span, less what came back: redemption -> minor units."""
    sql = (
        "SELECT r.id, r.reduction - coalesce((SELECT sum(b.reduction) FROM redemption_return b "
        "WHERE b.redemption_id = r.id), 0) FROM redemption r "
        "WHERE r.shop_id IS NULL AND r.day BETWEEN :first AND :last"
    )
    return dict(many.tuples(connection, sql, _span(first, last)))


def referral_rewards(connection: Connection, first: dt.date, last: dt.date) -> dict[int, int]:
    """What rewards for referrals gave away in a span, as far as their entries stand: referral -> minor units."""
    sql = (
        "SELECT p.referral_id, sum(l.sign * l.value) FROM referral_posting p "
        f"JOIN exchange e ON e.id = {current('p.exchange_id')} JOIN line l ON l.exchange_id = e.id "
        f"WHERE p.part = 'reward' AND l.direction = {Direction.GIVEN.factor} AND l.value IS NOT NULL "
        "AND e.day BETWEEN :first AND :last GROUP BY p.referral_id"
    )
    return dict(many.tuples(connection, sql, _span(first, last)))


def _span(first: dt.date, last: dt.date) -> dict[str, int]:
    return {"first": day_to_int(first), "last": day_to_int(last)}
