"""The view Customers driven as a person drives it: parts, people as a list, figures explained, a segment saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.services import customer_figures, segment
from partnercrm.services.clv import CustomerValue
from partnercrm.services.customer_figures import Window
from ui.common.overlay import Layer, open_layers
from ui.common.widgets import EmptyState
from ui.effectiveness import customer_parts as parts
from ui.effectiveness.customers_view import CHIPS, CustomersView
from ui.effectiveness.segment_form import SegmentForm
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def window(example_window: MainWindow) -> MainWindow:
    return example_window


@pytest.fixture
def view(window: MainWindow, settle: Settle) -> CustomersView:
    return shown(window, settle, "groups")


def shown(window: MainWindow, settle: Settle, part: str) -> CustomersView:
    window.go("effectiveness", view="customers", part=part)
    settle(window)
    tab: Any = window.workspace.current()
    found = tab.view()
    assert isinstance(found, CustomersView)
    return found


def top(window: MainWindow) -> Layer:
    (found,) = open_layers(window)
    return found


def texts(layer: QWidget) -> list[str]:
    return [each.text() for each in layer.findChildren(QLabel) if each.isVisible()]


def enter_row(view: CustomersView, key: str, place: int = 0) -> None:
    if view.pages[key].segment is not None:
        view.pages[key].show_face("list")
    table = view.lists[key].table
    table.selectRow(place)
    QTest.keyClick(table, Qt.Key.Key_Return)


def test_every_part_has_rows_in_the_example(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    for key, _title in CHIPS:
        shown(window, settle, key)
        if key == parts.WORTH:
            continue
        assert view.pages[key].isVisible(), key
        assert view.lists[key].rows, key


def test_what_customers_will_bring_is_a_list_or_says_what_is_missing(
    window: MainWindow, settle: Settle, view: CustomersView
) -> None:
    shown(window, settle, parts.WORTH)
    (empty,) = [each for each in view.findChildren(EmptyState) if each.isVisible()]
    assert "came again" in " ".join(texts(empty))
    known = [CustomerValue(7, "Ana", UUID(int=7), 3, 0.914, 5.24, 1250, 6550)]
    view.lists[parts.WORTH].show_rows(known)
    model = view.lists[parts.WORTH].table.model()
    row = [str(model.data(model.index(0, column))) for column in range(model.columnCount())]
    assert row == ["Ana", "65.50", "91\N{NO-BREAK SPACE}%", "5.2", "12.50", "3"]


def test_a_group_opens_as_a_list_to_mail_and_print(
    window: MainWindow, settle: Settle, view: CustomersView, tmp_path: Path
) -> None:
    groups = customer_figures.groups(window.session.store, Window(None, TODAY))
    assert groups.rfm is not None
    count = int(groups.figures[0].value or 0)
    enter_row(view, "groups")
    settle(window)
    assert view.people.isVisible()
    assert view.people.title.text() == f"Best customers: {count} people"
    assert len(view.people.list.rows) == count
    view.people.mail_button.click()
    assert QGuiApplication.clipboard().text().count("@") == count
    assert view.people.save_pdf(tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    QTest.keyClick(view.people.back_button, Qt.Key.Key_Escape)
    assert view.lists["groups"].isVisible()


def test_a_figure_explains_itself_and_shows_its_people(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    shown(window, settle, "figures")
    line = next(line for line in view.lists["figures"].rows.values() if line.figure.key == "lapsed")
    enter_row(view, "figures", line.id - 1)
    settle(window)
    said = " ".join(texts(top(window)))
    assert "2.5 times the usual gap" in said
    assert "median gap" in said
    next(each for each in top(window).findChildren(QPushButton) if each.text() == "Show these people").click()
    settle(window)
    assert set(view.people.list.rows) == set(line.figure.records["party"])


def test_a_segment_is_saved_counted_changed_removed_and_undone(
    window: MainWindow, settle: Settle, view: CustomersView, qtbot: QtBot
) -> None:
    shown(window, settle, "segments")
    window.run("new")
    settle(window)
    form = top(window)
    assert isinstance(form, SegmentForm)
    form.press_primary()
    settle(window)
    assert form.name.error.text() == "Give the segment a name."
    QTest.keyClicks(form.name.edit, "Often here")
    QTest.keyClicks(form.bought.edit, "12")
    count = form.count
    qtbot.waitUntil(lambda: "in it now" in count.text())
    told = count.text()
    form.press_primary()
    settle(window)
    saved = {row.name: row for row in segment.listed(window.session.store, TODAY)}["Often here"]
    assert told == f"{saved.figure.value} customers are in it now"
    lists = view.lists["segments"]
    assert "Often here" in {line.row.name for line in lists.rows.values()}
    lists.table.select_id(saved.id)
    window.run("edit")
    settle(window)
    form = top(window)
    assert isinstance(form, SegmentForm)
    assert (form.name.value(), form.bought.value()) == ("Often here", 12)
    form.bought.set_value(3)
    form.press_primary()
    settle(window)
    assert segment.rule(window.session.store, saved.id).least_purchases == 3
    lists.table.select_id(saved.id)
    assert view.act("delete", {})
    settle(window)
    assert saved.id not in lists.rows
    window.run("undo")
    settle(window)
    assert saved.id in lists.rows


def test_a_segment_opens_its_people(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    shown(window, settle, "segments")
    line = next(iter(view.lists["segments"].rows.values()))
    enter_row(view, "segments")
    settle(window)
    assert set(view.people.list.rows) == set(line.people)


def test_a_shop_without_sales_says_what_is_missing(shop_window: MainWindow, settle: Settle) -> None:
    view = shown(shop_window, settle, "groups")
    for key, _title in CHIPS:
        shown(shop_window, settle, key)
        if key == parts.WINNING:
            assert view.pages[key].isVisible()
            continue
        if key == "figures":
            assert all(not line.figure.known for line in view.lists[key].rows.values())
            continue
        (empty,) = [each for each in view.findChildren(EmptyState) if each.isVisible()]
        assert len(" ".join(texts(empty))) > 30, key


def test_every_control_has_a_name(view: CustomersView, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(view) == []
