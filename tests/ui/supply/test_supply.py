"""Orders, deliveries, bills and items in the real window: example D from the order to the payment, by the keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from partnercrm.domain.item import ItemDraft
from partnercrm.domain.otif import By
from partnercrm.domain.supplier_score import Weights
from partnercrm.domain.supply import (
    DeliveryDraft,
    DeliveryLineDraft,
    DocumentKind,
    OrderDraft,
    OrderLineDraft,
    OrderState,
    Price,
    SupplierItemDraft,
)
from partnercrm.services import delivery, item, purchase, supplier_rule, supply
from partnercrm.services import party as parties
from ui.common.overlay import Layer, top_layer
from ui.effectiveness.suppliers_view import SuppliersView
from ui.main_window import MainWindow
from ui.supply import deeds
from ui.supply.bill_forms import BillForm, PayForm
from ui.supply.delivery_form import DeliveryForm
from ui.supply.item_forms import CountForm, ItemForm, OfferForm, PriceForm
from ui.supply.item_sheets import ItemSheet, OfferSheet
from ui.supply.order_forms import OrderForm
from ui.supply.rule_form import RuleForm
from ui.supply.sheets import DeliverySheet, OrderSheet

Press = Callable[..., None]
Settle = Callable[[MainWindow], None]
Unnamed = Callable[[QWidget], list[str]]
TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier
SAVE, NEW = (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_N, CTRL)
ORDERED = dt.date(2026, 11, 2)


@pytest.fixture
def first_tab() -> str:
    return "effectiveness"


@pytest.fixture
def view(shop_window: MainWindow, settle: Settle) -> SuppliersView:
    return shown(shop_window, settle, "orders")


def shown(window: MainWindow, settle: Settle, part: str) -> SuppliersView:
    window.go("effectiveness", view="suppliers", part=part)
    settle(window)
    tab: Any = window.workspace.current()
    found = tab.view()
    assert isinstance(found, SuppliersView)
    return found


def layer(window: MainWindow, settle: Settle, kind: type[Layer]) -> Any:
    settle(window)
    found = top_layer(window)
    assert isinstance(found, kind), found
    return found


def roasters(window: MainWindow) -> int:
    return parties.find(window.session.store, "Hillside Roasters")


def add_item(window: MainWindow, name: str = "Flour") -> int:
    session = window.session
    made = item.add(session.store, session.ctx(), ItemDraft(name, unit="sacks")).item
    draft = SupplierItemDraft(made, roasters(window), lead_days=3, minimum=Decimal(5))
    supply.add(session.store, session.ctx(), draft, Price(24_00, Decimal(7)), ORDERED)
    return made


def test_example_d_from_the_order_to_the_payment(
    shop_window: MainWindow, view: SuppliersView, press: Press, settle: Settle, unnamed: Unnamed
) -> None:
    store, shell = shop_window.session.store, view.shell
    add_item(shop_window)
    press(NEW)
    form = layer(shop_window, settle, OrderForm)
    assert unnamed(form) == []
    press("hillside", ENTER)
    settle(shop_window)
    form.day.set_value(ORDERED)
    line = form.lines.lines[0]
    line.item.take_focus()
    press("flo", ENTER)
    assert line.price.value() == 24_00, "what they take for it is proposed"
    assert form.promised.value() == dt.date(2026, 11, 5), "and the day, by how long they take"
    line.quantity.take_focus()
    press("4")
    assert line.hint.text() == "Their smallest order is 5 sacks."
    line.quantity.edit.clear()
    press("10", SAVE)
    settle(shop_window)
    [order] = purchase.listed(store, shop_window.session.ctx())
    assert (order.state, order.value) == (OrderState.LATE, 256_80)

    view.supply["orders"].table.select_id(order.id)
    view.supply["orders"].table.setFocus()
    press(ENTER)
    layer(shop_window, settle, OrderSheet).shut()
    deeds.came(shell, order)
    came = layer(shop_window, settle, DeliveryForm)
    assert unnamed(came) == []
    assert came.lines.lines[0].received.value() == 10
    came.lines.lines[0].accepted.take_focus()
    press("9")
    assert came.lines.lines[0].why.isVisible()
    came.lines.lines[0].why.set_value("torn")
    came.due.set_value(dt.date(2026, 12, 2))
    press(SAVE)
    settle(shop_window)
    [row] = delivery.listed(store)
    assert (row.posted, row.open, row.lines[0].why_refused) == (231_12, 231_12, "torn")

    for number, amount in (("R-881", 256_80), ("C-7", None)):
        [row] = delivery.listed(store)
        BillForm(shell, row).start()
        bill = layer(shop_window, settle, BillForm)
        bill.number.set_value(number)
        if amount:
            bill.amount.set_value(amount)
        press(SAVE)
        settle(shop_window)
    [row] = delivery.listed(store)
    assert [(each.kind, each.amount) for each in row.documents] == [
        (DocumentKind.BILL, 256_80),
        (DocumentKind.CREDIT_NOTE, 25_68),
    ]
    PayForm(shell, row).start()
    pay = layer(shop_window, settle, PayForm)
    press("2")
    assert pay.told.text() == "226.50 paid, 4.62 less for paying early: 0.00 left."
    press(SAVE)
    settle(shop_window)
    [row] = delivery.listed(store)
    assert row.open == 0

    shown(shop_window, settle, "deliveries").supply["deliveries"].open_row(row.id)
    sheet = layer(shop_window, settle, DeliverySheet)
    assert unnamed(sheet) == []


def test_all_of_an_order_came_in_one_press_and_the_toast_takes_it_back(
    shop_window: MainWindow, view: SuppliersView, settle: Settle
) -> None:
    store, ctx = shop_window.session.store, shop_window.session.ctx
    flour = add_item(shop_window)
    lines = (OrderLineDraft(flour, Decimal(10)), OrderLineDraft(flour, Decimal(5)))
    draft = OrderDraft(roasters(shop_window), ORDERED, lines, promised=dt.date(2026, 11, 5))
    order = purchase.order(store, ctx(), draft).order
    first = DeliveryLineDraft(flour, Decimal(10), Decimal(9))
    delivery.deliver(store, ctx(), DeliveryDraft(None, ORDERED, (first,), order))
    shop_window.go("today")
    settle(shop_window)
    presses = [each for each in shop_window.findChildren(QPushButton) if each.text() == "All came"]
    assert [each.accessibleName() for each in presses] == ["All came: Flour from Hillside Roasters"]
    presses[0].click()
    settle(shop_window)
    assert not [
        each for each in shop_window.findChildren(QPushButton) if each.text() == "All came" and each.isVisible()
    ]
    [row] = purchase.page_rows(store, ctx(), [order])
    assert row.state is OrderState.COMPLETE
    assert [line.accepted for line in row.lines] == [10, 5], "each line has its own, though both are flour"
    assert delivery.listed(store)[0].posted == 6 * 25_68
    assert shown(shop_window, settle, "orders").supply["orders"].model.rowCount() == 0, "nothing is to come any more"
    shop_window.run("undo")
    settle(shop_window)
    assert [each.posted for each in delivery.listed(store)] == [9 * 25_68], "only what came before is there"
    deeds.show_order(view.shell, view, order)
    layer(shop_window, settle, OrderSheet)


def test_items_who_brings_them_and_how_suppliers_are_counted(
    shop_window: MainWindow, settle: Settle, press: Press, unnamed: Unnamed
) -> None:
    store, view = shop_window.session.store, shown(shop_window, settle, "items")
    press(NEW)
    form = layer(shop_window, settle, ItemForm)
    assert unnamed(form) == []
    press(SAVE)
    assert layer(shop_window, settle, ItemForm).name.error.text() == "Say what it is called."
    press("Flour", TAB, "sacks", SAVE)
    settle(shop_window)
    [row] = item.listed(store)
    OfferForm(view.shell, row).start()
    offer = layer(shop_window, settle, OfferForm)
    assert unnamed(offer) == []
    press("hillside", ENTER, TAB, "80")
    offer.price.set_value(24_00)
    press(SAVE)
    settle(shop_window)
    CountForm(view.shell, row).start()
    press("6", SAVE)
    settle(shop_window)
    [brings] = supply.listed(store)
    PriceForm(view.shell, brings).start()
    layer(shop_window, settle, PriceForm).day.set_value(dt.date(2026, 12, 1))
    press("25", SAVE)
    settle(shop_window)
    [brings] = supply.listed(store)
    assert [(each.from_day, each.price.price) for each in brings.prices] == [
        (dt.date(2026, 11, 21), 24_00),
        (dt.date(2026, 12, 1), 25_00),
    ]
    view.supply["items"].open_row(row.id)
    assert unnamed(layer(shop_window, settle, ItemSheet)) == []
    press(Qt.Key.Key_Escape)
    OfferSheet(view.shell, view, row, brings).start()
    layer(shop_window, settle, OfferSheet).shut()
    deeds.rule(view.shell)
    rule = layer(shop_window, settle, RuleForm)
    assert unnamed(rule) == []
    rule.by.set_value(By.ORDER)
    rule.days.set_value(2)
    assert [field.value() for field in rule.weights.values()] == [50, 30, 20]
    rule.weights["price_drift"].set_value(40)
    press(SAVE)
    settle(shop_window)
    found = supplier_rule.rule(store)
    assert (found.otif.by, found.otif.days, found.single_share) == (By.ORDER, 2, 80)
    assert found.weights == Weights(50, 30, 40)


def test_what_is_wrong_stands_beside_its_field(
    shop_window: MainWindow, view: SuppliersView, settle: Settle, press: Press
) -> None:
    deeds.order(view.shell)
    form = layer(shop_window, settle, OrderForm)
    form.lines.lines[0].item.set_text("Yeast")
    press(SAVE)
    settle(shop_window)
    assert form.lines.lines[0].item.error.text() == "Choose an item from the list, or create it there."
    form.lines.lines[0].item.set_text("")
    press(SAVE)
    settle(shop_window)
    assert form.who.error.text() == "Say who supplies it."
    assert form.lines.lines[0].item.error.text() == "Say which item."
    assert form.lines.lines[0].quantity.error.text() == "The quantity must be above zero, with at most 4 decimals."
    assert purchase.listed(shop_window.session.store, shop_window.session.ctx()) == []
    what_was_typed_stands_there_again(shop_window, view, settle, press)


def what_was_typed_stands_there_again(window: MainWindow, view: SuppliersView, settle: Settle, press: Press) -> None:
    """The half-typed order is there once more, lines and all, and can be begun afresh."""
    form = layer(window, settle, OrderForm)
    form.lines.lines[0].item.set_text("Yeast")
    form.lines.lines[0].quantity.edit.setText("3")
    form.lines.add().item.set_text("Salt")
    form.who.edit.setText("Old M")
    press(Qt.Key.Key_Escape)
    settle(window)
    deeds.order(view.shell)
    again = layer(window, settle, OrderForm)
    assert [line.item.text() for line in again.lines.lines] == ["Yeast", "Salt"]
    assert (again.lines.lines[0].quantity.value(), again.who.text()) == (3, "Old M")
    next(each for each in again.bar.findChildren(QPushButton) if each.text() == "Start afresh").click()
    assert again.content() is None
    assert again.day.value() == dt.date(2026, 11, 21)
    again.ask_to_shut()
    settle(window)
    deeds.came(view.shell)
    came = layer(window, settle, DeliveryForm)
    assert came.content() is None
    came.wait.setChecked(True)
    came.lines.lines[0].item.set_text("Salt")
    came.ask_to_shut()
    settle(window)
    deeds.came(view.shell)
    came = layer(window, settle, DeliveryForm)
    assert (came.wait.isChecked(), came.lines.lines[0].item.text()) == (True, "Salt")
    came.ask_to_shut()
