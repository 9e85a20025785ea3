"""The list of sales driven as a person drives it: found, opened, given back, taken back, reached from other places."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain import stopping
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.sale import RefundDraft, SaleDraft
from partnercrm.domain.sale_item import SaleItem
from partnercrm.domain.sale_page import Listing
from partnercrm.domain.words import msg
from partnercrm.services import party, sale, sale_item, sale_page
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store
from ui.common import explain
from ui.common.overlay import Layer, open_layers, top_layer
from ui.effectiveness.sale_forms import ItemsForm, RefundForm
from ui.effectiveness.sale_sheet import SaleSheet
from ui.effectiveness.sales_view import BACK, UNPAID, SalesView
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
BREAD, TEA = SaleItem("Rye bread", Decimal(2), 9_20), SaleItem("Pot of tea", Decimal(1), 9_20)


class Shop:
    """A window on a shop with the sale of worked example A, one on account, and two of a file."""

    def __init__(self, window: MainWindow, settle: Settle) -> None:
        self.window, self._settle = window, settle
        session = window.session
        self.store: Store = session.store
        ctx: Context = session.ctx()
        self.today = session.clock.today()
        self.ana = party.add(self.store, ctx, PartyDraft("Ana", (RoleDraft(Role.CUSTOMER),), PartyKind.PERSON)).party
        first = SaleDraft(
            self.today, 18_40, 16_56, self.ana, reduction=1_84, tip=50, receipt="1001", items=(BREAD, TEA)
        )
        self.first = sale.record(self.store, session.ctx(), first).sale
        self.owed = sale.record(self.store, session.ctx(), SaleDraft(self.today, 30_00, 10_00, self.ana)).sale
        self.old = dt.date(self.today.year - 1, 1, 5)

        def work(op: Operation) -> dict[str, Any]:
            return {"made": sale.record_many(op, [SaleDraft(self.old, 5_00, 5_00), SaleDraft(self.old, 6_00, 6_00)])}

        run(self.store, session.ctx(), msg("Import 2 records"), "file", ("sale",), work)

    def settle(self) -> None:
        self._settle(self.window)

    def go(self, **wanted: Any) -> SalesView:
        self.window.go("effectiveness", view="sales", **wanted)
        self.settle()
        tab: Any = self.window.workspace.current()
        found = tab.view()
        assert isinstance(found, SalesView)
        return found

    def top(self) -> Layer:
        found = top_layer(self.window)
        assert found is not None
        return found

    def press(self, text: str) -> None:
        button = next(each for each in self.top().findChildren(QPushButton) if each.text().replace("&", "") == text)
        button.click()
        self.settle()


@pytest.fixture
def shop(shop_window: MainWindow, settle: Settle) -> Shop:
    return Shop(shop_window, settle)


def texts(layer: QWidget) -> list[str]:
    return [each.text() for each in layer.findChildren(QLabel) if each.isVisible()]


def test_sales_are_found_and_say_what_they_came_to(shop: Shop) -> None:
    view = shop.go(span="month")
    tab: Any = shop.window.workspace.current()
    assert (tab.segment.value(), tab.count.text()) == ("customers", "2 sales, 46.56")
    what = [column.key for column in view.model.columns].index("what")
    assert [view.model.data(view.model.index(row, what)) for row in range(2)] == ["", "2 Rye bread, Pot of tea"]
    for typed, found in (("rye", [shop.first]), ("1001", [shop.first]), ("ana", [shop.owed, shop.first]), ("%", [])):
        view.filter.text.edit.setText(typed)
        view.reload()
        shop.settle()
        assert list(view.model.ids) == found, typed
    view.show_everything()
    shop.settle()
    assert len(view.model.ids) == 4
    view.chip_row.button(UNPAID).click()
    shop.settle()
    assert list(view.model.ids) == [shop.owed]
    assert list(shop.go(part="party", record=shop.ana).model.ids) == [shop.owed, shop.first]
    shop.go(chip=BACK)
    assert view.act("edit", {}) is False
    view.back_button.click()
    shop.settle()
    assert view.isHidden() or not view.isVisible()


def test_a_long_search_shows_itself_and_is_called_off(
    shop: Shop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = shop.go(span="all")
    before, asked = view.model.rowCount(), threading.Event()
    listing = sale_page.listing

    def long(*args: Any, **words: Any) -> Listing:
        while not asked.is_set():
            stopping.check()
            asked.wait(0.005)
        return listing(*args, **words)

    monkeypatch.setattr(import_module("partnercrm.services.sale_page"), "listing", long)
    view.model.sort(0, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(view.strip.isVisible)
    read: list[int] = []
    shop.window.tasks.run_read(lambda: 1, read.append, owner=view)
    qtbot.waitUntil(lambda: read == [1])  # what is short does not wait for it
    next(each for each in view.strip.findChildren(QPushButton)).click()
    shop.settle()
    assert not view.strip.isVisible()
    assert (view.model.rowCount(), view.model.ascending) == (before, False)
    asked.set()
    view.reload()
    shop.settle()
    assert (view.model.rowCount(), view.strip.isVisible()) == (before, False)


def test_a_sale_opens_with_its_items_and_is_given_back_in_part(shop: Shop) -> None:
    """Worked example B: half of the bread comes back."""
    view = shop.go(record=shop.first)
    sheet = shop.top()
    assert isinstance(sheet, SaleSheet)
    assert {"2 Rye bread", "9.20", "Reduction", "Tip, not ours", "16.56"} <= set(texts(sheet))
    shop.press("Give back")
    form = shop.top()
    assert isinstance(form, RefundForm)
    assert form.counts[0].name == "Rye bread, of 2"
    QTest.keyClicks(form.counts[0].edit, "3")
    form.press_primary()
    assert form.counts[0].error.text() == "That is more than was bought."
    QTest.keyClick(form.counts[0].edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(form.counts[0].edit, "1")
    assert form.paid.value() == 4_14
    form.press_primary()
    shop.settle()
    assert open_layers(shop.window) == []
    page = sale_page.page(shop.store, shop.first)
    (refund,) = page.refunds
    assert (refund.amount, refund.reduction, refund.paid, page.left) == (-4_60, -46, -4_14, 12_42)
    assert [(line.name, line.quantity) for line in page.came_back] == [("Rye bread", Decimal(-1))]
    shop.go(record=refund.id)
    assert "Given back of the sale of" in " ".join(each.text() for each in shop.top().findChildren(QPushButton))
    shop.top().shut()
    shop.go(record=shop.first)
    shop.press("Give back")
    again = shop.top()
    assert isinstance(again, RefundForm)
    assert again.counts[0].name == "Rye bread, of 1"
    again.everything.click()
    again.press_primary()
    shop.settle()
    assert sale_page.page(shop.store, shop.first).left == 0
    assert len(view.model.ids) == 4  # two sales of this month and two refunds


def test_what_is_not_paid_leads_to_the_ledger_and_is_taken_off_the_bill(shop: Shop) -> None:
    page = sale_page.page(shop.store, shop.owed)
    assert (len(page.entries), page.way_back(25_00).off_bill, page.way_back(25_00).paid) == (1, 20_00, 5_00)
    shop.go(record=shop.owed)
    entry = next(each for each in shop.top().findChildren(QPushButton) if each.text() == page.entries[0])
    assert entry.accessibleName() == f"Show entry {page.entries[0]}"
    shop.press("Say what was bought")
    form = shop.top()
    assert isinstance(form, ItemsForm)
    QTest.keyClicks(form.items.edit, "3 Cake = 30")
    form.press_primary()
    shop.settle()
    assert [line.name for line in sale_item.of_sales(shop.store, [shop.owed])[shop.owed]] == ["Cake"]


def test_one_sale_or_its_whole_file_is_taken_back(shop: Shop) -> None:
    view = shop.go(first=shop.old, last=shop.old)
    assert len(view.model.ids) == 2
    view.table.selectRow(0)
    assert view.act("delete", {})
    shop.settle()
    assert any("All 2 sales go back together" in text for text in texts(shop.top()))
    shop.press("Take all back")
    assert len(sale.ids(shop.store)) == 2
    shop.go(record=shop.owed)
    shop.press("Take the sale back")
    assert sale.ids(shop.store) == [shop.first]
    sale.refund(shop.store, shop.window.session.ctx(), RefundDraft(shop.first, shop.today, 1_00))
    shop.go(record=shop.first)
    shop.press("Take the sale back")
    assert shop.first in sale.ids(shop.store)  # its refund stands on it


def test_a_figure_opens_its_sales_as_a_list(shop: Shop) -> None:
    behind = {"sale": (shop.owed,)}
    figure = Figure("x", msg("Sales"), Unit.COUNT, 1, msg("All of them."), 1, "", behind)
    explain.explain(shop.window, figure)
    shop.settle()
    shop.press("Show these sales")
    tab: Any = shop.window.workspace.current()
    view = tab.view()
    assert isinstance(view, SalesView)
    assert list(view.model.ids) == [shop.owed]
    assert view.behind.isVisible()
