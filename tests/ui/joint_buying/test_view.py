"""Buying together in the real window: collect, save what each owes, take it back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partnercrm.domain.joint_buying import Step
from partnercrm.domain.joint_buying_rows import JointRow, JointState
from partnercrm.services import balance, joint_buying
from partnercrm.services import party as parties
from ui.common.overlay import Layer, top_layer
from ui.joint_buying.forms import JointForm, PostForm, TakeForm
from ui.joint_buying.sheet import JointSheet
from ui.joint_buying.view import JointBuyingView
from ui.main_window import MainWindow

Press = Callable[..., None]
Settle = Callable[[MainWindow], None]
TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier
SAVE, NEW = (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_N, CTRL)


@pytest.fixture
def first_tab() -> str:
    return "agreements"


@pytest.fixture
def view(shop_window: MainWindow, settle: Settle) -> JointBuyingView:
    shop_window.go("agreements", view="joint_buying")
    settle(shop_window)
    tab: Any = shop_window.workspace.current()
    found = tab.view()
    assert isinstance(found, JointBuyingView)
    return found


def rows(window: MainWindow) -> list[JointRow]:
    store = window.session.store
    return joint_buying.page_rows(store, joint_buying.ids(store))


def layer(window: MainWindow, kind: type[Layer]) -> Any:
    found = top_layer(window)
    assert isinstance(found, kind), found
    return found


def test_collected_saved_and_taken_back_by_keys(
    shop_window: MainWindow, view: JointBuyingView, press: Press, settle: Settle
) -> None:
    press(NEW)
    form = layer(shop_window, JointForm)
    press("Flour", TAB, "sack")
    form.prices[0].set_value(24_00)
    form.prices[1].set_value(21_50)
    form.starts[0].edit.setText("10")
    form.freight.set_value(25_00)
    press(SAVE)
    [row] = rows(shop_window)
    assert row.steps == (Step(Decimal(0), 24_00), Step(Decimal(10), 21_50))
    for name, quantity in (("", "3"), ("daily", "8")):
        TakeForm(shop_window, row).start()
        press(*([name] if name else []), TAB, quantity, SAVE)
    [row] = rows(shop_window)
    assert (row.quantity, row.price, row.bill, row.state) == (Decimal(11), 21_50, 261_50, JointState.COLLECTING)
    PostForm(shop_window, row).start()
    press(SAVE)
    [row] = rows(shop_window)
    assert row.state is JointState.POSTED
    grind = parties.find(shop_window.session.store, "The Daily Grind")
    owed = balance.party_balance(shop_window.session.store, grind, row.day).they_owe.amount
    assert owed == row.bill - row.shares[0].value
    view.table.setFocus()
    view.table.select_id(row.id)
    press(ENTER)
    layer(shop_window, JointSheet)
    press(ENTER)
    assert rows(shop_window)[0].state is JointState.COLLECTING
    assert balance.party_balance(shop_window.session.store, grind, row.day).they_owe.amount == 0


def test_what_is_wrong_stands_beside_its_field(shop_window: MainWindow, view: JointBuyingView, press: Press) -> None:
    press(NEW)
    form = layer(shop_window, JointForm)
    press(SAVE)
    assert form.what.error.text() == "Say what is bought together."
    assert form.prices[0].error.text() == "Say what one unit costs."
    assert rows(shop_window) == []


def test_a_change_keeps_what_was_typed_before(
    shop_window: MainWindow, view: JointBuyingView, press: Press, unnamed: Callable[[QWidget], list[str]]
) -> None:
    assert view._pages.currentIndex() == 1
    press(NEW, "Flour")
    form = layer(shop_window, JointForm)
    assert unnamed(form) == []
    form.prices[0].set_value(24_00)
    press(SAVE)
    before = rows(shop_window)
    view.table.select_id(before[0].id)
    assert view.act("edit", {})
    form = layer(shop_window, JointForm)
    form.note.set_value("by Friday")
    press(SAVE)
    [row] = rows(shop_window)
    assert (row.steps, row.day, row.note) == (before[0].steps, before[0].day, "by Friday")
