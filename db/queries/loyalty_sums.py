"""Sums of points: the roll-forward of a program, and what its liability is made of.

Each is one pass over an index that covers it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Connection

from db.queries import rows
from db.queries.many import tuples
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.loyalty import MovementKind
from partnercrm.domain.loyalty_liability import PointSums
from partnercrm.domain.record import dataclass

SUMS = "SELECT kind, sum(points) FROM movement WHERE program_id = ? AND day BETWEEN ? AND ? GROUP BY kind"
BEFORE = "SELECT coalesce(sum(points), 0) FROM movement WHERE program_id = ? AND day < ?"
OUTSTANDING = "SELECT coalesce(sum(rest), 0) FROM kept_lot WHERE program_id = ? AND issuer_party_id IS NULL"
_OUTSTANDING_ON = """
    SELECT coalesce((SELECT sum(points) FROM lot WHERE program_id = ?1 AND issuer_party_id IS NULL AND day <= ?2), 0)
        + coalesce((SELECT sum(d.points) FROM lot_draw d JOIN lot l ON l.id = d.lot_id
            WHERE l.program_id = ?1 AND l.issuer_party_id IS NULL AND d.day <= ?2), 0)
"""
OWED = """
    SELECT coalesce(sum(-k.balance), 0) FROM kept_member k JOIN member m ON m.id = k.member_id
    WHERE m.program_id = ? AND k.balance < 0
"""
_OWED_ON = """
    SELECT coalesce(-sum(balance), 0) FROM (
        SELECT sum(points) AS balance FROM movement WHERE program_id = ?1 AND day <= ?2 GROUP BY member_id
    ) WHERE balance < 0
"""
FLOWS = """
    SELECT coalesce(sum(points) FILTER (WHERE kind = 'opening' AND issuer_party_id IS NULL), 0),
        coalesce(sum(points) FILTER (WHERE kind IN ('earn', 'take_back') AND issuer_party_id IS NULL), 0),
        -coalesce(sum(points) FILTER (WHERE kind IN ('redeem', 'give_back')), 0),
        coalesce(sum(paid) FILTER (WHERE issuer_party_id IS NULL), 0)
    FROM movement WHERE program_id = ? AND day <= ?
"""

_FOREIGN = "SELECT 1 FROM lot WHERE issuer_party_id IS NOT NULL AND program_id = ? LIMIT 1"
_REDEEMED_OF_OURS = """
    SELECT -coalesce(sum(d.points), 0) FROM movement m JOIN lot_draw d ON d.movement_id = m.id
    JOIN lot l ON l.id = d.lot_id AND l.issuer_party_id IS NULL
    WHERE m.program_id = ? AND m.kind IN ('redeem', 'give_back') AND d.day <= ?
"""

_OUT_OF_LOTS = """
    SELECT m.number FROM movement v JOIN member m ON m.id = v.member_id
    LEFT JOIN (SELECT movement_id, sum(points) AS points FROM lot GROUP BY movement_id) l ON l.movement_id = v.id
    LEFT JOIN (SELECT movement_id, sum(points) AS points FROM lot_draw GROUP BY movement_id) d ON d.movement_id = v.id
    WHERE coalesce(l.points, 0) <> iif(v.kind NOT IN ('give_back', 'expire'), max(v.points, 0), 0)
        OR coalesce(d.points, 0) NOT BETWEEN min(v.points, 0)
            AND iif(v.kind IN ('give_back', 'expire'), max(v.points, 0), 0)
        OR (v.points > 0 AND v.kind IN ('redeem', 'take_back', 'transfer_out'))
        OR (v.points < 0 AND v.kind NOT IN ('redeem', 'expire', 'take_back', 'transfer_out', 'adjust'))
    UNION SELECT m.number FROM lot l JOIN movement v ON v.id = l.movement_id JOIN member m ON m.id = l.member_id
    WHERE l.member_id <> v.member_id OR l.program_id <> v.program_id OR l.day <> v.day
    UNION SELECT m.number FROM (SELECT member_id, sum(points) AS points FROM movement GROUP BY member_id) b
    JOIN member m ON m.id = b.member_id
    WHERE b.points > (SELECT coalesce(sum(l.points), 0) + coalesce(sum((SELECT sum(d.points) FROM lot_draw d
        WHERE d.lot_id = l.id)), 0) FROM lot l WHERE l.member_id = b.member_id)
    ORDER BY 1
"""


def out_of_lots(connection: Connection) -> list[str]:
    """The cards whose movements do not stand in their lots as they should, or that have more than their lots hold."""
    return [number for (number,) in tuples(connection, _OUT_OF_LOTS)]


def sums(
    connection: Connection, program: int, first: dt.date, last: dt.date
) -> tuple[Decimal, dict[MovementKind, Decimal]]:
    """The balance before a span, and the signed sum of each kind in it."""
    (before,) = rows.first(connection, BEFORE, (program, day_to_int(first)))
    found = tuples(connection, SUMS, (program, day_to_int(first), day_to_int(last)))
    return int_to_quantity(before), {MovementKind(kind): int_to_quantity(points) for kind, points in found}


def point_sums(connection: Connection, program: int, day: dt.date) -> PointSums:
    """What a program's liability is made of at the end of a day.

    Of a day after which nothing came the kept rests say what is outstanding; of another one the lots and draws do.
    """
    now = last_day(connection, program) <= day_to_int(day)
    sql, values = (OUTSTANDING, (program,)) if now else (_OUTSTANDING_ON, (program, day_to_int(day)))
    (outstanding,) = rows.first(connection, sql, values)
    (owed,) = rows.first(connection, OWED if now else _OWED_ON, values)
    brought, issued, redeemed, sales = rows.first(connection, FLOWS, (program, day_to_int(day)))
    if rows.first(connection, _FOREIGN, (program,)) is not None:
        (redeemed,) = rows.first(connection, _REDEEMED_OF_OURS, (program, day_to_int(day)))
    return PointSums(
        int_to_quantity(outstanding),
        int_to_quantity(owed),
        int_to_quantity(brought),
        int_to_quantity(issued),
        int_to_quantity(redeemed),
        int(sales),
    )


@dataclass(frozen=True, slots=True)
class ProgramTotals:
    """A program (row id) over a span: the points before it with those brought along in it, the points at its end, how
    many of our own issue are left then, and what those at its end are worth (minor units)."""

    program: int
    opening: Decimal
    closing: Decimal
    own: Decimal
    worth: int


_TOTALS = """
    SELECT id, opening, closing, own, (closing * point_value + sign(closing) * 50000000) / 100000000 FROM (
        SELECT g.name, g.id, g.point_value,
            (SELECT coalesce(sum(v.points), 0) FROM movement v JOIN member m ON m.id = v.member_id
                WHERE m.program_id = g.id AND (v.day < ?1 OR v.kind = 'opening' AND v.day <= ?2)) AS opening,
            (SELECT coalesce(sum(k.balance), 0) FROM kept_member k JOIN member m ON m.id = k.member_id
                WHERE m.program_id = g.id)
            - (SELECT coalesce(sum(v.points), 0) FROM movement v JOIN member m ON m.id = v.member_id
                WHERE m.program_id = g.id AND v.day > ?2) AS closing,
            (SELECT coalesce(sum(l.points + (SELECT coalesce(sum(d.points), 0) FROM lot_draw d
                WHERE d.lot_id = l.id AND d.day <= ?2)), 0) FROM lot l JOIN member m ON m.id = l.member_id
                WHERE m.program_id = g.id AND l.issuer_party_id IS NULL AND l.day <= ?2) AS own
        FROM program g
    ) ORDER BY name, id
"""


def totals(connection: Connection, first: dt.date, last: dt.date) -> list[ProgramTotals]:
    """Each program by the balances of its cards and what is left of its lots, by name: to prove its roll-forward."""
    return [
        ProgramTotals(program, int_to_quantity(before), int_to_quantity(after), int_to_quantity(own), worth)
        for program, before, after, own, worth in tuples(connection, _TOTALS, (day_to_int(first), day_to_int(last)))
    ]


def next_expiries(connection: Connection, program: int, day: dt.date, limit: int) -> list[tuple[dt.date, Decimal]]:
    """The next last good days from a day on, and how many points end with each."""
    sql = (
        "SELECT expiry, sum(rest) FROM kept_lot WHERE program_id = ? AND expiry >= ? GROUP BY expiry ORDER BY expiry "
        "LIMIT ?"
    )
    found = tuples(connection, sql, (program, day_to_int(day), limit))
    return [(int_to_day(when), int_to_quantity(points)) for when, points in found]


def last_day(connection: Connection, program: int) -> int:
    """The last day (yyyymmdd) on which anything moved in a program, draws included; 0 where nothing did."""
    sql = "SELECT coalesce((SELECT max(day) FROM movement WHERE program_id = ?), 0)"
    return int(rows.first(connection, sql, (program,))[0])
