"""What comes to an end, and orders that did not come, read off small lists and indexes; it is read with Today."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from db.queries import many
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.agreement import Term

if TYPE_CHECKING:
    from sqlalchemy import Connection

_AGREEMENTS = """
    SELECT g.id, g.title, g.from_day, g.to_day, g.notice_days, g.renew_months, g.remind_days,
        (SELECT group_concat(name, ', ') FROM (
            SELECT DISTINCT p.name FROM agreement_party m LEFT JOIN alias a ON a.party_id = m.party_id
            JOIN party p ON p.id = coalesce(a.root_id, m.party_id) WHERE m.agreement_id = g.id
            ORDER BY p.sort_name, p.id)),
        (SELECT min(m.party_id) FROM agreement_party m WHERE m.agreement_id = g.id),
        (SELECT json_group_array(r.day) FROM agreement_reminder r JOIN follow_up f ON f.id = r.follow_up_id
            WHERE r.agreement_id = g.id AND (f.state <> 'open' OR f.due <= :today))
    FROM agreement g WHERE g.to_day IS NOT NULL AND g.ended_on IS NULL ORDER BY g.id
"""
_PROMOTIONS = """
    SELECT id, title, until_day, (SELECT min(m.party_id) FROM promotion_partner m WHERE m.promotion_id = promotion.id)
    FROM promotion WHERE finished_on IS NULL AND until_day BETWEEN ? AND ?
    ORDER BY until_day, id
"""
# Issuer by issuer (none is ourselves), found by leaps, so that the index leads to the days without reading all lots.
_POINTS = """
    WITH RECURSIVE issuer (program_id, id) AS (
        SELECT p.id, (SELECT min(k.issuer_party_id) FROM kept_lot k WHERE k.program_id = p.id AND k.issuer_party_id > 0)
        FROM program p
        UNION ALL
        SELECT i.program_id, (
            SELECT min(k.issuer_party_id) FROM kept_lot k
            WHERE k.program_id = i.program_id AND k.issuer_party_id > i.id)
        FROM issuer i WHERE i.id IS NOT NULL
    )
    SELECT p.id, p.name, min(k.expiry), sum(k.rest) FROM issuer i CROSS JOIN kept_lot k
    ON k.program_id = i.program_id AND k.issuer_party_id IS i.id CROSS JOIN program p ON p.id = i.program_id
    WHERE k.expiry BETWEEN ? AND ? AND k.rest > 0 GROUP BY p.id ORDER BY 3, 1
"""
# Late is what is open past its day: not closed, and a line of it was not accepted in full.
_LATE = """
    SELECT o.id, p.id, p.name, coalesce(o.promised_day, o.requested_day), (
        SELECT json_group_array(name) FROM (
            SELECT i.name FROM order_line l JOIN item i ON i.id = l.item_id WHERE l.order_id = o.id
            GROUP BY i.id ORDER BY min(l.position)))
    FROM purchase_order o LEFT JOIN alias a ON a.party_id = o.party_id
    JOIN party p ON p.id = coalesce(a.root_id, o.party_id)
    WHERE o.closed_day IS NULL AND coalesce(o.promised_day, o.requested_day) < ? AND EXISTS (
        SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.quantity > (
            SELECT coalesce(sum(d.accepted), 0) FROM delivery_line d WHERE d.order_line_id = l.id))
    ORDER BY 4, o.id
"""


class AgreementEnding(NamedTuple):
    """An agreement with an end that nobody brought forward, with whom it is (`party`: one of them), and of which days a
    follow-up reminded already.
    """

    id: int
    title: str
    term: Term
    names: str
    party: int | None
    reminded: frozenset[dt.date]


class Ending(NamedTuple):
    """Row id, name, the last day, and one with whom it is."""

    id: int
    name: str
    day: dt.date
    party: int | None


class PointsEnding(NamedTuple):
    """A program, the first day on which points of it end, and how many do in the whole span."""

    program: int
    name: str
    day: dt.date
    points: Decimal


class LateOrder(NamedTuple):
    """An order that should have come, with the names of what was ordered."""

    order: int
    party: int
    name: str
    expected: dt.date
    items: tuple[str, ...]


def agreements(connection: Connection, today: dt.date) -> list[AgreementEnding]:
    """The agreements that have an end."""
    found = many.tuples(connection, _AGREEMENTS, {"today": day_to_int(today)})
    return [
        AgreementEnding(
            number,
            title,
            Term(int_to_day(first), int_to_day(last), *rest),
            names or "",
            party,
            frozenset(int_to_day(day) for day in json.loads(reminded)),
        )
        for number, title, first, last, *rest, names, party, reminded in found
    ]


def promotions(connection: Connection, first: dt.date, last: dt.date) -> list[Ending]:
    """The promotions that end in these days and were not finished before."""
    found = many.tuples(connection, _PROMOTIONS, (day_to_int(first), day_to_int(last)))
    return [Ending(number, title, int_to_day(day), party) for number, title, day, party in found]


def points(connection: Connection, first: dt.date, last: dt.date) -> list[PointsEnding]:
    """The programs of which points end in these days."""
    found = many.tuples(connection, _POINTS, (day_to_int(first), day_to_int(last)))
    return [PointsEnding(number, name, int_to_day(day), int_to_quantity(rest)) for number, name, day, rest in found]


def holders(connection: Connection, program: int, first: dt.date, last: dt.date) -> list[int]:
    """Whose points of a program end in these days; cards without a name are nobody's."""
    sql = """
        SELECT DISTINCT coalesce(a.root_id, m.party_id) AS id FROM kept_lot k JOIN member m ON m.id = k.member_id
        LEFT JOIN alias a ON a.party_id = m.party_id
        WHERE k.program_id = ? AND k.expiry BETWEEN ? AND ? AND k.rest > 0 AND m.party_id IS NOT NULL ORDER BY 1
    """
    return many.ids(connection, sql, (program, day_to_int(first), day_to_int(last)))


def late_orders(connection: Connection, today: dt.date) -> list[LateOrder]:
    """The orders that should have come before a day, the longest late first."""
    return [
        LateOrder(number, party, name, int_to_day(expected), tuple(json.loads(items)))
        for number, party, name, expected, items in many.tuples(connection, _LATE, (day_to_int(today),))
    ]
