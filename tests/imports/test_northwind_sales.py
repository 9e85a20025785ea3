"""Northwind's order lines as a till's file: one row an item, and the best customers as every tutorial names them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.imports import batch
from partnercrm.imports.batch import Imported, Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.services import customer_figures, item, sale, sale_item, undo, verify
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import NewStore, Store

TODAY = dt.date(1998, 5, 31)
CENT = Decimal("0.01")


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def northwind(shared: Path) -> Path:
    return shared / "data" / "northwind"


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))
    return dict(found["northwind"])


@pytest.fixture(scope="module")
def lines(northwind: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files joined as a till would write them: a row a line, its list price, and what was paid for it."""
    orders = {row["OrderID"]: row for row in read(northwind, "Orders.csv")}
    products = {row["ProductID"]: row["ProductName"] for row in read(northwind, "Products.csv")}
    path = tmp_path_factory.mktemp("northwind") / "lines.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["OrderID", "Date", "Customer", "Product", "Quantity", "Line total", "Paid"])
        for row in read(northwind, "OrderDetails.csv"):
            order = orders[row["OrderID"]]
            full = Decimal(row["UnitPrice"]) * Decimal(row["Quantity"])
            paid = (full * (1 - Decimal(row["Discount"]))).quantize(CENT, ROUND_HALF_UP)
            head = (row["OrderID"], order["OrderDate"][:10], order["CustomerID"])
            writer.writerow([*head, products[row["ProductID"]], row["Quantity"], full.quantize(CENT), paid])
    return path


@pytest.fixture(scope="module")
def shop(northwind: Path, lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Imported]]:
    path = tmp_path_factory.mktemp("shop") / "shop.partnercrm"
    stores.new(path, NewStore("Northwind", Currency("USD", 2), "en_US"), Clock.fixed(TODAY))
    with closing(stores.open_shop(path)) as store:
        customers = Wanted(ImportKind.PARTIES, (Role.CUSTOMER,), "northwind", {"CustomerID": "external_id"})
        for source, wanted in ((northwind / "Customers.csv", customers), (lines, orders())):
            done = batch.bring_in(store, ctx(store), batch.prepare(store, ctx(store), source, wanted), copy_first=False)
        yield store, done


def orders() -> Wanted:
    return Wanted(ImportKind.SALES, source="northwind", columns={"OrderID": "receipt"})


def ctx(store: Store) -> Context:
    return stores.context(store, Clock.fixed(TODAY))


def test_every_order_is_one_sale_with_its_lines(shop: tuple[Store, Imported], published: dict[str, Any]) -> None:
    store, done = shop
    assert (done.new, done.bad, done.doubtful) == (published["orders"], 0, 0)
    found = sale_item.of_sales(store, sale.ids(store))
    assert sum(len(of_sale) for of_sale in found.values()) == published["order_lines"]
    assert len(item.listed(store)) == published["products"]
    gross = sum(line.amount or 0 for of_sale in found.values() for line in of_sale)
    assert gross == sale.totals(store).amount == round(Decimal(published["gross_sales"]) * 100)


def test_the_best_customers_are_the_published_ones(shop: tuple[Store, Imported], published: dict[str, Any]) -> None:
    store, _done = shop
    figures = {row.key: row for row in customer_figures.figures(store, Window(None, TODAY))}
    assert figures["customers"].value == published["customers_with_orders"]
    cents = Decimal(figures["customer_revenue"].value or 0)  # each line was rounded, the published sum was not
    assert abs(cents / 100 - Decimal(published["net_sales"])) < 1
    groups = customer_figures.groups(store, Window(None, TODAY)).rfm
    assert groups is not None
    best = sorted(groups.buyers, key=lambda row: -row.amount)[:3]
    with store.read() as connection:
        sql = "SELECT external_id FROM party WHERE id = ?"
        names = [connection.exec_driver_sql(sql, (row.party,)).scalar_one() for row in best]
    assert names == list(published["top3_customers_net"])
    for row, net in zip(best, published["top3_customers_net"].values(), strict=True):
        assert abs(Decimal(row.amount) / 100 - Decimal(net)) < Decimal("0.20")
        assert row.m == 5


def test_the_file_again_and_taken_back(shop: tuple[Store, Imported], lines: Path) -> None:
    store, done = shop
    again = batch.prepare(store, ctx(store), lines, orders())
    assert batch.bring_in(store, ctx(store), again, copy_first=False).new == 0
    assert done.changes is not None
    undo.undo(store, ctx(store), done.changes.operation)
    assert (sale.ids(store), item.listed(store)) == ([], [])
    assert verify.verify(store).intact
