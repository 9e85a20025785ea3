"""The workbook of customers: its checks hold before and after another program computed them, and nothing is made up."""

from __future__ import annotations

import datetime as dt
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Event

import openpyxl
import pytest

from partnercrm.domain.errors import Cancelled
from partnercrm.domain.sale import SaleDraft
from partnercrm.reports import customer
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store
from tests.reports.books import ctx, results
from tests.services.sales import TODAY, Shop


def test_the_example_in_one_workbook(brew: Store, tmp_path: Path, recalculated: Callable[..., list[Path]]) -> None:
    made = customer.write(brew, ctx(brew), tmp_path / "customers.xlsx")
    assert made.good
    for path in (made.path, *recalculated(made.path)):
        found = results(path)
        assert len(found) > 15
        assert set(found.values()) == {"OK"}, found
    book = openpyxl.load_workbook(made.path, data_only=True)
    assert book.sheetnames == [
        "Summary",
        "Figures",
        "Customers",
        "Groups",
        "Grid",
        "First months",
        "Segments",
        "Bought together",
        "Busy hours",
        "Next week",
        "Checks",
        "About",
    ]
    head, *rows = list(book["Figures"].iter_rows(values_only=True))
    assert head[0] == "Figure"
    assert all(row[9] and (any(row[1:4]) or row[8]) for row in rows), "a figure without value, reason or convention"
    with zipfile.ZipFile(made.path) as package:
        assert sum(name.startswith("xl/charts/chart") for name in package.namelist()) == 3


def test_sheets_and_columns_stand_on_the_help_page(brew: Store, tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "resources" / "help" / "workbook.md").read_text(encoding="utf-8")
    made = customer.write(brew, ctx(brew), tmp_path / "customers.xlsx")
    for sheet in openpyxl.load_workbook(made.path):
        for table in sheet.tables:
            heads = [str(cell.value) for cell in sheet[1]]
            if table == "Cohorts":
                heads = [*heads[:6], "..."]
            if table == "NextWeek":
                heads = [*heads[:3], "a column for each day", *heads[10:]]
            assert f"| {sheet.title} | {table} | {', '.join(heads)} |" in page, table


def test_a_span_counts_what_lies_in_it(brew: Store, tmp_path: Path) -> None:
    span = Span(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    made = customer.write(brew, ctx(brew), tmp_path / "october.xlsx", span)
    assert made.good
    assert 0 < made.rows < 49
    assert set(results(made.path).values()) == {"OK"}


def test_a_shop_without_sales(empty: Store, tmp_path: Path) -> None:
    made = customer.write(empty, ctx(empty), tmp_path / "none.xlsx")
    assert (made.rows, made.good) == (0, True)
    book = openpyxl.load_workbook(made.path, data_only=True)
    assert book.sheetnames == ["Summary", "Figures", "Customers", "First months", "Checks", "About"]
    _head, *rows = list(book["Figures"].iter_rows(values_only=True))
    assert all(row[1:4] == (None, None, None) and row[8] for row in rows)


def test_what_customers_will_bring(empty: Store, tmp_path: Path) -> None:
    shop = Shop(empty, ctx(empty))
    chance = random.Random(5)
    names = [f"Customer {n}" for n in range(260)]
    shop.people(names)
    sales = []
    for name in names:
        gap, mean, ago = chance.gammavariate(2, 12), chance.gammavariate(6, 150), chance.uniform(100, 380)
        while ago > 0:
            paid = 50 + int(chance.gammavariate(6, mean / 6))
            sales.append(SaleDraft(TODAY - dt.timedelta(int(ago)), paid, paid, shop.ids[name]))
            if chance.random() < 0.25:
                break
            ago -= 1 + chance.expovariate(1 / gap)
    shop.sell(sales)
    made = customer.write(empty, ctx(empty), tmp_path / "value.xlsx", margin=0.6)
    found = results(made.path)
    assert made.good
    assert found["Value of all customers in twelve months"] == "OK"


def test_called_off_it_leaves_nothing(brew: Store, tmp_path: Path) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        customer.write(brew, ctx(brew), tmp_path / "never.xlsx", cancel=cancel)
    assert list(tmp_path.glob("never*")) == []
