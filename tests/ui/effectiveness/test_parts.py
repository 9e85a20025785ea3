"""Suppliers, the team and feedback: each list, each number explained from its cell, and what an empty shop says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ui.common import figure_words
from ui.common.explain import COLUMNS, ExplainSheet, columns_of
from ui.common.overlay import top_layer
from ui.common.table_view import Table
from ui.common.views_tab import ViewsTab
from ui.effectiveness.parts_view import FigureColumn, PartsView
from ui.effectiveness.suppliers_view import SuppliersView
from ui.main_window import MainWindow
from ui.supply.delivery_form import DeliveryForm
from ui.supply.item_sheets import ItemSheet

Settle = Callable[[MainWindow], None]
VIEWS = ("suppliers", "team", "feedback")


def shown(window: MainWindow, settle: Settle, view: str, part: str = "") -> PartsView[object]:
    window.go("effectiveness", view=view, **({"part": part} if part else {}))
    settle(window)
    tab = window.workspace.current()
    assert isinstance(tab, ViewsTab)
    found = tab.view()
    assert isinstance(found, PartsView)
    return found


def enter(window: MainWindow, settle: Settle, table: Table, row: int, column: int) -> ExplainSheet | None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(window)
    layer = top_layer(window)
    return layer if isinstance(layer, ExplainSheet) else None


def texts(root: QWidget) -> list[str]:
    return [each.text() for each in root.findChildren(QLabel) if each.isVisibleTo(root)]


def cells(table: Table) -> list[str]:
    model = table.model()
    return [
        str(model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole) or "")
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_every_number_of_every_list_explains_itself(example_window: MainWindow, settle: Settle, view: str) -> None:
    found = shown(example_window, settle, view)
    for part in found.parts():
        shown(example_window, settle, view, part.key)
        table = found.lists[part.key].table
        assert table.isVisible(), part.key
        rows = list(found.lists[part.key].rows.values())
        assert rows, part.key
        for at, column in enumerate(part.columns):
            if isinstance(column, FigureColumn) and not table.isColumnHidden(at):
                explained = enter(example_window, settle, table, 0, at)
                assert explained is not None, column.key
                assert explained.value.text() == figure_words.value(column.figure(rows[0]))
                explained.shut()


def test_a_supplier_opens_with_its_parts_and_months(example_window: MainWindow, settle: Settle) -> None:
    found = shown(example_window, settle, "suppliers", "scorecard")
    assert isinstance(found, SuppliersView)
    rows = list(found.lists["scorecard"].rows.values())
    scores = [row.of.figure("score").value for row in rows]
    assert scores == sorted(scores, key=lambda value: -(value or 0))
    explained = enter(example_window, settle, found.lists["scorecard"].table, 0, 0)
    assert explained is not None
    assert {"What it is made of", "Month by month"} <= set(texts(explained))
    explained.shut()
    whole = found.found
    found.span.set_value("last_month")
    found.span.changed.emit()
    settle(example_window)
    assert whole is not None
    assert found.found is not None
    assert (found.found.first, found.found.last) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert found.found.figure("otif").n < whole.figure("otif").n
    table = found.lists["scorecard"].table
    table.setCurrentIndex(table.model().index(0, 0))
    settle(example_window)
    found.act("new", {})
    settle(example_window)
    form = top_layer(example_window)
    assert isinstance(form, DeliveryForm)
    who = form.who.who()
    assert who is not None
    assert who.party == next(iter(found.lists["scorecard"].rows.values())).party, "whose page stands beside it"


def test_a_warning_opens_what_it_warns_of_and_its_records(example_window: MainWindow, settle: Settle) -> None:
    found = shown(example_window, settle, "suppliers", "warnings")
    rows = list(found.lists["warnings"].rows.values())
    assert enter(example_window, settle, found.lists["warnings"].table, 0, 0) is None
    sheet = top_layer(example_window)
    assert isinstance(sheet, ItemSheet)
    sheet.shut()
    explained = enter(example_window, settle, found.lists["warnings"].table, 0, 2)
    assert explained is not None
    assert explained.list is not None
    assert len(explained.list.rows) == sum(len(numbers) for numbers in rows[0].of.records.values())
    assert enter(example_window, settle, explained.list.table, 0, 0) is None
    assert type(example_window.workspace.current()).__name__ == "DirectoryTab"


def test_all_figures_say_what_is_missing_instead_of_a_number(shop_window: MainWindow, settle: Settle) -> None:
    for view in VIEWS:
        found = shown(shop_window, settle, view)
        for part in found.parts():
            shown(shop_window, settle, view, part.key)
            said = [*cells(found.lists[part.key].table), *texts(found)]
            assert any(said)
            for text in said:
                assert "nan" not in text.lower().split()
                assert "0 of 0" not in text
            if part.key == "figures":
                for line in found.lists["figures"].rows.values():
                    assert line.figure.known or line.figure.missing


def test_esc_gives_the_keyboard_back_to_the_list(example_window: MainWindow, settle: Settle) -> None:
    found = shown(example_window, settle, "feedback", "surveys")
    table = found.lists["surveys"].table
    explained = enter(example_window, settle, table, 0, 2)
    assert explained is not None
    QTest.keyClick(QApplication.focusWidget() or explained, Qt.Key.Key_Escape)
    settle(example_window)
    assert top_layer(example_window) is None
    assert table.hasFocus()


def test_records_show_a_day_and_an_amount_where_one_of_them_may_have_it() -> None:
    keys = [[column.key for column in columns_of(kinds)] for kinds in (["party"], ["wish"], ["party", "sale"])]
    assert keys == [["subject", "name", "text"], ["day", "subject", "name", "text"], [each.key for each in COLUMNS]]
