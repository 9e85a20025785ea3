"""A sale typed by hand: items bring their prices, what is not paid goes to To pay, what is wrong stands beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from partnercrm.domain.gift_card import GiftCardDraft
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.sale import PaymentKind
from partnercrm.domain.sale_rows import SaleFilter
from partnercrm.services import gift_card, item, party, sale, sale_item
from ui.common.overlay import open_layers
from ui.effectiveness import sale_form
from ui.effectiveness.customers_view import CustomersView
from ui.effectiveness.sale_form import SaleForm
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def form(shop_window: MainWindow, settle: Settle) -> SaleForm:
    session = shop_window.session
    item.add(session.store, session.ctx(), ItemDraft("Flat white", price=3_40))
    shop_window.go("effectiveness", view="customers")
    settle(shop_window)
    tab: Any = shop_window.workspace.current()
    assert isinstance(tab.view(), CustomersView)
    tab.view().sale_button.click()
    settle(shop_window)
    (found,) = open_layers(shop_window)
    assert isinstance(found, SaleForm)
    return found


def test_items_bring_their_prices_and_all_is_paid(shop_window: MainWindow, form: SaleForm, settle: Settle) -> None:
    form.items.set_value("2 Flat white\nCroissant = 2.60")
    form.press_primary()
    settle(shop_window)
    assert open_layers(shop_window) == []
    store = shop_window.session.store
    (row,) = sale.page_rows(store, sale.ids(store))
    assert (row.amount, row.paid, row.rest, row.party) == (9_40, 9_40, 0, 0)
    lines = sale_item.of_sales(store, [row.id])[row.id]
    assert [(line.name, line.amount) for line in lines] == [("Flat white", 6_80), ("Croissant", 2_60)]
    shop_window.run("undo")
    settle(shop_window)
    assert sale.ids(store) == []


def test_tip_rounding_and_gift_card_and_then_the_next_one(
    shop_window: MainWindow, form: SaleForm, settle: Settle
) -> None:
    """Worked example J, and the form waits for the next sale of the day."""
    store = shop_window.session.store
    gift_card.sell(store, shop_window.session.ctx(), GiftCardDraft(25_00, form.day.value(), code="GC-0017"))
    form.more.switch.click()
    assert form.more.tip.edit.hasFocus()
    form.price.set_value(36_82)
    form.more.rounding.set_value(-2)
    form.more.tip.set_value(1_60)
    form.more.time.edit.setText("10:15")
    form.more.gift_card.set_value("GC-0017")
    form.more.gift_card_amount.set_value(18_40)
    form._work_out()
    settle(shop_window)
    assert form.comes_to.text() == "It comes to 36.80, all of it paid."
    QTest.keyClick(form.price.edit, Qt.Key.Key_Return, CTRL | SHIFT)
    settle(shop_window)
    (row,) = sale.page_rows(store, sale.ids(store))
    assert (row.paid, row.gift_card_amount, row.rounding, row.tip, row.rest) == (18_40, 18_40, -2, 1_60, 0)
    assert (row.minute, form.price.is_empty(), form.day.is_empty(), row.entry) == (615, True, False, "")
    assert open_layers(shop_window) == [form]
    form.usual.show_names(["Flat white", "Tea & cake"])
    assert form.usual.buttons[1].accessibleName() == "Add one Tea & cake, Alt+2"
    for _time in range(2):
        QTest.keyClick(form.who.edit, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert form.items.value() == "2 Tea & cake"
    form.items.set_value("Croissant = 2.60")
    form.more.gift_card.set_value("GC-0017")
    form.more.gift_card_amount.set_value(9_00)
    form.press_primary()
    settle(shop_window)
    assert "more than it cost" in form.more.gift_card_amount.error.text()
    form.more.gift_card_amount.set_value(2_60)
    form.press_primary()
    settle(shop_window)
    assert (open_layers(shop_window), len(sale.ids(store))) == ([], 2)


def test_what_is_not_paid_goes_to_the_ledger(shop_window: MainWindow, form: SaleForm, settle: Settle) -> None:
    store = shop_window.session.store
    form.who.edit.setText("Ana")
    form.price.set_value(20_00)
    form.reduction.set_value(2_00)
    form.paid.set_value(5_00)
    form.payment.set_value(PaymentKind.CARD)
    form.press_primary()
    settle(shop_window)
    (row,) = sale.page_rows(store, sale.ids(store, SaleFilter(party=party.find(store, "Ana"))))
    assert (row.price, row.paid, row.rest, bool(row.entry)) == (18_00, 5_00, 13_00, True)


def test_what_is_wrong_stands_beside_its_field(shop_window: MainWindow, form: SaleForm, settle: Settle) -> None:
    QTest.keyClicks(form.items.edit, "Croissant")
    form.press_primary()
    settle(shop_window)
    assert form.price.error.text() == "Say what it cost, or what was paid."
    form.items.set_value("Croissant = much")
    form.press_primary()
    settle(shop_window)
    assert "Croissant = much" in form.items.error.text()
    form.items.set_value("Croissant = 2.60")
    form.payment.set_value(PaymentKind.ON_ACCOUNT)
    form.press_primary()
    settle(shop_window)
    assert "who owes" in form.who.error.text()
    form.payment.set_value(PaymentKind.CARD)
    form.more.tip.set_value(1_00)
    form.day.set_value(dt.date(2026, 11, 28))
    form.press_primary()
    settle(shop_window)
    assert form.day.error.text() == "It lies in the future."
    assert sale.ids(shop_window.session.store) == []
    form.ask_to_shut()
    settle(shop_window)
    sale_form.open_form(shop_window)
    settle(shop_window)
    (again,) = open_layers(shop_window)
    assert isinstance(again, SaleForm)
    assert (again.items.value(), again.payment.value()) == ("Croissant = 2.60", PaymentKind.CARD)
    assert (again.more.tip.value(), again.more.tip.isVisible()) == (1_00, True)
    again.day.set_value(dt.date(2026, 11, 21))
    again.press_primary()
    settle(shop_window)
    assert len(sale.ids(shop_window.session.store)) == 1
    sale_form.open_form(shop_window)
    settle(shop_window)
    (fresh,) = open_layers(shop_window)
    assert isinstance(fresh, SaleForm)
    assert fresh.content() is None
    fresh.shut()
