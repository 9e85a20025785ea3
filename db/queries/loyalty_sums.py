"""Sums of points: the roll-forward of a program, and what its liability is made of.

Each is one pass over an index that covers it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Connection

from db.queries import rows
from db.queries.many import tuples
from db.types import day_to_int, int_to_quantity
from partnercrm.domain.loyalty import MovementKind
from partnercrm.domain.loyalty_liability import PointSums

SUMS = "SELECT kind, sum(points) FROM movement WHERE program_id = ? AND day BETWEEN ? AND ? GROUP BY kind"
BEFORE = "SELECT coalesce(sum(points), 0) FROM movement WHERE program_id = ? AND day < ?"
OUTSTANDING = "SELECT coalesce(sum(rest), 0) FROM kept_lot WHERE program_id = ? AND issuer_party_id IS NULL"
_OUTSTANDING_ON = """
    SELECT coalesce((SELECT sum(points) FROM lot WHERE program_id = ?1 AND issuer_party_id IS NULL AND day <= ?2), 0)
        + coalesce((SELECT sum(d.points) FROM lot_draw d JOIN lot l ON l.id = d.lot_id
            WHERE l.program_id = ?1 AND l.issuer_party_id IS NULL AND d.day <= ?2), 0)
"""
OWED = (
    "SELECT coalesce(sum(-balance), 0) FROM kept_member k JOIN member m ON m.id = k.member_id WHERE {} AND balance < 0"
)
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


def sums(
    connection: Connection, program: int, first: dt.date, last: dt.date
) -> tuple[Decimal, dict[MovementKind, Decimal]]:
    """The balance before a span, and the signed sum of each kind in it."""
    (before,) = rows.first(connection, BEFORE, (program, day_to_int(first)))
    found = tuples(connection, SUMS, (program, day_to_int(first), day_to_int(last)))
    return int_to_quantity(before), {MovementKind(kind): int_to_quantity(points) for kind, points in found}


def point_sums(connection: Connection, program: int, day: dt.date, *, now: bool) -> PointSums:
    """What a program's liability is made of at the end of a day; `now` tells that nothing came after it."""
    if now:
        (outstanding,) = rows.first(connection, OUTSTANDING, (program,))
    else:
        (outstanding,) = rows.first(connection, _OUTSTANDING_ON, (program, day_to_int(day)))
    (owed,) = rows.first(connection, OWED.format("m.program_id = ?"), (program,))
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


def last_day(connection: Connection, program: int) -> int:
    """The last day (yyyymmdd) on which anything moved in a program, 0 where nothing did."""
    (found,) = rows.first(
        connection, "SELECT coalesce((SELECT max(day) FROM movement WHERE program_id = ?), 0)", (program,)
    )
    return int(found)
