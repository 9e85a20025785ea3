"""What the figures of suppliers are made of: what was ordered and came, line by line, and what was paid besides."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from db.queries import many
from db.queries.flow import current
from db.values import QUANTITY_SCALE, day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.otif import Arrival, OrderedLine

# `settled`: all of it was accepted by both of its days, so nobody needs to look at what came when.
_ORDERED = """
    WITH wanted AS (
        SELECT coalesce(a.root_id, o.party_id) AS party, l.id AS line, o.id AS orders, l.item_id, l.quantity,
            o.promised_day, o.requested_day, o.closed_day, o.day, l.position
        FROM purchase_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN alias a ON a.party_id = o.party_id
        WHERE o.day <= :last AND (o.promised_day BETWEEN :first AND :last OR o.requested_day BETWEEN :first AND :last
            OR (o.promised_day IS NULL AND o.requested_day IS NULL AND o.day >= :first))
    )
    SELECT party, line, orders, item_id, quantity, promised_day, requested_day, closed_day,
        quantity <= (
            SELECT coalesce(sum(c.accepted), 0) FROM delivery_line c JOIN delivery d ON d.id = c.delivery_id
            WHERE c.order_line_id = line
                AND d.day <= min(coalesce(promised_day, requested_day), coalesce(requested_day, promised_day))
        )
    FROM wanted ORDER BY day, orders, position
"""
_ARRIVED = """
    SELECT l.order_line_id, d.day, l.received, l.accepted
    FROM json_each(:lines) j CROSS JOIN delivery_line l ON l.order_line_id = j.value
    JOIN delivery d ON d.id = l.delivery_id WHERE d.day <= :last ORDER BY d.day
"""
_CAME = """
    SELECT coalesce(a.root_id, d.party_id), d.id, d.order_id, l.id, l.item_id, d.day, l.received, l.accepted, l.price,
        l.tax_on_top, l.value
    FROM delivery d JOIN delivery_line l ON l.delivery_id = d.id LEFT JOIN alias a ON a.party_id = d.party_id
    WHERE d.day BETWEEN :first AND :last ORDER BY d.day, d.id, l.position
"""
# What suppliers billed, whoever entered it: by hand, by a file or as a delivery; what was taken back goes off again.
_BILLS = """
    SELECT coalesce(a.root_id, l.party_id), l.exchange_id, l.day, sum(l.sign * l.value)
    FROM line l LEFT JOIN alias a ON a.party_id = l.party_id
    WHERE l.party_id IN (
        SELECT party_id FROM party_role WHERE role = 'supplier' UNION
        SELECT b.party_id FROM alias b JOIN party_role r ON r.party_id = b.root_id WHERE r.role = 'supplier' UNION
        SELECT party_id FROM delivery
    ) AND l.asks = 'money' AND l.day BETWEEN :first AND :last AND l.direction = -1 AND l.opening = 0
        AND l.kind IN ('goods', 'service')
    GROUP BY l.exchange_id ORDER BY l.day, l.exchange_id
"""
_POSTED = f"""
    SELECT DISTINCT x.delivery_id FROM delivery_posting x JOIN delivery d ON d.id = x.delivery_id
    WHERE d.day BETWEEN :first AND :last AND {current("x.exchange_id")} IS NOT NULL
"""
_NAMES = """
    SELECT p.id, p.name FROM party p WHERE p.id IN (
        SELECT party_id FROM purchase_order UNION SELECT party_id FROM delivery UNION SELECT party_id FROM supplier_item
        UNION SELECT party_id FROM party_role WHERE role = 'supplier'
        UNION SELECT a.root_id FROM alias a JOIN delivery d ON d.party_id = a.party_id
    ) AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.party_id = p.id)
    AND p.binned_at IS NULL AND p.erased_at IS NULL ORDER BY p.sort_name, p.id
"""


_PERCENT: int = 100 * 10**QUANTITY_SCALE
"""A tax of so much is as much as the price."""


class Ordered(NamedTuple):
    """A line of an order, by whose it is."""

    party: int
    item: int
    line: OrderedLine


class Came(NamedTuple):
    """A line of a delivery; `price` and `tax` as the store keeps them, `value` of what was accepted.

    `posted` tells that the delivery stands in the ledger, so that its bill is among the bills.
    """

    party: int
    delivery: int
    order: int | None
    item: int
    day: dt.date
    received: Decimal
    accepted: Decimal
    price: int | None
    tax: int
    value: int | None
    posted: bool

    @property
    def with_tax(self) -> int:
        """The price of one with its tax, in so small parts that it is a whole number; 0 where nobody said one."""
        return (self.price or 0) * (_PERCENT + self.tax)


class Bill(NamedTuple):
    """What a supplier billed in one entry; `value` in minor units, below zero where it takes back."""

    party: int
    exchange: int
    day: dt.date
    value: int


def ordered(connection: Connection, first: dt.date, last: dt.date) -> list[Ordered]:
    """The lines of orders that were to come between two days, or were ordered then and have no day."""
    span, day, quantity = _span(first, last), cache(int_to_day), cache(int_to_quantity)
    rows = many.tuples(connection, _ORDERED, span)
    open_lines = [line for _party, line, *_rest, settled in rows if not settled]
    arrivals: dict[int, list[Arrival]] = defaultdict(list)
    asked = {"lines": json.dumps(open_lines), "last": span["last"]}
    for line, came_on, received, accepted in many.tuples(connection, _ARRIVED, asked):
        arrivals[line].append(Arrival(day(came_on), quantity(received), quantity(accepted)))
    found = []
    for party, line, order, item, ordered_, promised, requested, closed, settled in rows:
        parts = () if settled else tuple(arrivals.get(line, ()))
        days = (None if promised is None else day(promised), None if requested is None else day(requested))
        one = OrderedLine(line, order, quantity(ordered_), *days, parts, _day(closed), bool(settled))
        found.append(Ordered(party, item, one))
    return found


def came(connection: Connection, first: dt.date, last: dt.date) -> list[Came]:
    """The lines of deliveries between two days, the earliest first."""
    found, span, of_day, of_quantity = [], _span(first, last), cache(int_to_day), cache(int_to_quantity)
    posted = {number for (number,) in many.tuples(connection, _POSTED, span)}
    for row in many.tuples(connection, _CAME, span):
        party, delivery, order, _line, item, day, received, accepted, price, tax, value = row
        whole, good = of_quantity(received), of_quantity(accepted)
        stands = delivery in posted
        found.append(Came(party, delivery, order, item, of_day(day), whole, good, price, tax or 0, value, stands))
    return found


def bills(connection: Connection, first: dt.date, last: dt.date) -> list[Bill]:
    """What suppliers billed between two days."""
    found = many.tuples(connection, _BILLS, _span(first, last))
    return [Bill(party, exchange, int_to_day(day), value) for party, exchange, day, value in found]


def suppliers(connection: Connection) -> dict[int, str]:
    """Everybody who is a supplier or ever brought something, by name: row id and name."""
    return dict(many.tuples(connection, _NAMES))


def order_numbers(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    """What the orders of these row ids are called."""
    sql = "SELECT id, number FROM purchase_order WHERE id IN (SELECT value FROM json_each(?))"
    return dict(many.tuples(connection, sql, (json.dumps(sorted(numbers)),)))


def first_day(connection: Connection) -> dt.date | None:
    """The first day of which there is an order or a delivery."""
    sql = "SELECT min(day) FROM (SELECT min(day) AS day FROM purchase_order UNION ALL SELECT min(day) FROM delivery)"
    ((found,),) = many.tuples(connection, sql)
    return _day(found)


def _span(first: dt.date, last: dt.date) -> dict[str, object]:
    return {"first": day_to_int(first), "last": day_to_int(last)}


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
