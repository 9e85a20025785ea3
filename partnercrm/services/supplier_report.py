"""All that the workbook of suppliers shows, read in one go: figures, what was due, deliveries, and who brings what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import delivery as deliveries
from db.queries import figure_record as records
from db.queries import item as items
from db.queries import supplier_figures as q
from db.queries import supply as offers
from partnercrm.domain.otif import Judged
from partnercrm.domain.record import dataclass
from partnercrm.domain.supplier_rows import DueRow, SpentRow, Suppliers
from partnercrm.domain.supply_rows import DeliveryFilter, DeliveryRow, SupplierItemFilter, SupplierItemRow
from partnercrm.services import supplier_figures
from partnercrm.services.supplier_figures import Found, Told

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of some days, what was due, the deliveries and what was spent in these days, and who can bring what
    at which price.

    All lists begin with the earliest; offers that ended are among them.
    """

    told: Suppliers
    due: Sequence[DueRow]
    came: Sequence[DeliveryRow]
    offers: Sequence[SupplierItemRow]
    spent: Sequence[SpentRow]


def report(
    store: Store,
    today: dt.date,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    told: Told | None = None,
) -> Report:
    """All of it, of one moment. `told` hears how far it is and may raise Cancelled."""
    with store.read() as connection:
        found = supplier_figures.figures_in(connection, today, first, last, told)
        wanted = DeliveryFilter(from_day=found.told.first, to_day=found.told.last)
        came = deliveries.deliveries(connection, deliveries.delivery_ids(connection, wanted)[::-1])
        brings = offers.supplier_items(connection, SupplierItemFilter(ended=True))
        return Report(found.told, _due(connection, found), came, brings, _spent(connection, found))


def _due(connection: Connection, found: Found) -> list[DueRow]:
    of_line = {each.line.line: each for each in found.ordered}
    numbers = q.order_numbers(connection, {each.order for each in found.judged.judged})
    names = {row.id: row.name for row in items.listed(connection, retired=True)}
    suppliers = {row.party: row.name for row in found.told.suppliers}

    def row(each: Judged) -> DueRow:
        lines = [of_line[line] for line in each.lines]
        what = ", ".join(dict.fromkeys(names.get(line.item, "") for line in lines))
        quantity = lines[0].line.ordered if len(lines) == 1 else None
        who = suppliers.get(lines[0].party, "")
        late = float(each.days_late)
        return DueRow(each.due, who, numbers.get(each.order, ""), what, quantity, each.on_time, each.in_full, late)

    return [row(each) for each in sorted(found.judged.judged, key=lambda each: (each.due, each.order))]


def _spent(connection: Connection, found: Found) -> list[SpentRow]:
    """What the figure *Spent* is made of: bills, and lines that stand in no ledger, one by one."""
    suppliers = {row.party: row.name for row in found.told.suppliers}
    bills = tuple(dict.fromkeys(bill.exchange for bill in found.bills))
    entries = {row.number: row.text for row in records.of(connection, "exchange", bills, len(bills))}
    names = {row.id: row.name for row in items.listed(connection, retired=True)}
    rows = [
        SpentRow(bill.day, suppliers.get(bill.party, ""), entries.get(bill.exchange, ""), bill.value)
        for bill in found.bills
    ] + [
        SpentRow(each.day, suppliers.get(each.party, ""), names.get(each.item, ""), each.value)
        for each in found.came
        if not each.posted and each.value is not None
    ]
    return sorted(rows, key=lambda row: row.day)
