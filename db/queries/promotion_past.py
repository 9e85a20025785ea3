"""The past that a deal is measured by: purchases by their price, and what changed between two days."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from db.queries import many, rows
from db.queries.voucher import root
from db.values import day_to_int, int_to_day
from partnercrm.domain.record import dataclass

# A party with its aliases.
_FAMILY = "(SELECT :party UNION ALL SELECT party_id FROM alias WHERE root_id = :party)"
# Whoever used a voucher that the partner handed out, or was sent by it. A use that was taken back never was.
_SHARED = f"""
    SELECT {root("r.party_id")} AS party FROM redemption r JOIN voucher v ON v.id = r.voucher_id
    JOIN voucher_batch b ON b.id = v.batch_id
    WHERE r.party_id IS NOT NULL AND (b.hander_id IN {_FAMILY} OR r.shop_id IN {_FAMILY})
    AND NOT EXISTS (SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1)
    UNION
    SELECT {root("f.referred_id")} FROM referral f
    WHERE f.way = 'sent_us' AND f.state = 'won' AND f.party_id IN {_FAMILY}
"""
_SUMS = (
    "count(*) FILTER (WHERE s.refunds_id IS NULL AND s.amount > 0), "
    "coalesce(sum(s.amount - s.reduction + s.rounding), 0)"
)


@dataclass(frozen=True, slots=True)
class Bought:
    """Purchases of a span: how many, and what they cost after reductions and refunds, in minor units."""

    visits: int
    revenue: int


@dataclass(frozen=True, slots=True)
class Change:
    """Something that began or ended: a promotion or an agreement, its title, and its first or its last day."""

    agreement: bool
    title: str
    day: dt.date
    ended: bool = False


def purchases(connection: Connection, first: dt.date, last: dt.date) -> dict[int, int]:
    """How many purchases there were of each list price between two days, refunds left out."""
    sql = (
        "SELECT amount, count(*) FROM sale WHERE day BETWEEN ? AND ? AND refunds_id IS NULL AND amount > 0 "
        "GROUP BY amount"
    )
    return dict(many.tuples(connection, sql, (day_to_int(first), day_to_int(last))))


def bought(connection: Connection, first: dt.date, last: dt.date) -> Bought:
    """What everybody bought between two days."""
    sql = f"SELECT {_SUMS} FROM sale s WHERE s.day BETWEEN ? AND ?"
    return Bought(*rows.first(connection, sql, (day_to_int(first), day_to_int(last))))


def bought_by_shared(connection: Connection, party: int, first: dt.date, last: dt.date) -> Bought:
    """What the customers bought whom we share with a partner (not merged), or who were sent by it."""
    sql = f"SELECT {_SUMS} FROM sale s WHERE s.day BETWEEN :first AND :last AND {root('s.party_id')} IN ({_SHARED})"
    asked = {"party": party, "first": day_to_int(first), "last": day_to_int(last)}
    ((visits, revenue),) = many.tuples(connection, sql, asked)
    return Bought(visits, revenue)


def shared(connection: Connection, party: int) -> int:
    """How many customers we share with a partner (not merged)."""
    ((count,),) = many.tuples(connection, f"SELECT count(*) FROM ({_SHARED})", {"party": party})
    return int(count)


def changed(connection: Connection, first: dt.date, last: dt.date, but: int | None = None) -> list[Change]:
    """What began or ended between two days: promotions and agreements, those with a partner (not merged) left out."""
    ends = "min(coalesce(p.until_day, p.finished_on), coalesce(p.finished_on, p.until_day))"
    # One that renews itself goes on until somebody ends it.
    over = "coalesce(a.ended_on, iif(a.renew_months IS NULL, a.to_day, NULL))"
    promotion = (
        "promotion p WHERE {day} BETWEEN :first AND :last AND NOT EXISTS "
        f"(SELECT 1 FROM promotion_partner m WHERE m.promotion_id = p.id AND m.party_id IN {_FAMILY})"
    )
    agreement = (
        "agreement a WHERE {day} BETWEEN :first AND :last AND NOT EXISTS "
        f"(SELECT 1 FROM agreement_party g WHERE g.agreement_id = a.id AND g.party_id IN {_FAMILY})"
    )
    sql = f"""
        SELECT 0, p.title, p.from_day AS day, 0 FROM {promotion.format(day="p.from_day")}
        UNION ALL SELECT 0, p.title, {ends}, 1 FROM {promotion.format(day=ends)}
        UNION ALL SELECT 1, a.title, a.from_day, 0 FROM {agreement.format(day="a.from_day")}
        UNION ALL SELECT 1, a.title, {over}, 1 FROM {agreement.format(day=over)}
        ORDER BY day, 1, 2, 4
    """
    asked = {"first": day_to_int(first), "last": day_to_int(last), "party": but}
    found = many.tuples(connection, sql, asked)
    return [Change(bool(one), title, int_to_day(day), bool(ended)) for one, title, day, ended in found]


def together_since(connection: Connection, party: int) -> dt.date | None:
    """The first day of the first promotion or agreement with a partner (not merged)."""
    sql = f"""
        SELECT min(day) FROM (
            SELECT p.from_day AS day FROM promotion p JOIN promotion_partner m ON m.promotion_id = p.id
            WHERE m.party_id IN {_FAMILY}
            UNION ALL
            SELECT a.from_day FROM agreement a JOIN agreement_party g ON g.agreement_id = a.id
            WHERE g.party_id IN {_FAMILY}
        )
    """
    ((found,),) = many.tuples(connection, sql, {"party": party})
    return None if found is None else int_to_day(found)


def sales_known(connection: Connection) -> tuple[dt.date, dt.date] | None:
    """The days of the first and of the last sale that the shop knows."""
    first, last = rows.first(connection, "SELECT min(day), max(day) FROM sale")
    return None if first is None else (int_to_day(first), int_to_day(last))


def sold_by_day(connection: Connection, first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """What was sold each day between two days at list price, less what was given back."""
    sql = "SELECT day, sum(amount) FROM sale WHERE day BETWEEN ? AND ? GROUP BY day"
    found = many.tuples(connection, sql, (day_to_int(first), day_to_int(last)))
    return {int_to_day(day): amount for day, amount in found}
