"""Lending in the real window, by keys: the shelf, a loan out and back, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partnercrm.domain.lending import LoanDraft, ResourceDraft, ReturnDraft
from partnercrm.domain.lending_rows import LoanRow
from partnercrm.services import lending, loan
from partnercrm.services import party as parties
from ui.common.overlay import Layer, top_layer
from ui.lending.forms import LendForm, OfferForm, ReturnForm, ThingForm
from ui.lending.sheets import LoanSheet, OffersSheet, TurnSheet
from ui.lending.view import LendingView
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
def view(shop_window: MainWindow, settle: Settle) -> LendingView:
    shop_window.go("agreements", view="lending")
    settle(shop_window)
    tab: Any = shop_window.workspace.current()
    found = tab.view()
    assert isinstance(found, LendingView)
    return found


def loans(window: MainWindow) -> list[LoanRow]:
    session = window.session
    return loan.page_rows(session.store, session.ctx(), loan.ids(session.store, session.ctx()))


def layer(window: MainWindow, kind: type[Layer]) -> Any:
    found = top_layer(window)
    assert isinstance(found, kind), found
    return found


def shelve(window: MainWindow, *drafts: ResourceDraft) -> list[int]:
    session = window.session
    return [lending.add(session.store, session.ctx(), draft).id for draft in drafts]


def grind(window: MainWindow) -> int:
    return parties.find(window.session.store, "The Daily Grind")


def test_put_on_the_shelf_lent_and_brought_back_by_keys(
    shop_window: MainWindow, view: LendingView, press: Press, settle: Settle
) -> None:
    view.chip_row.button("shelf").click()
    press(NEW)
    layer(shop_window, ThingForm)
    press("Mixer", SAVE)
    [thing] = lending.shelf(shop_window.session.store)
    assert (thing.name, thing.owner) == ("Mixer", None)
    view.chip_row.button("out").click()
    press(NEW)
    form = layer(shop_window, LendForm)
    press(TAB, "daily", TAB)
    form.due.edit.setText("+2d")
    press(SAVE)
    [row] = loans(shop_window)
    assert (row.name, row.party_name, row.returned, row.reminder is not None) == (
        "Mixer",
        "The Daily Grind",
        None,
        True,
    )
    view.loans.table.setFocus()
    view.loans.table.select_id(row.id)
    press(ENTER)
    layer(shop_window, LoanSheet)
    press(ENTER)
    form = layer(shop_window, ReturnForm)
    form.condition.set_value("clean")
    press(SAVE)
    [row] = loans(shop_window)
    assert (row.condition_back, row.entry is not None, row.value) == ("clean", True, None)
    assert view.chip_row.button("back").text() == "Back  1"


def test_what_is_theirs_asks_nobody_and_counts_in_its_unit(
    shop_window: MainWindow, view: LendingView, press: Press, settle: Settle
) -> None:
    shelve(shop_window, ResourceDraft("Oven", owner=grind(shop_window), unit="hour"))
    press(NEW)
    form = layer(shop_window, LendForm)
    assert form.who.isHidden()
    assert form.quantity.caption.text() == "&How many (hour)"
    form.quantity.edit.setText("2.5")
    form.price.set_value(12_00)
    press(SAVE)
    [row] = loans(shop_window)
    assert (row.party_name, row.quantity, row.value) == ("The Daily Grind", Decimal("2.5"), 30_00)


def test_what_is_wrong_stands_beside_its_field(shop_window: MainWindow, view: LendingView, press: Press) -> None:
    press(NEW)
    form = layer(shop_window, LendForm)
    form.quantity.edit.setText("many")
    press(SAVE)
    assert form.quantity.error.text() == "many is not a number."
    form.quantity.edit.setText("")
    press(SAVE)
    assert form.thing.error.text() == "Say what is lent."
    assert form.who.error.text() == "Say with whom."
    assert loans(shop_window) == []


def test_whose_turn_tells_and_never_alerts(
    shop_window: MainWindow, view: LendingView, press: Press, settle: Settle
) -> None:
    session = shop_window.session
    [oven] = shelve(shop_window, ResourceDraft("Oven", owner=grind(shop_window)))
    today = session.ctx().today
    loan.lend(session.store, session.ctx(), LoanDraft(oven, None, today), ReturnDraft(today))
    view.refresh()
    settle(shop_window)
    view.chip_row.button("turns").click()
    [row] = view.turns.rows.values()
    assert (row.name, str(row.said)) == ("The Daily Grind", "our turn")
    view.open_turn(row.party)
    layer(shop_window, TurnSheet).shut()
    OfferForm(shop_window).start()
    press("Newsletter mention", SAVE)
    OffersSheet(shop_window, view, view._found.offers).start()
    assert [offer.text for offer in lending.offers(session.store)] == ["Newsletter mention"]
    top = top_layer(shop_window)
    assert top is not None


def test_every_control_has_a_name_and_empty_lists_teach(
    shop_window: MainWindow, view: LendingView, press: Press, unnamed: Callable[[QWidget], list[str]]
) -> None:
    assert view._pages.currentWidget() is view._no_loan
    for chip, page in (("shelf", view._no_shelf), ("turns", view._no_turn)):
        view.chip_row.button(chip).click()
        assert view._pages.currentWidget() is page
    assert unnamed(view) == []
    view.chip_row.button("out").click()
    press(NEW)
    assert unnamed(layer(shop_window, LendForm)) == []
