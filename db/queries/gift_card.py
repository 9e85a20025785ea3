"""Gift cards: which are there, the sums of their movements, and their roll-forward in a span."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from db.queries import many, rows
from db.queries.party import family
from db.tables import gift_card as t
from db.values import day_to_int, int_to_day
from partnercrm.domain.gift_card import GiftCardRow, GiftMovementKind, GiftMovementRow, GiftRoll, Purpose

LAST_DAY, FIRST_DAY = 99991231, 0
_SUMS = """
    coalesce(sum(m.amount) FILTER (WHERE m.kind = 'opening'), 0),
    coalesce(sum(m.amount) FILTER (WHERE m.kind = 'sold'), 0),
    coalesce(-sum(m.amount) FILTER (WHERE m.kind = 'used'), 0),
    coalesce(sum(m.amount) FILTER (WHERE m.kind = 'given_back'), 0),
    coalesce(-sum(m.amount) FILTER (WHERE m.kind = 'void'), 0)
"""
_PAGE = f"""
    SELECT c.id, c.uuid, c.code, c.purpose, coalesce(p.name, ''), c.day, c.until_day, {_SUMS},
        max(coalesce(m.belongs_to, m.day)) FILTER (WHERE m.kind = 'used'),
        max(coalesce(m.belongs_to, m.day)) FILTER (WHERE m.kind = 'void')
    FROM json_each(?) j CROSS JOIN gift_card c ON c.id = j.value
    LEFT JOIN gift_card_movement m ON m.gift_card_id = c.id
    LEFT JOIN alias a ON a.party_id = c.buyer_id LEFT JOIN party p ON p.id = coalesce(a.root_id, c.buyer_id)
    GROUP BY c.id ORDER BY min(j.key)
"""
_ROLL = """
    SELECT c.code, c.purpose, coalesce(p.name, ''), c.day, c.until_day,
        coalesce(sum(m.amount) FILTER (WHERE m.day < :first OR m.kind = 'opening'), 0),
        coalesce(sum(m.amount) FILTER (WHERE m.day >= :first AND m.kind = 'sold'), 0),
        coalesce(-sum(m.amount) FILTER (WHERE m.day >= :first AND m.kind = 'used'), 0),
        coalesce(sum(m.amount) FILTER (WHERE m.day >= :first AND m.kind = 'given_back'), 0),
        coalesce(-sum(m.amount) FILTER (WHERE m.day >= :first AND m.kind = 'void'), 0)
    FROM gift_card_movement m JOIN gift_card c ON c.id = m.gift_card_id
    LEFT JOIN alias a ON a.party_id = c.buyer_id LEFT JOIN party p ON p.id = coalesce(a.root_id, c.buyer_id)
    WHERE m.day <= :last GROUP BY c.id ORDER BY c.day, c.id
"""
_MOVEMENTS = """
    SELECT m.id, m.uuid, c.code, m.kind, m.day, m.amount, coalesce(p.name, ''),
        coalesce(nullif(m.receipt, ''), s.receipt, ''), m.reason, m.belongs_to
    FROM gift_card_movement m JOIN gift_card c ON c.id = m.gift_card_id LEFT JOIN sale s ON s.id = m.sale_id
    LEFT JOIN alias a ON a.party_id = m.party_id LEFT JOIN party p ON p.id = coalesce(a.root_id, m.party_id)
"""
_TOTAL = """
    SELECT coalesce(sum(m.amount) FILTER (WHERE m.day < :first OR m.kind = 'opening'), 0), coalesce(sum(m.amount), 0)
    FROM gift_card_movement m JOIN gift_card c ON c.id = m.gift_card_id
    WHERE m.day <= :last AND coalesce(:purpose, c.purpose) = c.purpose
"""


def ids(connection: Connection, *, open_only: bool = False) -> list[int]:
    """The row ids of all cards, or of those on which something is left, the newest first."""
    sql = "SELECT c.id AS id FROM gift_card c"
    if open_only:
        sql += " WHERE (SELECT sum(m.amount) FROM gift_card_movement m WHERE m.gift_card_id = c.id) > 0"
    return many.ids(connection, f"{sql} ORDER BY c.day DESC, c.id DESC")


def page_rows(connection: Connection, numbers: Sequence[int]) -> list[GiftCardRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    return [_row(row) for row in many.tuples(connection, _PAGE, (json.dumps(list(numbers)),))]


def by_code(connection: Connection, code: str) -> int | None:
    """The row id of the card of a code in its one spelling."""
    return connection.execute(select(t.gift_card.c.id).where(t.gift_card.c.code == code)).scalar()


def known_codes(connection: Connection, wanted: Sequence[str]) -> set[str]:
    """Which of these codes are there."""
    sql = "SELECT code FROM gift_card WHERE code IN (SELECT value FROM json_each(?))"
    return {code for (code,) in many.tuples(connection, sql, (json.dumps(list(wanted)),))}


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a card."""
    return connection.execute(select(t.gift_card.c.id).where(t.gift_card.c.uuid == uuid)).scalar()


def card(connection: Connection, number: int) -> Row[Any]:
    """The row of a card that is there."""
    return connection.execute(select(t.gift_card).where(t.gift_card.c.id == number)).one()


def balance(connection: Connection, number: int) -> int:
    """What is left on a card."""
    sql = "SELECT coalesce(sum(amount), 0) FROM gift_card_movement WHERE gift_card_id = ?"
    return int(rows.first(connection, sql, (number,))[0])


def used_less_given_back(connection: Connection, number: int) -> int:
    """What was used of a card and not given back: as much can still be given back."""
    kinds = (GiftMovementKind.USED, GiftMovementKind.GIVEN_BACK)
    m = t.gift_card_movement.c
    wanted = select(func.coalesce(-func.sum(m.amount), 0)).where(m.gift_card_id == number, m.kind.in_(kinds))
    return int(connection.execute(wanted).scalar_one())


def voided(connection: Connection, number: int) -> bool:
    """Whether a card was made void."""
    sql = "SELECT 1 FROM gift_card_movement WHERE gift_card_id = ? AND kind = 'void'"
    return rows.first(connection, sql, (number,)) is not None


def movements(connection: Connection, number: int) -> list[GiftMovementRow]:
    """What happened to a card, in order."""
    found = many.tuples(connection, f"{_MOVEMENTS} WHERE m.gift_card_id = ? ORDER BY m.day, m.id", (number,))
    return [_movement(row) for row in found]


def bought_by(connection: Connection, party: int) -> list[int]:
    """The cards that a party with its aliases bought."""
    wanted = select(t.gift_card.c.id).where(t.gift_card.c.buyer_id.in_(family(connection, party)))
    return list(connection.execute(wanted.order_by(t.gift_card.c.day, t.gift_card.c.id)).scalars())


def roll(connection: Connection, first: dt.date | None, last: dt.date | None) -> list[GiftRoll]:
    """Every card that moved until the last day, with its roll-forward from the first day on."""
    values = {
        "first": FIRST_DAY if first is None else day_to_int(first),
        "last": LAST_DAY if last is None else day_to_int(last),
    }
    return [_rolled(row) for row in many.tuples(connection, _ROLL, values)]


def total(
    connection: Connection, first: dt.date | None, last: dt.date | None, purpose: Purpose | None = None
) -> tuple[int, int]:
    """The balance of all cards, or of those of a purpose, before the first day (openings included) and on the last."""
    values: dict[str, object] = {
        "first": FIRST_DAY if first is None else day_to_int(first),
        "last": LAST_DAY if last is None else day_to_int(last),
        "purpose": None if purpose is None else purpose.value,
    }
    ((opening, closing),) = many.tuples(connection, _TOTAL, values)
    return opening, closing


def _row(row: Sequence[Any]) -> GiftCardRow:
    number, uuid, code, purpose, buyer, day, until, *sums, last_used, voided_on = row
    return GiftCardRow(
        number,
        UUID(bytes=uuid),
        code,
        Purpose(purpose),
        buyer,
        int_to_day(day),
        _day(until),
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        sums[4],
        _day(last_used),
        _day(voided_on),
    )


def _movement(row: Sequence[Any]) -> GiftMovementRow:
    number, uuid, code, kind, day, amount, name, receipt, reason, belongs_to = row
    what, late = GiftMovementKind(kind), _day(belongs_to)
    return GiftMovementRow(number, UUID(bytes=uuid), code, what, int_to_day(day), amount, name, receipt, reason, late)


def _rolled(row: Sequence[Any]) -> GiftRoll:
    code, purpose, buyer, day, until, opening, sold, used, given_back, void = row
    return GiftRoll(code, Purpose(purpose), buyer, int_to_day(day), _day(until), opening, sold, used, given_back, void)


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
