"""Sums over the vouchers of a cross-promotion: by shop, hander and group, and over what known people bought."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import Connection

from db.queries import many
from db.queries.flow import current
from db.queries.voucher import BACK, root
from db.values import day_to_int
from partnercrm.domain.promotion_result import GroupSums, PeopleSums
from partnercrm.domain.record import dataclass
from partnercrm.domain.voucher import BatchGroup

# One row a code: what was used of it and did not come back.
_BY_CODE = f"""
    SELECT r.voucher_id, count(*) AS uses, sum(coalesce(r.new_customer, 0)) AS new, count(r.new_customer) AS asked,
        sum(coalesce(r.revenue, 0) - coalesce(x.revenue, 0)) AS revenue, count(r.revenue) AS with_revenue,
        sum(r.reduction - coalesce(x.reduction, 0)) AS reduction,
        sum(iif(r.sale_id IS NULL, 0, r.reduction - coalesce(x.reduction, 0))) AS booked
    FROM redemption r JOIN voucher v ON v.id = r.voucher_id
    JOIN voucher_batch b ON b.id = v.batch_id AND b.promotion_id = :promotion
    LEFT JOIN ({BACK}) x ON x.redemption_id = r.id WHERE coalesce(x.frees, 0) = 0 GROUP BY r.voucher_id
"""
_GROUPS = f"""
    SELECT {root("o.party_id")} AS shop, {root("b.hander_id")} AS hander, b."group", count(*),
        sum(w.id IS NOT NULL OR u.uses IS NOT NULL), count(u.uses), coalesce(sum(u.uses), 0),
        coalesce(sum(u.new), 0), coalesce(sum(u.asked), 0), coalesce(sum(u.revenue), 0),
        coalesce(sum(u.with_revenue), 0), coalesce(sum(u.reduction), 0), coalesce(sum(u.booked), 0),
        coalesce(sum(u.revenue + u.reduction), 0),
        coalesce(sum((u.revenue + u.reduction) * (u.revenue + u.reduction)), 0)
    FROM voucher v JOIN voucher_batch b ON b.id = v.batch_id JOIN offer o ON o.id = b.offer_id
    LEFT JOIN voucher_out w ON w.voucher_id = v.id LEFT JOIN ({_BY_CODE}) u ON u.voucher_id = v.id
    WHERE b.promotion_id = :promotion GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 DESC
"""
# Whom the codes that are good in our shop were handed to.
_HELD = f"""
    SELECT b."group" AS side, {root("h.party_id")} AS party, count(*) AS codes,
        min(coalesce(b.from_day, p.from_day)) AS first, max(coalesce(b.until_day, p.until_day, :today)) AS last
    FROM voucher v JOIN voucher_batch b ON b.id = v.batch_id JOIN offer o ON o.id = b.offer_id
    JOIN promotion p ON p.id = b.promotion_id LEFT JOIN voucher_out w ON w.voucher_id = v.id
    LEFT JOIN voucher_hand_out h ON h.id = w.hand_out_id
    WHERE b.promotion_id = :promotion AND o.party_id IS NULL AND (w.id IS NOT NULL OR EXISTS
        (SELECT 1 FROM redemption r WHERE r.voucher_id = v.id))
    GROUP BY 1, 2
"""
_BOUGHT = f"""
    SELECT e.side, e.party, e.codes, (
        SELECT coalesce(sum(s.amount), 0) FROM sale s
        WHERE s.party_id IN (SELECT e.party UNION ALL SELECT a.party_id FROM alias a WHERE a.root_id = e.party)
        AND s.day BETWEEN e.first AND e.last
    ) AS value FROM ({_HELD}) e
"""
_PEOPLE = (
    f"SELECT side, sum(codes), count(party), sum(value > 0), sum(value), sum(value * value) FROM ({_BOUGHT}) "
    "GROUP BY side ORDER BY side DESC"
)


def groups(connection: Connection, promotion: int) -> list[GroupSums]:
    """The sums by shop, hander and group."""
    found = many.tuples(connection, _GROUPS, {"promotion": promotion})
    return [GroupSums(shop, hander, BatchGroup(group), *sums) for shop, hander, group, *sums in found]


def people(connection: Connection, promotion: int, today: dt.date) -> list[PeopleSums]:
    """What the people of both groups bought in our shop, list prices.

    Empty unless every code is out to somebody known who has no other, and both groups have people.
    """
    asked = {"promotion": promotion, "today": day_to_int(today)}
    found = many.tuples(connection, _PEOPLE, asked)
    if len(found) < 2 or any(codes > known for _side, codes, known, *_sums in found):
        return []
    return [PeopleSums(BatchGroup(side), known, *sums) for side, _codes, known, *sums in found]


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of some promotions, added up by itself. Money in minor units."""

    uses: int
    reduction: int
    booked: int
    posted_given: int
    posted_received: int


def known(connection: Connection, promotions: Sequence[int]) -> Known:
    """Uses of vouchers with an offer and what they took off, net of what came back; and what stands in the ledger."""
    among = (json.dumps(list(promotions)),)
    used = f"""
        SELECT count(*), coalesce(sum(r.reduction - coalesce(x.reduction, 0)), 0),
            coalesce(sum(r.reduction - coalesce(x.reduction, 0)) FILTER (WHERE r.sale_id IS NOT NULL), 0)
        FROM redemption r
        JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
        LEFT JOIN ({BACK}) x ON x.redemption_id = r.id WHERE b."group" = 'test' AND coalesce(x.frees, 0) = 0
        AND b.promotion_id IN (SELECT value FROM json_each(?))
    """
    stands = f"""
        SELECT {current("s.exchange_id")} AS id FROM promotion_posting s
        WHERE s.promotion_id IN (SELECT value FROM json_each(?))
    """
    ((uses, reduction, booked),) = many.tuples(connection, used, among)
    return Known(
        uses, reduction, booked, *posted(connection, many.ids(connection, f"SELECT id FROM ({stands}) WHERE id", among))
    )


def posted(connection: Connection, exchanges: Sequence[int]) -> tuple[int, int]:
    """What entries that stand gave and received, credits taken off, in minor units."""
    marks = ", ".join("?" * len(exchanges))
    sql = (
        "SELECT coalesce(sum(iif(direction = 1, sign * value, 0)), 0), "
        f"coalesce(sum(iif(direction = -1, sign * value, 0)), 0) FROM line WHERE exchange_id IN ({marks})"
    )
    ((given, received),) = many.tuples(connection, sql, tuple(exchanges))
    return given, received
