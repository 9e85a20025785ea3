"""The tab's views, the lenses of one party, one entry whole, and what is done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from partnercrm.domain.ledger import Direction
from partnercrm.services import draft as drafts
from partnercrm.services import ledger
from ui.common.toast import Toast
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
Bill = Callable[..., str]


def texts(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def test_one_party_shows_its_lenses_and_no_sum(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, find: Callable[[str], int], settle: Settle
) -> None:
    bill("The Daily Grind", 12000, due=dt.date(2026, 11, 16))
    bill("The Daily Grind", 23112, side=Direction.RECEIVED, due=dt.date(2026, 12, 2))
    bill("Ana", 500)
    shop_window.go("ledger", party=find("The Daily Grind"))
    settle(shop_window)
    assert tab.register.model.rowCount() == 2
    said = texts(tab.register.header)
    assert "they owe 120.00, 5 days late" in said
    assert "we owe 231.12, due 2 Dec" in said
    assert "111.12 if set off" in said
    assert "Favours" in said
    assert "Turns" in said


def test_chips_and_open_items(shop_window: MainWindow, tab: LedgerTab, bill: Bill, settle: Settle) -> None:
    late = bill("Ana", 500, due=dt.date(2026, 11, 10))
    bill("Hillside Roasters", 900, side=Direction.RECEIVED, due=dt.date(2026, 12, 1))
    shop_window.go("ledger", chip="late")
    settle(shop_window)
    assert tab.register.model.rowCount() == 1
    tab.register.table.selectRow(0)
    settle(shop_window)
    row = tab.register.current()
    assert row is not None
    assert row.number == late
    tab.views.button("open_items").click()
    settle(shop_window)
    assert tab.open_items.model.rowCount() == 2
    assert "5.00" in texts(tab.open_items.sums)


def test_the_entries_behind_a_figure_are_shown_alone(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, settle: Settle
) -> None:
    bill("Ana", 500)
    wanted = bill("Hillside Roasters", 900)
    settle(shop_window)
    behind = list(tab.register.model.ids)[-1:]
    shop_window.go("ledger", exchanges=behind)
    settle(shop_window)
    tab.register.table.selectRow(0)
    settle(shop_window)
    row = tab.register.current()
    assert tab.register.model.rowCount() == 1
    assert row is not None
    assert row.number == wanted
    assert tab.register.behind.isVisible()
    shop_window.go("ledger", chip="all")
    settle(shop_window)
    assert tab.register.model.rowCount() == 2
    assert not tab.register.behind.isVisible()


@pytest.fixture
def correction(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, settle: Settle, layer: Callable[[], Any]
) -> tuple[str, Any]:
    """The number of Ana's bill of 5.00, and the form that corrects it."""
    number = bill("Ana", 500)
    tab.register.table.selectRow(0)
    settle(shop_window)
    shop_window.run("correct")
    settle(shop_window)
    return number, layer()


def test_a_correction_takes_back_and_enters_instead_once_it_is_saved(
    shop_window: MainWindow, tab: LedgerTab, correction: tuple[str, Any], settle: Settle
) -> None:
    number, form = correction
    line = form.lines.filled()[0]
    assert (form.party.text(), line.what.text(), line.value.value()) == ("Ana", "Ground coffee", 500)
    assert f"Correcting {number}: saving takes it back and enters this instead." in texts(form)
    assert [(row.given, row.reversed_by) for row in _shown(tab)] == [(500, "")]
    line.value.edit.setText("6.00")
    form.press_primary()
    settle(shop_window)
    assert [(row.given, row.corrects) for row in _shown(tab)] == [(600, number)]
    assert drafts.listed(shop_window.session.store) == []
    shop_window.run("undo")
    settle(shop_window)
    assert [row.given for row in _shown(tab)] == [500]


def test_esc_out_of_a_correction_changes_nothing(
    shop_window: MainWindow, tab: LedgerTab, correction: tuple[str, Any], settle: Settle, layer: Callable[[], Any]
) -> None:
    number, form = correction
    form.ask_to_shut()
    settle(shop_window)
    assert [(row.number, row.given, row.reversed_by) for row in _shown(tab)] == [(number, 500, "")]
    assert drafts.listed(shop_window.session.store) == []
    shop_window.run("correct")
    settle(shop_window)
    assert not layer().bar.isVisible()


def test_esc_out_of_the_draft_of_what_was_taken_back_before_says_where_it_waits(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, settle: Settle, layer: Callable[[], Any]
) -> None:
    session = shop_window.session
    made = ledger.correct(session.store, session.ctx(), bill("Ana", 500))
    shop_window.run("give_and_take", draft=made.draft)
    settle(shop_window)
    layer().ask_to_shut()
    settle(shop_window)
    said = [each.accessibleName() for each in shop_window.findChildren(Toast) if each.isVisible()]
    assert said == ["The entry stays taken back. Its copy waits in the Ledger, under Drafts."]


def test_an_entry_is_shown_whole_and_reversed(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, settle: Settle, layer: Callable[[], Any], press: Any
) -> None:
    number = bill("Ana", 500)
    tab.register.table.selectRow(0)
    tab.register.table.setFocus()
    settle(shop_window)
    press(Qt.Key.Key_Return)
    said = texts(layer())
    assert "Ground coffee" in said
    assert "value: Bill" in said
    assert "asks for: Money" in said
    press(Qt.Key.Key_Escape)
    shop_window.run("delete")
    layer().buttons["reverse"].click()
    settle(shop_window)
    assert tab.register.model.rowCount() == 0
    session = shop_window.session
    assert ledger.enter_again(session.store, session.ctx(), number).draft


def test_drafts_are_saved_and_deleted_from_their_view(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, settle: Settle
) -> None:
    session = shop_window.session
    numbers = [bill("Ana", 500), bill("Ana", 700)]
    for number in numbers:
        ledger.reverse(session.store, session.ctx(), number)
        ledger.enter_again(session.store, session.ctx(), number)
    tab.show_view("drafts")
    settle(shop_window)
    assert tab.drafts.model.rowCount() == 2
    tab.drafts.table.selectRow(0)
    tab.drafts.save_selected()
    settle(shop_window)
    assert tab.drafts.model.rowCount() == 1
    tab.drafts.table.selectRow(0)
    tab.drafts.delete_selected()
    settle(shop_window)
    assert tab.drafts.model.rowCount() == 0


def test_every_control_has_a_name(tab: LedgerTab, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(tab) == []


def _shown(tab: LedgerTab) -> list[Any]:
    """The rows of the register: those of the next paint come a moment later."""
    model = tab.register.model
    for _tenth in range(100):
        rows = [model.row_at(at) for at in range(model.rowCount())]
        if all(rows):
            break
        QTest.qWait(100)
    return rows
