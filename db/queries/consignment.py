"""Goods on consignment as they stand, and how they moved with the entry that stands for each sale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import flow, many, rows
from db.queries.posting import marks
from db.values import int_to_day, int_to_quantity
from partnercrm.domain.consignment import MovementKind, Owner, Proceeds
from partnercrm.domain.consignment_rows import ConsignmentRow, MovementRow
from partnercrm.domain.ledger import entry_number

_GOODS = """
    SELECT n.id, n.uuid, p.id, p.uuid, p.name, n.agreement_id, coalesce(g.title, ''), n.owner, n.what, n.unit, n.price,
        n.commission
    FROM consignment n LEFT JOIN alias a ON a.party_id = n.party_id
    JOIN party p ON p.id = coalesce(a.root_id, n.party_id) LEFT JOIN agreement g ON g.id = n.agreement_id
"""
_MOVEMENTS = f"""
    SELECT m.consignment_id, m.id, m.uuid, m.day, m.kind, m.quantity, m.price, m.commission, e.fiscal_year, e.sequence,
        k.posted
    FROM consignment_movement m JOIN consignment n ON n.id = m.consignment_id
    LEFT JOIN (
        SELECT movement_id, count(*) AS posted, max({flow.current("x.exchange_id")}) AS current
        FROM consignment_posting x GROUP BY movement_id
    ) k ON k.movement_id = m.id LEFT JOIN exchange e ON e.id = k.current
"""


def listed(connection: Connection, family: Sequence[int] | None = None) -> list[ConsignmentRow]:
    """All goods on consignment by what they are, or those of one family."""
    among = "" if family is None else f"WHERE n.party_id IN ({marks(family)})"
    return _read(connection, among, tuple(family or ()))


def one(connection: Connection, number: int) -> ConsignmentRow | None:
    """One by its row id."""
    found = _read(connection, "WHERE n.id = ?", (number,))
    return found[0] if found else None


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of goods on consignment."""
    found = rows.first(connection, "SELECT id FROM consignment WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def named(connection: Connection, what: str) -> list[int]:
    """The goods of that very name, capitals apart."""
    return many.ids(connection, "SELECT id FROM consignment WHERE lower(what) = lower(?)", (what,))


def moves(connection: Connection, number: int) -> int:
    """How often goods moved so far."""
    return int(rows.first(connection, "SELECT moves FROM consignment WHERE id = ?", (number,))[0])


def movement(connection: Connection, uuid: UUID) -> tuple[int, int] | None:
    """The row ids of a movement and of its goods."""
    sql = "SELECT id, consignment_id FROM consignment_movement WHERE uuid = ?"
    found = rows.first(connection, sql, (uuid.bytes,))
    return (int(found[0]), int(found[1])) if found else None


def goods_of(connection: Connection, movement: int) -> int | None:
    """The row id of the goods that a movement is of."""
    found = rows.first(connection, "SELECT consignment_id FROM consignment_movement WHERE id = ?", (movement,))
    return int(found[0]) if found else None


def posted(connection: Connection, movement: int) -> list[int]:
    """The entries (row ids) that a movement posted, taken back or not."""
    sql = "SELECT exchange_id AS id FROM consignment_posting WHERE movement_id = ? ORDER BY id"
    return many.ids(connection, sql, (movement,))


def _read(connection: Connection, where: str, values: tuple[Any, ...]) -> list[ConsignmentRow]:
    moved: defaultdict[int, list[MovementRow]] = defaultdict(list)
    for row in many.tuples(connection, f"{_MOVEMENTS} {where} ORDER BY m.day, m.id", values):
        moved[row[0]].append(_movement(row))
    found = many.tuples(connection, f"{_GOODS} {where} ORDER BY lower(n.what), n.id", values)
    return [_goods(row, tuple(moved[row[0]])) for row in found]


def _goods(row: tuple[Any, ...], movements: tuple[MovementRow, ...]) -> ConsignmentRow:
    number, uuid, party, party_uuid, party_name, agreement, title, owner, what, unit, price, commission = row
    return ConsignmentRow(
        id=number,
        uuid=UUID(bytes=uuid),
        party=party,
        party_uuid=UUID(bytes=party_uuid),
        party_name=party_name,
        agreement=agreement,
        agreement_title=title,
        owner=Owner(owner),
        what=what,
        unit=unit,
        price=price,
        commission=int_to_quantity(commission),
        movements=movements,
    )


def _movement(row: tuple[Any, ...]) -> MovementRow:
    goods, number, uuid, day, kind, quantity, price, commission, year, sequence, posted = row
    return MovementRow(
        id=number,
        uuid=UUID(bytes=uuid),
        consignment=goods,
        day=int_to_day(day),
        kind=MovementKind(kind),
        quantity=int_to_quantity(quantity),
        proceeds=Proceeds(price, commission),
        entry="" if year is None else entry_number(year, sequence),
        standing=posted is None or year is not None,
    )
