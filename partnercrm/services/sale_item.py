"""The items of sales: written with the sale that they belong to, read for lists and refunds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.engine import Store
from db.queries import item as items_q
from db.queries import sale as sales_q
from db.queries import sale_item as q
from db.queries import store as stores_q
from db.tables import sale_item as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, not_found
from partnercrm.domain.item import name_key
from partnercrm.domain.sale_item import SaleItem, SaleItemRow, item_problems
from partnercrm.domain.words import msg
from partnercrm.services import item as items
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run


def of_sales(store: Store, sales: Sequence[int]) -> dict[int, list[SaleItemRow]]:
    """The lines of these sales (row ids), for those that have any."""
    found: dict[int, list[SaleItemRow]] = {}
    with store.read() as connection:
        for row in q.of_sales(connection, sales):
            found.setdefault(row.sale, []).append(row)
    return found


def best_sellers(store: Store, today: dt.date, most: int = 6) -> list[str]:
    """The names of the items that stood on most receipts of the last four weeks, the most frequent first."""
    with store.read() as connection:
        return q.best_sellers(connection, today - dt.timedelta(weeks=4), most)


def priced(store: Store, lines: Sequence[SaleItem]) -> tuple[SaleItem, ...]:
    """The lines with the items' own prices where nobody said one; what has no price stays without."""
    numbers = items.by_words(store, (line.item for line in lines))
    with store.read() as connection:
        prices = {row.id: row.price for row in items_q.by_ids(connection, numbers.values())}
        currency = stores_q.facts(connection).currency
    found = []
    for line in lines:
        price = prices.get(numbers.get(line.item, 0))
        if line.amount is None and price is not None:
            line = replace(line, amount=currency.rounded(currency.major(price) * line.quantity))
        found.append(line)
    return tuple(found)


def change(store: Store, ctx: Context, sale: int, lines: Sequence[SaleItem]) -> Changes:
    """Makes these the lines of a sale (row id): what was not said, or said wrongly; its sums stay. Raises Invalid,
    NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = sales_q.by_id(op.connection, sale)
        if found is None:
            raise not_found("sale")
        problems = item_problems(lines)
        if problems:
            raise Invalid(problems)
        for number in q.ids_of_sale(op.connection, sale):
            op.delete(t.sale_item, number)
        add_in(op, {sale: lines})
        op.said = msg("Said what was bought on {day}", day=found.day)
        return {}

    return run(store, ctx, msg("Say what was bought"), (sale, tuple(lines)), ("sale", "item"), work).changes


def add_in(op: Operation, lines: Mapping[int, Sequence[SaleItem]]) -> None:
    """Writes the lines of sales (row ids) within a running operation; items that nobody knew yet are made."""
    named = dict.fromkeys(line.item for of_sale in lines.values() for line in of_sale)
    if not named:
        return
    numbers = items.ensure(op, named)
    names = {row.id: name_key(row.name) for row in items_q.by_ids(op.connection, numbers.values())}
    rows = [
        {
            "sale_id": sale,
            "position": position,
            "item_id": numbers[line.item],
            "text": "" if name_key(line.item) == names[numbers[line.item]] else line.item.strip(),
            "quantity": line.quantity,
            "amount": line.amount,
        }
        for sale, of_sale in lines.items()
        for position, line in enumerate(of_sale)
    ]
    op.insert_many(t.sale_item, rows)
    op.subjects.add("item")
