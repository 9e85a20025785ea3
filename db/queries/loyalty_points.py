"""What moving points asks of the store: a card, its lots, and what it owes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from db.queries import rows
from db.queries.many import tuples
from db.tables import loyalty as t
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.loyalty import MovementKind
from partnercrm.domain.loyalty_lots import LotRest, Owed, Take
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Holder:
    """A card as movements need it: `party` is whom its holder became by merging, `roles` what they are on a day."""

    id: int
    program: int
    number: str
    party: int | None
    home_party: int | None
    joined: dt.date
    closed: dt.date | None
    merged_into: int | None
    balance: Decimal


_HOLDER = """
    SELECT m.id, m.program_id, m.number, coalesce(a.root_id, m.party_id), m.home_party_id, m.joined, m.closed,
        m.merged_into_id, k.balance
    FROM member m JOIN kept_member k ON k.member_id = m.id LEFT JOIN alias a ON a.party_id = m.party_id
    WHERE m.id = ?
"""
_LOTS = """
    SELECT k.lot_id, k.issuer_party_id, k.day, k.expiry, k.rest,
        (SELECT max(d.day) FROM lot_draw d WHERE d.lot_id = k.lot_id AND d.points > 0)
    FROM kept_lot k WHERE k.member_id = ?
"""
_UNCOVERED = """
    SELECT id, day, rest, happened FROM (
        SELECT m.id, m.day, coalesce(m.belongs_to, m.day) AS happened,
            -m.points + coalesce((SELECT sum(d.points) FROM lot_draw d WHERE d.movement_id = m.id), 0)
            - coalesce((SELECT sum(g.points - coalesce(
                    (SELECT sum(d.points) FROM lot_draw d WHERE d.movement_id = g.id), 0))
                FROM movement g WHERE g.returns_id = m.id AND g.kind = 'give_back'), 0) AS rest
        FROM movement m WHERE m.member_id = ? AND m.points < 0
    ) WHERE rest > 0 ORDER BY day, id
"""
_DRAWN = """
    SELECT d.lot_id, max(d.day), -sum(d.points) FROM lot_draw d
    WHERE d.movement_id = ? OR d.movement_id IN (SELECT id FROM movement WHERE returns_id = ? AND kind = 'give_back')
    GROUP BY d.lot_id HAVING sum(d.points) < 0 ORDER BY min(d.id)
"""

_WRITTEN_OFF = """
    SELECT l.id, l.issuer_party_id, l.day, l.expiry, -sum(d.points), min(d.day)
    FROM movement m JOIN lot_draw d ON d.movement_id = m.id JOIN lot l ON l.id = d.lot_id
    WHERE m.member_id = ? AND m.kind = 'expire' GROUP BY l.id HAVING sum(d.points) < 0
"""


def holder(connection: Connection, member: int) -> Holder | None:
    """A card by its row id."""
    found = rows.first(connection, _HOLDER, (member,))
    if found is None:
        return None
    number, program, card, party, home, joined, closed, merged, balance = found
    return Holder(
        number, program, card, party, home, int_to_day(joined), _day(closed), merged, int_to_quantity(balance)
    )


def lots(connection: Connection, member: int) -> list[LotRest]:
    """The lots of a card that have points left."""
    return [
        LotRest(lot, issuer, int_to_day(day), _day(expiry), int_to_quantity(rest), _day(returned))
        for lot, issuer, day, expiry, rest, returned in tuples(connection, _LOTS, (member,))
    ]


def history(connection: Connection, lot: int) -> tuple[Decimal, list[tuple[dt.date, Decimal]]]:
    """How many points a lot began with, and its draws and returns by day."""
    (points,) = rows.first(connection, "SELECT points FROM lot WHERE id = ?", (lot,))
    found = tuples(connection, "SELECT day, points FROM lot_draw WHERE lot_id = ?", (lot,))
    return int_to_quantity(points), [(int_to_day(day), int_to_quantity(change)) for day, change in found]


def uncovered(connection: Connection, member: int) -> list[Owed]:
    """The movements of a card whose points no lot had, in order, with what is still owed back for each."""
    found = tuples(connection, _UNCOVERED, (member,))
    return [
        Owed(movement, int_to_day(day), int_to_quantity(rest), int_to_day(happened))
        for movement, day, rest, happened in found
    ]


def drawn(connection: Connection, movement: int) -> list[Take]:
    """What of a movement is still drawn on each lot, in the order in which it was."""
    found = tuples(connection, _DRAWN, (movement, movement))
    return [Take(lot, int_to_day(day), int_to_quantity(points)) for lot, day, points in found]


def movement(connection: Connection, number: int) -> Row[Any] | None:
    """A movement's row."""
    return connection.execute(select(t.movement).where(t.movement.c.id == number)).first()


def lot_of(connection: Connection, movement: int) -> Row[Any] | None:
    """The lot that an earning opened."""
    return connection.execute(select(t.lot).where(t.lot.c.movement_id == movement)).first()


def written_off(connection: Connection, member: int) -> list[tuple[LotRest, dt.date]]:
    """The lots of a card that ended, with what of each was written off, and the first day on which some was."""
    return [
        (LotRest(lot, issuer, int_to_day(day), _day(expiry), int_to_quantity(gone)), int_to_day(since))
        for lot, issuer, day, expiry, gone, since in tuples(connection, _WRITTEN_OFF, (member,))
    ]


def expired_of(connection: Connection, lot: int) -> Decimal:
    """How many points of a lot ran out."""
    sql = (
        "SELECT coalesce(-sum(d.points), 0) FROM lot_draw d JOIN movement m ON m.id = d.movement_id "
        "WHERE d.lot_id = ? AND m.kind = 'expire'"
    )
    return int_to_quantity(rows.first(connection, sql, (lot,))[0])


def returned_of(connection: Connection, movement: int, kind: MovementKind) -> tuple[Decimal, int, Decimal]:
    """What took or gave back a movement so far: signed points, and the amounts and pieces refunded (0 or below)."""
    sql = (
        "SELECT coalesce(sum(points), 0), coalesce(sum(paid), 0), coalesce(sum(pieces), 0) FROM movement "
        "WHERE returns_id = ? AND kind = ?"
    )
    points, paid, pieces = rows.first(connection, sql, (movement, kind.value))
    return int_to_quantity(points), paid, int_to_quantity(pieces)


def spend(connection: Connection, member: int, first: dt.date, last: dt.date) -> int:
    """What was paid with a card, and with those that became it, between two days, less refunds, in minor units."""
    sql = (
        "SELECT coalesce(sum(paid), 0) FROM movement WHERE day BETWEEN ? AND ? "
        "AND member_id IN (SELECT ? UNION ALL SELECT id FROM member WHERE merged_into_id = ?)"
    )
    return int(rows.first(connection, sql, (day_to_int(first), day_to_int(last), member, member))[0])


def last_used(connection: Connection, member: int) -> dt.date | None:
    """The day of the last redemption of a card."""
    return _day(rows.first(connection, LAST_USED, (member,))[0])


def last_of(connection: Connection, member: int, kind: MovementKind) -> int | None:
    """The last movement of a kind on a card, or on one that became it."""
    sql = (
        "SELECT id FROM movement WHERE kind = ? AND member_id IN "
        "(SELECT ? UNION ALL SELECT id FROM member WHERE merged_into_id = ?) ORDER BY day DESC, id DESC LIMIT 1"
    )
    found = rows.first(connection, sql, (kind.value, member, member))
    return int(found[0]) if found else None


LAST_USED = "SELECT max(day) FROM movement WHERE member_id = ? AND kind = 'redeem'"


def code_used(connection: Connection, code: str) -> tuple[Row[Any] | None, dt.date | None]:
    """A one-use code's row, if it is known, and the day on which it was used."""
    found = connection.execute(select(t.member_code).where(t.member_code.c.code == code)).first()
    if found is None:
        return None, None
    used = rows.first(connection, "SELECT day FROM movement WHERE code_id = ?", (found.id,))
    return found, int_to_day(used[0]) if used else None


_FOUR = "substr(h, 1, 12) || '4' || substr(h, 14, 3) || substr('89AB', 1 + (random() & 3), 1) || substr(h, 18)"
_NOT_RETURNED = "AND NOT EXISTS (SELECT 1 FROM lot_draw d WHERE d.lot_id = k.lot_id AND d.points > 0 AND d.day > ?1)"


def write_off(*, past: bool) -> str:
    """SQL that inserts a movement for each card with what ended before a day (?1): moment (?2), program (?3; NULL all).

    In the `past`, lots to which points came back later are left to the next time.
    """
    return f"""
        INSERT INTO movement (uuid, program_id, member_id, kind, points, day, recorded_at, reason)
        SELECT unhex({_FOUR}), program_id, member_id, 'expire', points, ?1, ?2, '' FROM (
            SELECT program_id, member_id, -sum(rest) AS points, hex(randomblob(16)) AS h FROM kept_lot k
            WHERE expiry < ?1 AND (?3 IS NULL OR program_id = ?3) {_NOT_RETURNED if past else ""} GROUP BY member_id)
    """


def draw_off(*, past: bool) -> str:
    """SQL that inserts the draws of those movements, whose row ids begin at ?2."""
    return f"""
        INSERT INTO lot_draw (lot_id, movement_id, day, points) SELECT k.lot_id, m.id, ?1, -k.rest
        FROM movement m JOIN kept_lot k ON k.member_id = m.member_id AND k.expiry < ?1
            {_NOT_RETURNED if past else ""}
        WHERE m.id >= ?2 ORDER BY m.id, k.lot_id
    """


def total(connection: Connection, made: range) -> Decimal:
    """The sum of the points of these movements."""
    sql = "SELECT coalesce(sum(points), 0) FROM movement WHERE id BETWEEN ? AND ?"
    return int_to_quantity(rows.first(connection, sql, (made.start, made.stop - 1))[0])


def known_references(connection: Connection, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which of a source's references are there already."""
    c = t.movement.c
    found: set[str] = set()
    for start in range(0, len(external_ids), 400):
        wanted = select(c.external_id).where(c.source == source, c.external_id.in_(external_ids[start : start + 400]))
        found.update(connection.execute(wanted).scalars())
    return found


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
