"""Each view and each form of the tabs with views: reached by keys, every control named, Tab comes around."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.common.overlay import Layer, open_layers, top_layer
from ui.common.table_view import Table
from ui.common.views_tab import View, ViewsTab
from ui.main_window import MainWindow
from ui.settings import Key, Settings
from ui.tabs import TABS, load

Settle = Callable[[MainWindow], None]

VIEWS = {
    spec.key: [view.key for view in load(spec.place).views] for spec in TABS if issubclass(load(spec.place), ViewsTab)
}
WRITES_AT_ONCE = {"Let points end", "Print cards"}
"""Buttons of a head that open no form."""


@pytest.fixture
def begins_with() -> str:
    """The tab that the window begins with."""
    return "agreements"


@pytest.fixture
def example_window(
    copy_of_example: Callable[[Path], Path],
    tmp_path: Path,
    qtbot: QtBot,
    make_window: Callable[[Path | None], MainWindow],
    window_settings: Settings,
    settle: Settle,
    begins_with: str,
) -> MainWindow:
    """The real window on the example shop, in which each view has rows."""
    window_settings.put(Key.TAB, begins_with)
    window = make_window(copy_of_example(tmp_path / "The Local Brew.partnercrm"))
    qtbot.waitUntil(lambda: window.opened is not None, timeout=10_000)
    settle(window)
    return window


@pytest.mark.parametrize("begins_with", VIEWS)
def test_each_view_and_what_it_opens_has_names_and_lets_tab_through(
    example_window: MainWindow, settle: Settle, begins_with: str
) -> None:
    for view in VIEWS[begins_with]:
        _is_sound(example_window, settle, begins_with, view)


def _is_sound(window: MainWindow, settle: Settle, tab: str, view: str) -> None:
    window.go(tab, view=view)
    settle(window)
    shown = _shown_view(window)
    _every_stop_is_named(window)
    for table in _tables(shown):
        _first_row_is_selected_by_tab(window, table, settle)
        _opens_by_enter(window, table, settle)
        window.go(tab, view=view)
        settle(window)
    window.run("new")
    settle(window)
    _layers_are_sound(window, settle)
    for text in [each.text() for each in _head_buttons(window)]:
        if _shown_view(window) is not shown:  # a button may lead to another view
            window.go(tab, view=view)
            settle(window)
        pressed = next(each for each in _head_buttons(window) if each.text() == text)
        if text not in WRITES_AT_ONCE and pressed.isEnabled():
            pressed.click()
            settle(window)
            _layers_are_sound(window, settle)


def _shown_view(window: MainWindow) -> View:
    tab = window.workspace.current()
    assert isinstance(tab, ViewsTab)
    return tab.view()


def _head_buttons(window: MainWindow) -> list[QAbstractButton]:
    return [each for each in _shown_view(window).tools() if isinstance(each, QAbstractButton)]


def _tables(view: View) -> list[Table]:
    return [each for each in view.findChildren(Table) if each.isVisible() and each.paged.rowCount()]


def _first_row_is_selected_by_tab(window: MainWindow, table: Table, settle: Settle) -> None:
    window.setFocus()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    settle(window)
    assert table.selected_ids() == [table.paged.id_at(0)], table.accessibleName()


def _opens_by_enter(window: MainWindow, table: Table, settle: Settle) -> None:
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(window)
    if not open_layers(window):
        _every_stop_is_named(window)
    _layers_are_sound(window, settle)


def _layers_are_sound(window: MainWindow, settle: Settle) -> None:
    """The layer on top has names, holds the focus, and Tab visits all of it and comes back."""
    layer = top_layer(window)
    if layer is None:
        return
    assert layer.accessibleName()
    assert _nameless(layer) == []
    focused = QApplication.focusWidget()
    assert focused is not None and layer.isAncestorOf(focused), f"no focus in {layer.accessibleName()}"
    visited = list(_by_tab(layer, focused))
    assert set(_stops(layer)) == set(visited), layer.accessibleName()
    QTest.keyClick(QApplication.focusWidget() or layer, Qt.Key.Key_Escape)
    settle(window)
    assert top_layer(window) is not layer


def _by_tab(layer: Layer, start: QWidget) -> Iterator[QWidget]:
    yield start
    for _each in range(200):
        layer.focusNextPrevChild(True)
        now = QApplication.focusWidget()
        if now is start or now is None:
            return
        yield now


def _stops(layer: Layer) -> list[QWidget]:
    return [
        each
        for each in layer.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
    ]


def _every_stop_is_named(window: MainWindow) -> None:
    tab = window.workspace.current()
    assert tab is not None and _nameless(tab) == []


def _nameless(root: QWidget) -> list[str]:
    """What takes the focus and would be read out without a name."""
    buddies = {each.buddy() for each in root.findChildren(QLabel)}
    found = []
    for each in root.findChildren(QWidget):
        takes = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible()
        kinds = QAbstractButton | QLineEdit | QComboBox | QTextEdit | QPlainTextEdit | QAbstractItemView
        inner = isinstance(each.parent(), QComboBox | QLineEdit)
        text = each.text() if isinstance(each, QAbstractButton) else ""
        if (takes or (isinstance(each, kinds) and each.isVisible())) and not inner and each.focusProxy() is None:
            named = each.accessibleName() or text or each in buddies
            found += [] if named else [f"{type(each).__name__} in {type(each.parent()).__name__}"]
    return found


def test_chips_go_below_where_the_views_would_be_cut_off(example_window: MainWindow, settle: Settle) -> None:
    window = example_window
    window.go("agreements", view="lending")
    tab = window.workspace.current()
    assert isinstance(tab, ViewsTab)
    chips = tab.view().chips()
    assert chips is not None
    below = {}
    for width in (760, 1600):
        window.resize(width, 768)
        settle(window)
        below[width] = chips.y() >= tab.segment.geometry().bottom()
        assert tab.segment.width() >= tab.segment.sizeHint().width()
    assert below == {760: True, 1600: False}


def test_the_first_arrow_selects_the_first_row(example_window: MainWindow, settle: Settle) -> None:
    window = example_window
    window.go("agreements", view="values")
    settle(window)
    (table,) = _tables(_shown_view(window))
    table.setFocus()
    chosen = table.selectionModel()
    chosen.clear()
    chosen.setCurrentIndex(table.paged.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)  # as Qt does on focus
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.selected_ids() == [table.paged.id_at(0)]
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.selected_ids() == [table.paged.id_at(1)]


def test_a_chip_leaves_the_vouchers_of_one_promotion(example_window: MainWindow, settle: Settle) -> None:
    window = example_window
    window.go("promotions", view="vouchers", promotion="Christmas bag")
    settle(window)
    view = _shown_view(window)
    assert _tables(view) == []
    chip = next(each for each in window.findChildren(QAbstractButton) if each.text().startswith("Not all used"))
    chip.click()
    settle(window)
    assert len(_tables(view)) == 1
