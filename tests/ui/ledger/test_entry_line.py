"""The register by keys alone: three entries with Enter, what is wrong beside them, a closed month with its way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from partnercrm.domain.ledger import Direction, Kind
from partnercrm.domain.ledger_rows import EntryFilter, EntryRow
from partnercrm.services import entry, period
from ui.common.toast import Toast
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow

TODAY = dt.date(2026, 11, 21)
Settle = Callable[[MainWindow], None]
Type = Callable[[QLineEdit, str], None]
Press = Callable[..., None]


def entries(window: MainWindow) -> list[EntryRow]:
    store = window.session.store
    return entry.page_rows(store, entry.ids(store, EntryFilter(folded=False), TODAY))


def test_three_entries_go_in_by_keys_alone(
    shop_window: MainWindow, tab: LedgerTab, qtbot: QtBot, settle: Settle, press: Press
) -> None:
    shop_window.run("new")
    for day, who, what, given, received in (
        ("2/11", "Ana", "cake for a birthday", "24", ""),
        ("3/11", "Hillside", "beans", "", "x"),
        ("yesterday", "The Daily", "newsletter mention", "25.50", ""),
    ):
        for text in (day, who, what):
            QTest.keyClicks(shop_window.focusWidget(), text)
            settle(shop_window)
            press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Tab)
        QTest.keyClicks(shop_window.focusWidget(), given)
        press(Qt.Key.Key_Tab)
        QTest.keyClicks(shop_window.focusWidget(), received)
        press(Qt.Key.Key_Return)
        assert shop_window.focusWidget() is tab.register.line.day.edit
    rows = entries(shop_window)
    assert [(row.day.day, row.party, row.kinds[0]) for row in rows] == [
        (2, "Ana", Kind.GOODS),
        (3, "Hillside Roasters", Kind.GOODS),
        (20, "The Daily Grind", Kind.EXPOSURE),
    ]
    assert [row.favours_given for row in rows] == [2400, 0, 2550]
    assert rows[1].unpriced_received == 1
    assert tab.register.model.rowCount() == 3


def test_the_sentence_says_what_will_stand_there(
    shop_window: MainWindow, tab: LedgerTab, settle: Settle, type_into: Type
) -> None:
    line = tab.register.line
    type_into(line.party.edit, "Ana")
    line.party.settle(lambda: None)
    settle(shop_window)
    type_into(line.what.edit, "cake")
    type_into(line.given.edit, "24")
    assert line.said.text() == "You gave Ana cake (about 24.00)."
    type_into(line.document.edit, "2026-031")
    assert line.said.text() == "You sold Ana cake for 24.00."


def test_what_is_wrong_is_said_and_nothing_is_written(
    shop_window: MainWindow, tab: LedgerTab, type_into: Type, press: Press
) -> None:
    line = tab.register.line
    type_into(line.given.edit, "12")
    press(Qt.Key.Key_Return)
    assert line.said.text() == "Say with whom."
    assert shop_window.focusWidget() is line.party.edit
    type_into(line.given.edit, "12,5x")
    press(Qt.Key.Key_Return)
    assert "12,5x" in line.said.text()
    assert entries(shop_window) == []


def test_esc_clears_the_line(tab: LedgerTab, type_into: Type, press: Press) -> None:
    line = tab.register.line
    type_into(line.what.edit, "cake")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert (line.what.text(), line.day.value()) == ("", TODAY)


def test_esc_clears_a_date_that_is_none(tab: LedgerTab, type_into: Type, press: Press) -> None:
    line = tab.register.line
    type_into(line.day.edit, "31/11")
    press(Qt.Key.Key_Return)
    assert "30 days" in line.said.text()
    press(Qt.Key.Key_Escape)
    assert (line.day.value(), "30 days" in line.said.text()) == (TODAY, False)


def test_ctrl_z_after_enter_means_the_entry_and_not_what_was_typed(
    tab: LedgerTab, type_into: Type, press: Press
) -> None:
    line = tab.register.line
    for field, text in ((line.day, "yesterday"), (line.party, "Ana"), (line.what, "a lift"), (line.given, "x")):
        type_into(field.edit, text)
    press(Qt.Key.Key_Return)
    assert tab.register.model.rowCount() == 1
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (tab.register.model.rowCount(), line.day.text()) == (0, "yesterday")


def test_the_toast_of_an_entry_leaves_the_next_one_in_sight(
    shop_window: MainWindow, tab: LedgerTab, type_into: Type, press: Press
) -> None:
    line = tab.register.line
    for field, text in ((line.party, "Ana"), (line.what, "a lift"), (line.given, "x")):
        type_into(field.edit, text)
    press(Qt.Key.Key_Return)
    [toast] = [each for each in shop_window.findChildren(Toast) if each.isVisible()]
    for each in line.fields().values():
        below = each.control.mapTo(shop_window, each.control.rect().bottomLeft()).y()
        assert below < toast.y()


def test_a_past_description_is_copied(
    shop_window: MainWindow, tab: LedgerTab, bill: Callable[..., str], type_into: Type, settle: Settle, press: Press
) -> None:
    bill("The Daily Grind", 23112, side=Direction.RECEIVED, what="Rolls and pastries")
    line = tab.register.line
    type_into(line.what.edit, "rol")
    settle(shop_window)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert (line.what.text(), line.kind.value(), line.received.value()) == ("Rolls and pastries", Kind.GOODS, 23112)


def test_a_closed_month_offers_to_save_today(
    shop_window: MainWindow, tab: LedgerTab, bill: Callable[..., str], settle: Settle, type_into: Type, press: Press
) -> None:
    bill("Ana", 500, day=dt.date(2026, 10, 5))
    session = shop_window.session
    period.close(session.store, session.ctx(), 202610)
    line = tab.register.line
    type_into(line.day.edit, "27/10")
    type_into(line.party.edit, "Ana")
    type_into(line.given.edit, "x")
    type_into(line.what.edit, "a lift to town")
    press(Qt.Key.Key_Return)
    assert line.today_button.text() == "Save it today, belongs to 27 Oct"
    line.today_button.click()
    settle(shop_window)
    saved = entries(shop_window)[-1]
    assert (saved.day, saved.belongs_to) == (TODAY, dt.date(2026, 10, 27))


def test_undo_takes_the_entry_back(
    shop_window: MainWindow, tab: LedgerTab, settle: Settle, type_into: Type, press: Press
) -> None:
    line = tab.register.line
    type_into(line.party.edit, "Ana")
    type_into(line.what.edit, "a lift")
    type_into(line.given.edit, "x")
    press(Qt.Key.Key_Return)
    assert tab.register.model.rowCount() == 1
    shop_window.run("undo")
    settle(shop_window)
    assert tab.register.model.rowCount() == 0
    tab.fold.click()
    settle(shop_window)
    assert tab.register.model.rowCount() == 2
