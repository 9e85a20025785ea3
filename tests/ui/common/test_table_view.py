"""The table: keys, selection by id, copying, remembered headers, columns to choose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.common.delegates import TextDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.common.table_view import Table
from ui.settings import Settings
from ui.tasks import Tasks

Make = Callable[..., PagedTableModel]


@pytest.fixture
def make_table(make_model: Make, window: QWidget) -> Callable[..., Table]:
    """A table in the shown window."""
    column = QVBoxLayout(window)

    def make(count: int = 300, tasks: Tasks | None = None, editable: frozenset[str] = frozenset()) -> Table:
        table = Table("Neighbours", make_model(count, tasks, editable), stretch="name")
        column.addWidget(table)
        table.setFocus()
        return table

    return make


def test_enter_and_a_double_click_open_the_row(make_table: Callable[..., Table], qtbot: QtBot) -> None:
    table = make_table()
    table.select_id(3)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [3]
    at = table.visualRect(table.paged.index(4, 0)).center()
    with qtbot.waitSignal(table.opened) as opened:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args == [5]


def test_the_row_of_the_keyboard_stays_in_sight(make_table: Callable[..., Table], window: QWidget) -> None:
    table = make_table()
    QApplication.processEvents()
    table.select_id(200)
    window.resize(1366, 400)
    QApplication.processEvents()
    row = table.visualRect(table.currentIndex())
    assert table.viewport().rect().contains(row.center())


def test_tab_leaves_the_table(make_table: Callable[..., Table], window: QWidget) -> None:
    table = make_table()
    after = QPushButton("After", window)
    after.show()
    table.select_id(1)
    QApplication.processEvents()
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()


def test_selection_and_place_stay_with_their_rows(make_table: Callable[..., Table]) -> None:
    table = make_table()
    table.select_id(200)
    table.verticalScrollBar().setValue(9000)
    place = table.verticalScrollBar().value()
    rows = table.selectionModel()
    for each in (100, 101, 150):
        rows.select(table.paged.index(each - 1, 0), rows.SelectionFlag.Select | rows.SelectionFlag.Rows)
    table.paged.set_ids([each for each in range(300, 0, -1) if each != 101])
    assert sorted(table.selected_ids()) == [100, 150, 200]
    assert table.current_id() == 200
    assert table.verticalScrollBar().value() == place


def test_selecting_everything_fetches_only_what_is_painted(make_table: Callable[..., Table], book: Any) -> None:
    table = make_table(100_000)
    QApplication.processEvents()
    table.selectAll()
    QApplication.processEvents()
    assert len(table.selected_ids()) == 100_000
    assert len(book.asked) == 1


def test_a_jump_to_the_end_shows_the_last_rows(make_table: Callable[..., Table], tasks: Tasks, qtbot: QtBot) -> None:
    table = make_table(100_000, tasks)
    table.scrollToBottom()
    with qtbot.waitSignal(table.paged.page_loaded) as loaded:
        pass
    assert loaded.args == [999]


def test_rows_are_copied_for_a_spreadsheet(make_table: Callable[..., Table], qtbot: QtBot) -> None:
    table = make_table()
    table.select_id(2)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(table.copied):
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tTo pay\nNeighbour 2\t2.00\nNeighbour 3\t3.00\n"


def test_the_header_is_remembered(
    make_model: Make, make_table: Callable[..., Table], tmp_path: Path, qtbot: QtBot
) -> None:
    settings = Settings(tmp_path / "window.ini")
    first = make_table()
    first.remember(settings, "neighbours")
    first.setColumnWidth(1, 222)
    first.setColumnHidden(2, False)
    first.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: bool(settings._file.allKeys()))
    qtbot.wait(350)

    model = make_model()
    again = Table("Neighbours", model, stretch="name")
    qtbot.addWidget(again)
    with qtbot.waitSignal(model.sort_requested) as asked:
        again.remember(Settings(tmp_path / "window.ini"), "neighbours")
    assert asked.args == ["owed", False]
    assert again.columnWidth(1) == 222
    assert not again.isColumnHidden(2)


def test_a_column_of_less_use_steps_back_and_comes_again(
    make_model: Make, window: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    table = Table("Neighbours", make_model(), stretch="name", yielding=("initial", "owed"), least=200)
    table.setParent(window)
    table.show()
    table.remember(Settings(tmp_path / "window.ini"), "neighbours")
    table.resize(600, 300)
    assert not table.isColumnHidden(1)
    table.resize(table.columnWidth(1) + 150, 300)
    assert table.isColumnHidden(1)
    assert table.isColumnHidden(2)
    table.choose_columns()
    menu = table.findChild(QMenu)
    assert menu is not None
    assert [each.isChecked() for each in menu.actions()[:3]] == [True, True, False]
    assert menu.actions()[1].text() == "To pay (when there is room)"
    menu.close()
    qtbot.wait(350)
    again = Table("Neighbours", make_model(), stretch="name")
    qtbot.addWidget(again)
    again.remember(Settings(tmp_path / "window.ini"), "neighbours")
    assert not again.isColumnHidden(1)
    table.resize(90, 300)
    assert table.columnWidth(0) == table.horizontalHeader().length() == 110
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)
    table.resize(600, 300)
    assert not table.isColumnHidden(1)
    assert table.columnWidth(0) >= 200
    table.resize(700, 300)
    assert table.columnWidth(0) >= 300


def test_two_wide_columns_share_the_room(window: QWidget, make_model: Make) -> None:
    table = Table("Neighbours", make_model(), stretch=("name", "owed"))
    table.setParent(window)
    table.show()
    table.resize(800, 300)
    places = [table.paged.column_place(key) for key in ("name", "owed")]
    assert abs(table.columnWidth(places[0]) - table.columnWidth(places[1])) <= 1
    assert not table.horizontalScrollBar().maximum()


def test_columns_grow_with_the_text(make_table: Callable[..., Table]) -> None:
    table = make_table()
    before = table.columnWidth(1)
    theme.set_text_size(150)
    try:
        assert table.columnWidth(1) == round(before * 1.5)
    finally:
        theme.set_text_size(100)
    assert table.columnWidth(1) == before


def test_columns_can_be_chosen_and_put_back(make_table: Callable[..., Table]) -> None:
    table = make_table()
    assert table.isColumnHidden(2)
    table.choose_columns()
    menu = table.findChild(QMenu)
    assert menu is not None
    initial = next(each for each in menu.actions() if each.text() == "Initial")
    initial.trigger()
    assert not table.isColumnHidden(2)
    menu.actions()[-1].trigger()
    assert table.isColumnHidden(2)
    menu.close()


def test_a_click_on_the_header_sorts_only_what_can_be_sorted(make_table: Callable[..., Table], qtbot: QtBot) -> None:
    table = make_table()
    header = table.horizontalHeader()
    table.setColumnHidden(2, False)
    with qtbot.waitSignal(table.paged.sort_requested) as asked:
        _click_header(table, 0)
    assert asked.args[0] == "name"
    with qtbot.assertNotEmitted(table.paged.sort_requested):
        _click_header(table, 2)
    assert header.sortIndicatorSection() == 0


def test_showing_the_sorting_asks_nobody(make_table: Callable[..., Table], qtbot: QtBot) -> None:
    table = make_table()
    with qtbot.assertNotEmitted(table.paged.sort_requested):
        table.show_sorting("owed", ascending=False)
    assert table.horizontalHeader().sortIndicatorSection() == 1


def test_the_menu_of_the_selected_rows(make_table: Callable[..., Table]) -> None:
    table = make_table()
    asked: list[list[int]] = []
    table.fill_menu = lambda menu, ids: (menu.addAction("Archive"), asked.append(ids))[1]  # type: ignore[func-returns-value]
    table.select_id(4)
    where = table.viewport().mapToGlobal(QPoint(20, 20))
    table.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(20, 20), where))
    assert asked == [[4]]
    for menu in table.findChildren(QMenu):
        menu.close()


def test_stepping_from_a_page_goes_through_the_list(make_table: Callable[..., Table]) -> None:
    table = make_table(3)
    table.select_id(1)
    for expected in (2, 3, 3):
        table.step(1)
        assert table.current_id() == expected
    assert not table.select_id(99)


def test_every_column_is_painted(make_table: Callable[..., Table]) -> None:
    table = make_table()
    assert all(isinstance(table.itemDelegateForColumn(at), TextDelegate) for at in range(3))
    table.select_id(1)
    assert not table.grab().isNull()


def _click_header(table: Table, column: int) -> None:
    header = table.horizontalHeader()
    QApplication.processEvents()
    at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
