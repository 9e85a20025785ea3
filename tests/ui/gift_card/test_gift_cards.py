"""The view of gift cards driven by keys: sold, used in part, given back, void, undone, and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.gift_card import GiftCardDraft
from partnercrm.services import gift_card
from ui.common import paper_cards
from ui.common.overlay import open_layers, top_layer
from ui.gift_card import deeds
from ui.gift_card.view import GiftCardsView
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


@pytest.fixture
def first_tab() -> str:
    return "loyalty"


@pytest.fixture
def view(shop_window: MainWindow, settle: Settle) -> GiftCardsView:
    tab: Any = shop_window.workspace.current()
    tab.show_view("gift_cards")
    settle(shop_window)
    shown = tab.view()
    assert isinstance(shown, GiftCardsView)
    return shown


def press(widget: QWidget, text: str) -> None:
    found = [each for each in widget.findChildren(QAbstractButton) if each.text() == text and each.isVisible()]
    assert len(found) == 1, text
    found[0].click()


def keys(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def save() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def sold(window: MainWindow, settle: Settle, **more: Any) -> str:
    session = window.session
    draft = GiftCardDraft(25_00, dt.date(2026, 11, 10), **more)
    code = gift_card.sell(session.store, session.ctx(), draft).code
    tab: Any = window.workspace.current()
    tab.refresh()
    settle(window)
    return code


def left(window: MainWindow) -> list[int]:
    store = window.session.store
    return [row.balance for row in gift_card.page_rows(store, gift_card.ids(store))]


def test_sold_and_used_by_keyboard_and_undone(shop_window: MainWindow, view: GiftCardsView, settle: Settle) -> None:
    assert view._pages.currentIndex() == 1
    view.act("new", {})
    keys("25")
    save()
    settle(shop_window)
    assert (left(shop_window), open_layers(shop_window)) == ([25_00], [])
    (row,) = view.list.rows.values()
    deeds.use(shop_window, row)
    settle(shop_window)
    QApplication.focusWidget().selectAll()  # type: ignore[union-attr]
    keys("18.40")
    save()
    settle(shop_window)
    assert left(shop_window) == [6_60]
    assert view.chip_row.button("good").text() == "Good  1"
    shop_window.run("undo")
    settle(shop_window)
    assert left(shop_window) == [25_00]


def test_a_misread_code_stands_beside_its_field(shop_window: MainWindow, view: GiftCardsView, settle: Settle) -> None:
    code = sold(shop_window, settle)
    view.use_button.click()
    form: Any = top_layer(shop_window)
    at = next(at for at, (one, next_one) in enumerate(pairwise(code)) if one != next_one)
    form.code.set_value(code[:at] + code[at + 1] + code[at] + code[at + 2 :])
    form.value.set_value(1_00)
    form._press()
    settle(shop_window)
    assert form.code.has_error()
    form.code.set_value(code.lower())
    form.value.set_value(25_01)
    form._press()
    settle(shop_window)
    assert form.value.has_error()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert left(shop_window) == [25_00]


def test_a_card_opens_with_all_that_can_be_done(
    shop_window: MainWindow, view: GiftCardsView, settle: Settle, qtbot: QtBot
) -> None:
    code = sold(shop_window, settle)
    session = shop_window.session
    gift_card.use(session.store, session.ctx(), code, 5_00)
    view.refresh()
    settle(shop_window)
    view.open_row(next(iter(view.list.rows)))
    settle(shop_window)
    sheet: Any = top_layer(shop_window)
    texts = [each.text() for each in sheet.findChildren(QAbstractButton)]
    assert [text for text in texts if text in ("Use it", "Give back to it", "Print it", "Make it void")] == [
        "Use it",
        "Give back to it",
        "Print it",
        "Make it void",
    ]
    press(sheet, "Give back to it")
    keys("2")
    save()
    settle(shop_window)
    assert left(shop_window) == [22_00]
    view.open_row(next(iter(view.list.rows)))
    settle(shop_window)
    press(top_layer(shop_window), "Make it void")  # type: ignore[arg-type]
    save()
    settle(shop_window)
    assert left(shop_window) == [22_00]
    keys("Lost")
    save()
    settle(shop_window)
    assert left(shop_window) == [0]
    view.chip_row.set_values(["void"])
    view._refilter()
    assert len(view.list.rows) == 1


def test_a_card_comes_on_paper_with_its_code(
    shop_window: MainWindow,
    view: GiftCardsView,
    settle: Settle,
    tmp_path: Path,
    unnamed: Callable[[QWidget], list[str]],
) -> None:
    sold(shop_window, settle, until_day=dt.date(2028, 1, 31))
    cards = [deeds.paper_card(shop_window, row) for row in view.list.rows.values()]
    assert (cards[0].big, cards[0].spelled) == ("25.00 EUR", cards[0].code[:5] + "-" + cards[0].code[5:])
    assert paper_cards.save_pdf(tmp_path / "cards.pdf", "Gift cards", cards * 9)
    written = (tmp_path / "cards.pdf").read_bytes()
    assert written.count(b"/Type /Page\n") == 2
    deeds.sell(shop_window)
    settle(shop_window)
    form = top_layer(shop_window)
    assert form is not None
    assert unnamed(form) == unnamed(view) == []
