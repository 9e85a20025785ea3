"""Orders and deliveries: the ids of a list, its rows with their lines, and what of them stands in the ledger."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import flow_entry, many
from db.queries.flow import current
from db.queries.supply import price_of
from db.tables.kept_triggers import family
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.supply import DocumentKind, Price, order_state
from partnercrm.domain.supply_rows import (
    DeliveryFilter,
    DeliveryLineRow,
    DeliveryRow,
    DocumentRow,
    OrderFilter,
    OrderLineRow,
    OrderRow,
)

_ORDERS = """
    SELECT o.id, o.uuid, p.id, p.uuid, p.name, o.number, o.day, o.requested_day, o.promised_day, o.closed_day,
        o.why_closed, o.note
    FROM json_each(?) j CROSS JOIN purchase_order o ON o.id = j.value LEFT JOIN alias a ON a.party_id = o.party_id
    JOIN party p ON p.id = coalesce(a.root_id, o.party_id) ORDER BY j.key
"""
_LACKS = """EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.quantity > (
    SELECT coalesce(sum(d.accepted), 0) FROM delivery_line d WHERE d.order_line_id = l.id))"""
_ORDER_LINES = """
    SELECT l.order_id, l.id, i.id, i.name, i.unit, l.quantity, l.price, l.tax_on_top,
        (SELECT coalesce(sum(d.received), 0) FROM delivery_line d WHERE d.order_line_id = l.id),
        (SELECT coalesce(sum(d.accepted), 0) FROM delivery_line d WHERE d.order_line_id = l.id)
    FROM order_line l JOIN item i ON i.id = l.item_id WHERE l.order_id IN (SELECT value FROM json_each(?))
    ORDER BY l.order_id, l.position
"""
_DELIVERIES = """
    SELECT d.id, d.uuid, p.id, p.uuid, p.name, o.id, o.uuid, coalesce(o.number, ''), d.day, d.number, d.due_day, d.note,
        d.in_the_books
    FROM json_each(?) j CROSS JOIN delivery d ON d.id = j.value LEFT JOIN alias a ON a.party_id = d.party_id
    JOIN party p ON p.id = coalesce(a.root_id, d.party_id) LEFT JOIN purchase_order o ON o.id = d.order_id
    ORDER BY j.key
"""
_LINES = """
    SELECT l.delivery_id, l.id, i.id, i.name, i.unit, l.order_line_id, l.received, l.accepted, l.price, l.tax_on_top,
        l.tax_code, l.value, l.tax_amount, l.why_refused
    FROM delivery_line l JOIN item i ON i.id = l.item_id WHERE l.delivery_id IN (SELECT value FROM json_each(?))
    ORDER BY l.delivery_id, l.position
"""
_DOCUMENTS = """
    SELECT delivery_id, id, uuid, kind, number, day, amount, due_day, file_name FROM delivery_document
    WHERE delivery_id IN (SELECT value FROM json_each(?)) ORDER BY delivery_id, id
"""
_STANDING = f"""
    SELECT x.delivery_id, x.difference, {current("x.exchange_id")} FROM delivery_posting x
    WHERE x.delivery_id IN (SELECT value FROM json_each(?)) ORDER BY x.id
"""
_MONEY = """
    SELECT l.exchange_id, coalesce(sum(l.sign * l.value), 0),
        coalesce(sum((SELECT k.rest FROM kept_open k WHERE k.line_id = l.id AND k.effective = -1)), 0)
    FROM line l WHERE l.exchange_id IN (SELECT value FROM json_each(?)) GROUP BY l.exchange_id
"""


def order_ids(connection: Connection, wanted: OrderFilter, today: dt.date) -> list[int]:
    """The row ids of orders, the latest first."""
    parts, values = _span(wanted.party, wanted.from_day, wanted.to_day, "o")
    if wanted.open or wanted.late:
        parts += ["o.closed_day IS NULL", _LACKS]
    if wanted.late:
        parts.append("coalesce(o.promised_day, o.requested_day) < ?")
        values.append(day_to_int(today))
    sql = f"SELECT o.id FROM purchase_order o WHERE {' AND '.join(parts)} ORDER BY o.day DESC, o.id DESC"
    return many.ids(connection, sql, tuple(values))


def orders(connection: Connection, numbers: Sequence[int], today: dt.date) -> list[OrderRow]:
    """The orders of these ids, in their order; ids that are gone are left out."""
    wanted = json.dumps(list(numbers))
    lines: dict[int, list[OrderLineRow]] = defaultdict(list)
    for order, *line in many.tuples(connection, _ORDER_LINES, (wanted,)):
        lines[order].append(_order_line(line))
    return [_order(row, tuple(lines[row[0]]), today) for row in many.tuples(connection, _ORDERS, (wanted,))]


def order_by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of an order."""
    return _one(connection, "SELECT id FROM purchase_order WHERE uuid = ?", uuid.bytes)


def orders_by_number(connection: Connection, number: str) -> list[int]:
    """The row ids of the orders of that number."""
    return many.ids(connection, "SELECT id FROM purchase_order WHERE number = ? ORDER BY id", (number,))


def references(connection: Connection, table: str, source: str, external_ids: Iterable[str]) -> dict[str, int]:
    """What of a source is there already in `purchase_order` or `delivery`: row ids by what the source calls them."""
    sql = f"SELECT external_id, id FROM {table} WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))"
    return dict(many.tuples(connection, sql, (source, json.dumps(sorted(set(external_ids))))))


def delivery_ids(connection: Connection, wanted: DeliveryFilter) -> list[int]:
    """The row ids of deliveries, the latest first."""
    parts, values = _span(wanted.party, wanted.from_day, wanted.to_day, "d")
    if wanted.order is not None:
        parts.append("d.order_id = ?")
        values.append(wanted.order)
    if wanted.not_in_ledger:
        stands = f"SELECT 1 FROM delivery_posting x WHERE x.delivery_id = d.id AND {current('x.exchange_id')} NOT NULL"
        parts.append(f"d.in_the_books = 0 AND NOT EXISTS ({stands})")
    if wanted.no_bill:
        bill = "SELECT 1 FROM delivery_document b WHERE b.delivery_id = d.id AND b.kind = 'bill'"
        parts.append(f"d.in_the_books = 0 AND NOT EXISTS ({bill})")
    sql = f"SELECT d.id FROM delivery d WHERE {' AND '.join(parts)} ORDER BY d.day DESC, d.id DESC"
    return many.ids(connection, sql, tuple(values))


def deliveries(connection: Connection, numbers: Sequence[int]) -> list[DeliveryRow]:
    """The deliveries of these ids, in their order; ids that are gone are left out."""
    wanted = json.dumps(list(numbers))
    lines: dict[int, list[DeliveryLineRow]] = defaultdict(list)
    for delivery, *line in many.tuples(connection, _LINES, (wanted,)):
        lines[delivery].append(_line(line))
    documents: dict[int, list[DocumentRow]] = defaultdict(list)
    for delivery, *document in many.tuples(connection, _DOCUMENTS, (wanted,)):
        documents[delivery].append(_document(document))
    standing = [row for row in many.tuples(connection, _STANDING, (wanted,)) if row[2] is not None]
    entries = flow_entry.entries(connection, [row[2] for row in standing])
    sums = {
        number: (value, rest)
        for number, value, rest in many.tuples(connection, _MONEY, (json.dumps([row[2] for row in standing]),))
    }
    by_delivery: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for delivery, difference, number in standing:
        by_delivery[delivery].append((bool(difference), number))
    found = []
    for row in many.tuples(connection, _DELIVERIES, (wanted,)):
        mine = by_delivery[row[0]]
        main = [entry for difference, entry in mine if not difference]
        money = [sums[entry] for _difference, entry in mine]
        entry = entries[main[-1]] if main else None
        found.append(_delivery(row, tuple(lines[row[0]]), tuple(documents[row[0]]), entry, money))
    return found


def delivery_by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a delivery."""
    return _one(connection, "SELECT id FROM delivery WHERE uuid = ?", uuid.bytes)


def deliveries_by_number(connection: Connection, number: str) -> list[int]:
    """The row ids of the deliveries of that number, or with a bill of that number."""
    sql = (
        "SELECT id FROM delivery WHERE number = ?1 AND number <> '' UNION "
        "SELECT delivery_id FROM delivery_document WHERE number = ?1 AND kind = 'bill' ORDER BY 1"
    )
    return many.ids(connection, sql, (number,))


def file_of(connection: Connection, document: int) -> tuple[str, bytes, bytes | None] | None:
    """Name, hash and bytes of the file that is attached to a bill or a credit note; None where there is none."""
    sql = (
        "SELECT d.file_name, d.sha256, c.content FROM delivery_document d "
        "LEFT JOIN document_content c ON c.sha256 = d.sha256 WHERE d.id = ? AND d.sha256 IS NOT NULL"
    )
    found = many.tuples(connection, sql, (document,))
    return (found[0][0], found[0][1], found[0][2]) if found else None


def posted(connection: Connection, delivery: int, *, difference: bool | None = None) -> list[int]:
    """The entries that a delivery ever posted: itself, the differences of its bill, or both where None is said."""
    sql = (
        "SELECT exchange_id AS id FROM delivery_posting WHERE delivery_id = ?1 "
        "AND (?2 IS NULL OR difference = ?2) ORDER BY id"
    )
    return many.ids(connection, sql, (delivery, None if difference is None else int(difference)))


def is_taken(connection: Connection, exchange: int) -> bool:
    """Whether a delivery names that entry."""
    return bool(many.tuples(connection, "SELECT 1 FROM delivery_posting WHERE exchange_id = ?", (exchange,)))


def open_lines(connection: Connection, delivery: int) -> list[int]:
    """The lines of a delivery's entries of which something is not paid yet."""
    sql = (
        f"SELECT k.line_id AS id FROM (SELECT {current('x.exchange_id')} AS entry FROM delivery_posting x "
        "WHERE x.delivery_id = ?) e JOIN line l ON l.exchange_id = e.entry JOIN kept_open k ON k.line_id = l.id "
        "WHERE k.effective = -1 ORDER BY l.id"
    )
    return many.ids(connection, sql, (delivery,))


def _span(party: int | None, first: dt.date | None, last: dt.date | None, table: str) -> tuple[list[str], list[int]]:
    parts, values = ["1"], []
    if party is not None:
        parts.append(f"{table}.party_id IN ({family('?')})")
        values += [party, party]
    if first is not None:
        parts.append(f"{table}.day >= ?")
        values.append(day_to_int(first))
    if last is not None:
        parts.append(f"{table}.day <= ?")
        values.append(day_to_int(last))
    return parts, values


def _one(connection: Connection, sql: str, value: object) -> int | None:
    found = many.tuples(connection, sql, (value,))
    return int(found[0][0]) if found else None


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)


def _price(price: int | None, tax: int | None) -> Price | None:
    return None if price is None else price_of(price, tax)


def _order(found: Sequence[Any], lines: tuple[OrderLineRow, ...], today: dt.date) -> OrderRow:
    number, uuid, party, party_uuid, name, code, day, requested, promised, closed, why, note = found
    expected = _day(promised or requested)
    full = Decimal(sum(line.full for line in lines))
    begun = full or Decimal(any(line.accepted for line in lines)) / 2
    return OrderRow(
        id=number,
        uuid=UUID(bytes=uuid),
        party=party,
        party_uuid=UUID(bytes=party_uuid),
        party_name=name,
        number=code,
        day=int_to_day(day),
        requested=_day(requested),
        promised=_day(promised),
        closed=_day(closed),
        why_closed=why,
        note=note,
        state=order_state(Decimal(len(lines)), begun, expected, _day(closed), today),
        lines=lines,
    )


def _order_line(found: Sequence[Any]) -> OrderLineRow:
    number, item, name, unit, quantity, price, tax, received, accepted = found
    return OrderLineRow(
        number,
        item,
        name,
        unit,
        int_to_quantity(quantity),
        _price(price, tax),
        int_to_quantity(received),
        int_to_quantity(accepted),
    )


def _delivery(
    found: Sequence[Any],
    lines: tuple[DeliveryLineRow, ...],
    documents: tuple[DocumentRow, ...],
    entry: Any,
    money: Sequence[tuple[int, int]],
) -> DeliveryRow:
    number, uuid, party, party_uuid, name, order, order_uuid, order_number, day, code, due, note, books = found
    return DeliveryRow(
        id=number,
        uuid=UUID(bytes=uuid),
        party=party,
        party_uuid=UUID(bytes=party_uuid),
        party_name=name,
        order=order,
        order_uuid=None if order_uuid is None else UUID(bytes=order_uuid),
        order_number=order_number,
        day=int_to_day(day),
        number=code,
        due=_day(due),
        note=note,
        in_the_books=bool(books),
        lines=lines,
        documents=documents,
        entry=entry,
        posted=sum(value for value, _rest in money),
        open=sum(rest for _value, rest in money),
    )


def _line(found: Sequence[Any]) -> DeliveryLineRow:
    number, item, name, unit, order_line, received, accepted, price, tax, code, value, tax_amount, why = found
    return DeliveryLineRow(
        number,
        item,
        name,
        unit,
        order_line,
        int_to_quantity(received),
        int_to_quantity(accepted),
        _price(price, tax),
        code,
        value,
        tax_amount,
        why,
    )


def _document(found: Sequence[Any]) -> DocumentRow:
    number, uuid, kind, code, day, amount, due, file_name = found
    return DocumentRow(
        number, UUID(bytes=uuid), DocumentKind(kind), code, int_to_day(day), amount, _day(due), file_name
    )
