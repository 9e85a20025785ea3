"""Sales as a list, and one as a page: what was bought, given back and posted, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import operations
from db.queries import sale as q
from db.queries import sale_item as items_q
from db.queries import sale_page as page_q
from partnercrm.domain.errors import not_found
from partnercrm.domain.sale_item import SaleItemRow
from partnercrm.domain.sale_page import Counted, Left, ListedSale, Listing, Origin, SalePage
from partnercrm.domain.sale_rows import SaleFilter, SaleSort, SaleTotals

if TYPE_CHECKING:
    from sqlalchemy import Connection

FEW = 20_000
"""So many that were found are added up by their row ids; where they are more, looking for them again is no slower."""


def listing(
    store: Store, wanted: SaleFilter, sort: SaleSort = SaleSort.DAY, *, ascending: bool = False, first: int = 100
) -> Listing:
    """What a filter lets through, the latest first unless `ascending`, with the rows that are seen first."""
    with store.read() as connection:
        numbers = q.ids(connection, wanted, ascending=ascending, sort=sort)
        if replace(wanted, from_day=None, to_day=None) == SaleFilter():
            counted = page_q.counted(connection, wanted.from_day, wanted.to_day)
        elif len(numbers) <= FEW:
            counted = _counted(q.totals_among(connection, numbers))
        else:
            counted = _counted(q.totals(connection, wanted))
    return Listing(numbers, tuple(rows(store, numbers[:first])), counted)


def among(store: Store, numbers: Sequence[int], *, first: int = 100) -> Listing:
    """These sales (row ids), the records of a figure, the latest first; what is gone is left out."""
    with store.read() as connection:
        found = q.among(connection, numbers)
        counted = _counted(q.totals_among(connection, found))
    return Listing(found, tuple(rows(store, found[:first])), counted)


def rows(store: Store, numbers: Sequence[int]) -> list[ListedSale]:
    """The sales of these row ids with their items, in their order."""
    found: dict[int, list[SaleItemRow]] = {}
    with store.read() as connection:
        sales = q.page_rows(connection, numbers)
        for line in items_q.of_sales(connection, numbers):
            found.setdefault(line.sale, []).append(line)
    return [ListedSale(sale, tuple(found.get(sale.id, ()))) for sale in sales]


def page(store: Store, number: int) -> SalePage:
    """One sale (row id). Raises NotFound."""
    with store.read() as connection:
        found = q.by_id(connection, number)
        if found is None:
            raise not_found("sale")
        wanted = [number] if found.refunds_id is None else [number, found.refunds_id]
        sale, *of = q.page_rows(connection, wanted)
        refunds = page_q.refunds_of(connection, number)
        return SalePage(
            sale,
            tuple(items_q.of_sales(connection, [number])),
            tuple(q.page_rows(connection, refunds)),
            tuple(items_q.of_sales(connection, refunds)),
            of[0] if of else None,
            tuple(page_q.entries_of(connection, number)),
            _origin(page_q.made_by(connection, number), connection),
        )


def left(store: Store, source: str, receipts: Sequence[str]) -> dict[str, Left]:
    """What may still be given back for sales of a source, by what the source calls them."""
    with store.read() as connection:
        return page_q.left(connection, source, receipts)


def _counted(totals: SaleTotals) -> Counted:
    return Counted(totals.sales, totals.refunds, totals.price)


def _origin(made: tuple[int, int] | None, connection: Connection) -> Origin | None:
    found = operations.by_id(connection, made[0]) if made else None
    if made is None or found is None:
        return None
    return Origin(found.id, found.name, made[1], found.undoable and found.undone_by is None)
