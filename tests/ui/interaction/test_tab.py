"""The tab: both views, filtered, sorted, ticked, left for later, deleted and taken back."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from partnercrm.domain.interaction import Channel, FollowUpDraft, FollowUpState, InteractionDraft
from partnercrm.services import follow_up, interaction
from partnercrm.services import party as parties
from partnercrm.services import store as stores
from ui.common.overlay import top_layer
from ui.common.table_view import Table
from ui.interaction.edit_form import EditForm
from ui.interaction.follow_up_form import FollowUpForm
from ui.interaction.tab import InteractionsTab
from ui.main_window import MainWindow

Press = Callable[..., None]
Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)
CTRL = Qt.KeyboardModifier.ControlModifier
SAVE, UNDO = (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_Z, CTRL)


@pytest.fixture
def tab(shop_window: MainWindow) -> InteractionsTab:
    """The tab, still empty."""
    found = shop_window.workspace.current()
    assert isinstance(found, InteractionsTab)
    return found


@pytest.fixture
def filled(shop_window: MainWindow, tab: InteractionsTab, settle: Settle) -> InteractionsTab:
    """Three talks and three follow-ups: late, today, in two weeks."""
    session = shop_window.session
    store, ctx = session.store, session.ctx
    grind, ana = parties.find(store, "The Daily Grind"), parties.find(store, "Ana")
    talk = InteractionDraft((grind,), Channel.CALL, TODAY, 600, "Talked about the window", mood=1)
    interaction.log(store, ctx(), talk)
    interaction.log(store, ctx(), replace(talk, parties=(ana,), channel=Channel.VISIT, day=dt.date(2026, 11, 3)))
    interaction.log(store, ctx(), replace(talk, day=dt.date(2026, 8, 3), summary="Summer fair"))
    for title, days in (("Order flour", 14), ("Send the logo", -2), ("Ring Ana", 0)):
        follow_up.add(store, ctx(), FollowUpDraft(title, TODAY + dt.timedelta(days), grind))
    tab.refresh()
    settle(shop_window)
    return tab


def rows(table: Table) -> list[Any]:
    """All rows of a table, once they have come."""
    model = table.paged
    deadline = time.monotonic() + 60
    while any(model.row_at(at) is None for at in range(model.rowCount())) and time.monotonic() < deadline:
        QApplication.processEvents()
    return [model.row_at(at) for at in range(model.rowCount())]


def summaries(tab: InteractionsTab) -> list[str]:
    return [row.summary for row in rows(tab.talks.table)]


def titles(tab: InteractionsTab) -> list[str]:
    return [row.title for row in rows(tab.steps.table)]


def show_steps(window: MainWindow, tab: InteractionsTab, settle: Settle, **wanted: object) -> None:
    window.go("interactions", view="follow_ups", **wanted)
    settle(window)
    tab.steps._enter_table()
    settle(window)


def test_empty_views_teach(tab: InteractionsTab, shop_window: MainWindow, settle: Settle) -> None:
    assert tab.talks.pages.currentIndex() == 1
    tab.view.button("follow_ups").click()
    settle(shop_window)
    assert tab.steps.pages.currentIndex() == 1


def test_every_control_has_a_name(filled: InteractionsTab, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(filled) == []


def test_everything_newest_first_and_counted(filled: InteractionsTab) -> None:
    assert summaries(filled) == ["Talked about the window", "Talked about the window", "Summer fair"]
    assert filled.count.text() == "3 interactions"


def test_filters(filled: InteractionsTab, shop_window: MainWindow, settle: Settle, press: Press) -> None:
    filled.talks.chips.button("visit").click()
    settle(shop_window)
    assert len(summaries(filled)) == 1
    filled.talks.show_all()
    filled.talks.set_span("month")
    filled.talks.reload()
    settle(shop_window)
    assert "Summer fair" not in summaries(filled)
    filled.find_here()
    press("fair")
    QApplication.processEvents()
    filled.talks.reload()
    settle(shop_window)
    assert filled.talks.pages.currentIndex() == 2
    filled.talks.show_all()
    settle(shop_window)
    assert len(summaries(filled)) == 3


def test_one_party_only(filled: InteractionsTab, shop_window: MainWindow, settle: Settle) -> None:
    ana = parties.find(shop_window.session.store, "Ana")
    shop_window.go("interactions", party=ana)
    settle(shop_window)
    assert filled.talks.only.text() == "With Ana"
    assert len(summaries(filled)) == 1
    filled.talks.only.click()
    settle(shop_window)
    assert len(summaries(filled)) == 3


def test_the_party_of_the_row_stands_beside(filled: InteractionsTab, shop_window: MainWindow, press: Press) -> None:
    filled.talks._enter_table()
    press(Qt.Key.Key_Down)
    assert shop_window.shown_party() == parties.find(shop_window.session.store, "Ana")


def test_f2_opens_the_form_filled(filled: InteractionsTab, shop_window: MainWindow, press: Press) -> None:
    filled.talks._enter_table()
    press(Qt.Key.Key_F2)
    form = top_layer(shop_window)
    assert isinstance(form, EditForm)
    assert form.what.text() == "Talked about the window"


def test_delete_and_undo(filled: InteractionsTab, shop_window: MainWindow, press: Press) -> None:
    filled.talks._enter_table()
    press((Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier), Qt.Key.Key_Delete)
    assert summaries(filled) == ["Summer fair"]
    press(UNDO)
    assert len(summaries(filled)) == 3


def test_late_ones_first_and_done_by_space(
    filled: InteractionsTab, shop_window: MainWindow, settle: Settle, press: Press
) -> None:
    show_steps(shop_window, filled, settle)
    assert titles(filled) == ["Send the logo", "Ring Ana", "Order flour"]
    assert filled.count.text() == "3 open follow-ups, 1 late"
    press(Qt.Key.Key_Space)
    assert titles(filled) == ["Ring Ana", "Order flour"]
    press(UNDO)
    assert titles(filled) == ["Send the logo", "Ring Ana", "Order flour"]


def test_done_by_a_click_on_the_box(filled: InteractionsTab, shop_window: MainWindow, settle: Settle) -> None:
    show_steps(shop_window, filled, settle)
    table = filled.steps.table
    box = table.visualRect(table.paged.index(1, 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(20, box.height() // 2))
    settle(shop_window)
    assert titles(filled) == ["Send the logo", "Order flour"]


def test_several_at_once_are_one_undo(
    filled: InteractionsTab, shop_window: MainWindow, settle: Settle, press: Press
) -> None:
    show_steps(shop_window, filled, settle)
    press((Qt.Key.Key_A, CTRL))
    assert filled.steps.selection.isVisible()
    assert filled.steps.selection.count.text() == "3 selected"
    _button(filled.steps.selection, "Done").click()
    settle(shop_window)
    assert titles(filled) == []
    press(UNDO)
    assert len(titles(filled)) == 3


def test_leave_until_tomorrow_and_wake(
    filled: InteractionsTab, shop_window: MainWindow, settle: Settle, press: Press
) -> None:
    show_steps(shop_window, filled, settle)
    menu = QMenu()
    filled.steps._fill_snooze(menu)
    menu.actions()[0].trigger()
    settle(shop_window)
    assert titles(filled) == ["Ring Ana", "Order flour"]
    filled.steps.chips.button("resting").click()
    settle(shop_window)
    assert titles(filled) == ["Send the logo"]
    filled.steps.table.selectAll()
    menu.actions()[-1].trigger()
    settle(shop_window)
    assert titles(filled) == []


def test_a_due_day_is_typed_into_its_cell(filled: InteractionsTab, shop_window: MainWindow, settle: Settle) -> None:
    show_steps(shop_window, filled, settle)
    model = filled.steps.table.paged
    model.setData(model.index(0, model.column_place("due")), "+3w")
    settle(shop_window)
    assert titles(filled) == ["Ring Ana", "Order flour", "Send the logo"]


def test_today_goes_to_late_ones(filled: InteractionsTab, shop_window: MainWindow, settle: Settle) -> None:
    show_steps(shop_window, filled, settle, chip="late")
    assert titles(filled) == ["Send the logo"]


def test_the_form_of_a_follow_up(
    filled: InteractionsTab, shop_window: MainWindow, settle: Settle, press: Press
) -> None:
    show_steps(shop_window, filled, settle)
    press((Qt.Key.Key_N, CTRL))
    form = top_layer(shop_window)
    assert isinstance(form, FollowUpForm)
    press(SAVE)
    assert form.what.error.text() == "Say what is to be done."
    form.due.edit.setText("32/11")
    press("Count the mugs", SAVE)
    assert form.due.has_error()
    form.due.edit.setText("+2w")
    press(SAVE)
    assert top_layer(shop_window) is None
    assert "Count the mugs" in titles(filled)


def test_who_does_it_is_asked_where_there_are_several(shop_window: MainWindow, settle: Settle) -> None:
    session = shop_window.session
    stores.add_user(session.store, session.ctx(), "Lena")
    shop_window.opened = session.fresh()
    shop_window.run("follow_up")
    settle(shop_window)
    form = top_layer(shop_window)
    assert isinstance(form, FollowUpForm)
    assert form.assignee.isVisible()
    assert QApplication.focusWidget() is form.what.edit, "nothing flashes as a window of its own and takes the cursor"


def test_change_a_follow_up_by_f2(
    filled: InteractionsTab, shop_window: MainWindow, settle: Settle, press: Press
) -> None:
    show_steps(shop_window, filled, settle)
    press(Qt.Key.Key_F2)
    form = top_layer(shop_window)
    assert isinstance(form, FollowUpForm)
    form.what.edit.selectAll()
    press("Send the new logo", SAVE)
    store, ctx = shop_window.session.store, shop_window.session.ctx()
    found = follow_up.page_rows(store, follow_up.ids(store, ctx))
    assert next(row.title for row in found if row.state is FollowUpState.OPEN) == "Send the new logo"


def _button(root: QWidget, text: str) -> QPushButton:
    return next(each for each in root.findChildren(QPushButton) if each.text() == text)
