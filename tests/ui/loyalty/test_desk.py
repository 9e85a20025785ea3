"""The desk driven by keys alone: look up, earn, use, refund, give back, the next customer; paper days; no dialog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from partnercrm.domain import codes
from partnercrm.services import loyalty, party, sale, voucher
from tests.services.promotions import plan_in
from ui.common.overlay import open_layers
from ui.loyalty.desk_view import DeskView
from ui.loyalty.tab import LoyaltyTab
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)


class Hands:
    """What somebody at the desk types, key by key, wherever the cursor is."""

    def __init__(self, window: MainWindow, view: DeskView, settle: Settle) -> None:
        self.window, self.view, self._settle = window, view, settle

    def type(self, text: str, *keys: Qt.Key) -> str:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)
        for key in keys:
            self.press(key)
        return self.said

    def press(self, key: Qt.Key) -> str:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        self._settle(self.window)
        assert not open_layers(self.window)
        return self.said

    def tab_to(self, wanted: QWidget) -> None:
        """Tab until the cursor is there."""
        for _step in range(12):
            if wanted.hasFocus():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {wanted.accessibleName()}")

    @property
    def said(self) -> str:
        return self.view.answer.said.text()


@pytest.fixture
def hands(shop_window: MainWindow, loyalty_tab: LoyaltyTab, settle: Settle) -> Hands:
    view = loyalty_tab.view()
    assert isinstance(view, DeskView)
    view.find_here()
    return Hands(shop_window, view, settle)


Enter, Esc = Qt.Key.Key_Return, Qt.Key.Key_Escape
F6, F7, F8 = Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8


def test_a_whole_visit_by_keys(hands: Hands) -> None:
    assert hands.said == "Ready for the next customer"
    assert hands.type("4711", Enter) == "Ana has 0 points."
    assert hands.type("16.56", Enter) == "16 earned, 16 on the card"
    assert hands.type("4711", Enter) == "Ana has 16 points."
    assert hands.type("10", F6) == "10 used, 6 left"
    hands.type("4711", Enter)
    assert hands.press(F8) == "10 given back, 16 on the card"
    hands.type("4711", Enter)
    assert hands.type("4.14", F7) == "4 taken back, 12 left"
    rows = [hands.view.model.row_at(place) for place in range(4)]
    assert [row and row.kind.value for row in rows] == ["take_back", "give_back", "redeem", "earn"]
    assert hands.view.who.edit.hasFocus()


def test_what_cannot_be_is_told_and_the_amount_can_be_mended(hands: Hands) -> None:
    hands.type("4711", Enter)
    assert hands.press(F6) == "Type how many points are to be used."
    assert hands.type("5", F6) == "The card has 0 points, 5 are needed."
    assert hands.view.amount.edit.hasFocus()
    assert hands.press(F7).endswith(" has no purchase whose points could be taken back.")
    assert hands.press(Esc) == "Ready for the next customer"
    assert hands.type("C2345-67898", Enter) == "One character is wrong, please read it again."
    assert hands.view.who.edit.hasFocus()


def test_one_of_several_cards_is_chosen_by_its_row(hands: Hands) -> None:
    assert hands.type("ana", Enter) == "2 cards fit. Choose one."
    assert hands.view.names.hasFocus()
    hands.press(Qt.Key.Key_Down)
    assert hands.press(Enter) == "Ana has 0 stamps."
    assert hands.type("3", Enter) == "3 earned, 3 on the card"


def test_a_card_of_next_door(hands: Hands) -> None:
    assert hands.type("DG-1", Enter) == "This one is for The Daily Grind. Here it has 0 points."
    assert hands.type("51", F6) == ("Here this card is good for 50 more points. For others it takes a one-use code.")


def test_a_paper_day_has_its_real_date_and_the_sale_is_recorded_if_wanted(
    hands: Hands, loyalty_tab: LoyaltyTab
) -> None:
    view, store = hands.view, loyalty_tab.shell.session.store
    hands.tab_to(view.sale)
    hands.press(Qt.Key.Key_Space)
    view.find_here()
    hands.tab_to(view.day.edit)
    hands.type("19 nov", Enter)
    assert view.who.edit.hasFocus()
    for paid in ("5.00", "7.50"):
        hands.type("4711", Enter)
        hands.type(paid, Enter)
    assert [row.day for row in loyalty.movements(store)] == [dt.date(2026, 11, 19)] * 2
    assert [row.paid for row in sale.page_rows(store, sale.ids(store))] == [750, 500]


def test_a_voucher_is_used_with_one_key_and_not_twice(hands: Hands, loyalty_tab: LoyaltyTab) -> None:
    store = loyalty_tab.shell.session.store
    shop = plan_in(store, party.find(store, "The Daily Grind"))
    (code,) = shop.batch(1)
    assert "10" in hands.type(code.lower(), Enter)
    assert hands.type("18.40", Enter) == f"Used voucher {codes.grouped(code)}: 1.84 off"
    (used,) = voucher.redemptions(store)
    assert (used.day, used.reduction) == (TODAY, 184)
    assert hands.type(code, Enter) == "Used on 21 Nov"
    assert hands.press(F6) == "Used on 21 Nov"
    assert len(voucher.redemptions(store)) == 1


def test_a_card_that_nobody_has(hands: Hands) -> None:
    assert hands.type("99887", Enter) == "No card, name or voucher 99887 here. Check how it is written."
    assert hands.view.who.edit.hasFocus()
    assert hands.press(F6) == "No card, name or voucher 99887 here. Check how it is written."


def test_a_deed_is_undone(hands: Hands, shop_window: MainWindow, settle: Settle) -> None:
    hands.type("4711", Enter)
    hands.type("16.56", Enter)
    shop_window.run("undo")
    settle(shop_window)
    assert not hands.view.model.ids


def test_every_control_has_a_name(hands: Hands, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(hands.view) == []
