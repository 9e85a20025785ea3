"""A shop and its till, whose files come in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from partnercrm.domain.dates import Clock
from partnercrm.domain.ledger import Lens
from partnercrm.domain.sale_rows import SaleFilter, SaleRow
from partnercrm.imports import batch
from partnercrm.imports.batch import Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.services import balance, party, sale, sale_item
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


class Till:
    """A shop with Ana in it, and a till whose files come in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store: Store = stores.open_shop(folder / "shop.partnercrm")
        self.ana = party.find(self.store, "Ana")

    @property
    def ctx(self) -> Context:
        return stores.context(self.store, Clock.fixed(NOW))

    def look(self, content: str, name: str = "till.csv", **more: object) -> Preview:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return batch.prepare(self.store, self.ctx, path, Wanted(ImportKind.SALES, source="till", **more))  # type: ignore[arg-type]

    def bring(self, content: str, name: str = "till.csv", **more: object) -> batch.Imported:
        return batch.bring_in(self.store, self.ctx, self.look(content, name, **more), copy_first=False)

    def sales(self) -> list[SaleRow]:
        return sale.page_rows(self.store, sale.ids(self.store, SaleFilter(), ascending=True))

    def to_pay(self) -> int:
        return sum(row.balance for row in balance.balances(self.store, Lens.TO_PAY, self.ana))


def states(prepared: Preview) -> list[RowState]:
    return [row.state for row in prepared.rows]


def lines_of(till: Till) -> list[tuple[str, str, str, int | None]]:
    numbers = sale.ids(till.store, SaleFilter(), ascending=True)
    receipts = {row.id: row.receipt for row in till.sales()}
    found = sale_item.of_sales(till.store, numbers)
    return [(receipts[of], line.name, f"{line.quantity}", line.amount) for of in numbers for line in found.get(of, [])]
