"""Joint products as they stand, and what was sold of them with the entry that stands for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import flow, many, rows
from db.queries.posting import marks
from db.values import int_to_day, int_to_quantity
from partnercrm.domain.joint_product import Parts, Seller, Split
from partnercrm.domain.joint_product_rows import JointProductRow, JointSaleRow
from partnercrm.domain.ledger import entry_number

_PRODUCTS = """
    SELECT n.id, n.uuid, p.id, p.uuid, p.name, n.agreement_id, coalesce(g.title, ''), n.name, n.price, n.commission,
        n.their_amount, n.their_percent, n.ended_on
    FROM joint_product n LEFT JOIN alias a ON a.party_id = n.party_id
    JOIN party p ON p.id = coalesce(a.root_id, n.party_id) LEFT JOIN agreement g ON g.id = n.agreement_id
"""
# Without a posting nothing had to be posted; with some, the last one that stands counts.
_SALES = f"""
    SELECT s.joint_product_id, s.id, s.uuid, n.name, p.id, p.name, s.from_day, s.to_day, s.seller, s.quantity, s.total,
        s.commission, s.theirs, s.ours, e.fiscal_year, e.sequence, k.posted
    FROM joint_sale s JOIN joint_product n ON n.id = s.joint_product_id LEFT JOIN alias a ON a.party_id = n.party_id
    JOIN party p ON p.id = coalesce(a.root_id, n.party_id)
    LEFT JOIN (
        SELECT joint_sale_id, count(*) AS posted, max({flow.current("x.exchange_id")}) AS current FROM joint_posting x
        GROUP BY joint_sale_id
    ) k ON k.joint_sale_id = s.id LEFT JOIN exchange e ON e.id = k.current
"""


def listed(connection: Connection, family: Sequence[int] | None = None) -> list[JointProductRow]:
    """All joint products by name, or those of one family."""
    among = "" if family is None else f"WHERE n.party_id IN ({marks(family)})"
    return _read(connection, among, tuple(family or ()))


def one(connection: Connection, number: int) -> JointProductRow | None:
    """One by its row id."""
    found = _read(connection, "WHERE n.id = ?", (number,))
    return found[0] if found else None


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a joint product."""
    found = rows.first(connection, "SELECT id FROM joint_product WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def named(connection: Connection, name: str) -> list[int]:
    """The joint products of that very name, capitals apart."""
    return many.ids(connection, "SELECT id FROM joint_product WHERE lower(name) = lower(?)", (name,))


def sale(connection: Connection, number: int) -> JointSaleRow | None:
    """One period by its row id."""
    found = many.tuples(connection, f"{_SALES} WHERE s.id = ?", (number,))
    return _sale(found[0]) if found else None


def sale_by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a period."""
    found = rows.first(connection, "SELECT id FROM joint_sale WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def posted(connection: Connection, sale: int) -> list[int]:
    """The entries (row ids) that a period posted, taken back or not."""
    sql = "SELECT exchange_id AS id FROM joint_posting WHERE joint_sale_id = ? ORDER BY id"
    return many.ids(connection, sql, (sale,))


def _read(connection: Connection, where: str, values: tuple[Any, ...]) -> list[JointProductRow]:
    sales: defaultdict[int, list[JointSaleRow]] = defaultdict(list)
    for row in many.tuples(connection, f"{_SALES} {where} ORDER BY s.to_day, s.id", values):
        sales[row[0]].append(_sale(row))
    found = many.tuples(connection, f"{_PRODUCTS} {where} ORDER BY lower(n.name), n.id", values)
    return [_product(row, tuple(sales[row[0]])) for row in found]


def _product(row: tuple[Any, ...], sales: tuple[JointSaleRow, ...]) -> JointProductRow:
    number, uuid, party, party_uuid, party_name, agreement, title, name, price, commission, amount, percent, ended = row
    return JointProductRow(
        id=number,
        uuid=UUID(bytes=uuid),
        party=party,
        party_uuid=UUID(bytes=party_uuid),
        party_name=party_name,
        agreement=agreement,
        agreement_title=title,
        name=name,
        split=Split(price, int_to_quantity(commission), amount, None if percent is None else int_to_quantity(percent)),
        ended_on=_day(ended),
        sales=sales,
    )


def _sale(row: tuple[Any, ...]) -> JointSaleRow:
    product, number, uuid, name, party, party_name, first, last, seller, quantity, *sums, year, sequence, posted = row
    return JointSaleRow(
        id=number,
        uuid=UUID(bytes=uuid),
        product=product,
        name=name,
        party=party,
        party_name=party_name,
        from_day=int_to_day(first),
        to_day=int_to_day(last),
        seller=Seller(seller),
        quantity=int_to_quantity(quantity),
        parts=Parts(*sums),
        entry="" if year is None else entry_number(year, sequence),
        standing=posted is None or year is not None,
    )


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
