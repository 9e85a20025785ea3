"""The view Customers driven as a person drives it: parts, people as a list, figures explained, a segment saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db.queries import many
from db.values import int_to_day
from partnercrm.domain.customer_rule import CustomerRule
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.rfm import SEGMENT_WORDS, Segment
from partnercrm.domain.words import msg
from partnercrm.services import acquisition, clv, customer_figures, customer_rule, follow_up, segment
from partnercrm.services.clv import CustomerValue
from partnercrm.services.customer_figures import Window
from ui.common import figure_words
from ui.common.overlay import Layer, open_layers
from ui.common.widgets import EmptyState
from ui.effectiveness import acquisition_form
from ui.effectiveness import customer_parts as parts
from ui.effectiveness.acquisition_form import CostForm, MarketForm
from ui.effectiveness.customers_view import CHIPS, CustomersView
from ui.effectiveness.people_sheets import CallsSheet, MailSheet
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


def test_every_part_has_rows_in_the_example(
    window: MainWindow, settle: Settle, view: CustomersView, unnamed: Callable[[QWidget], list[str]]
) -> None:
    for key, _title in CHIPS:
        shown(window, settle, key)
        if key == parts.WORTH:
            continue
        assert view.pages[key].isVisible(), key
        assert view.lists[key].rows, key
    assert unnamed(view) == []
    too_few_came_again(window, settle, view)
    a_figure_shows_its_people(window, settle, view)
    a_segment_opens_its_people(window, settle, view)
    other_days_are_looked_at(window, settle, view)


def too_few_came_again(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    shown(window, settle, parts.WORTH)
    (empty,) = [each for each in view.findChildren(EmptyState) if each.isVisible()]
    assert "came again" in " ".join(texts(empty))
    (counted,) = empty.findChildren(QPushButton)
    counted.click()
    settle(window)
    rule: Any = top(window)
    assert (rule.longer.value(), rule.margin.value()) == (Decimal("2.5"), None)
    rule.shut()
    known = [CustomerValue(7, "Ana", UUID(int=7), 3, 0.914, 5.24, 1250, 6550)]
    view.lists[parts.WORTH].show_rows(known)
    model = view.lists[parts.WORTH].table.model()
    row = [str(model.data(model.index(0, column))) for column in range(model.columnCount())]
    assert row == ["Ana", "65.50", "9 of 10", "5.2", "12.50", "3"]
    assert [parts.alive(chance) for chance in (None, 0.02, 0.75, 1.0)] == [
        "came once: too early",
        "less than 1 of 10",
        "8 of 10",
        "10 of 10",
    ]


def other_days_are_looked_at(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    """Days that are picked narrow every part that has days, what its rows open, and the workbook; not who is silent."""
    first, last = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
    whole = {key: [_spoken(row) for row in shown(window, settle, key).lists[key].rows.values()] for key in NARROWED}
    view.span.set_days(first, last)
    for key in NARROWED:
        shown(window, settle, key)
        assert view.span.isVisible()
        assert "01/10/2026" in view.pages[key].rule.text(), key
        assert [_spoken(row) for row in view.lists[key].rows.values()] != whole[key], key
    row = next(iter(view.lists[parts.HOURS].rows.values()))
    view.opener.hour(row)
    settle(window)
    assert row.sales == top(window).figure.n  # type: ignore[attr-defined]
    top(window).shut()
    view.workbook_button.click()
    settle(window)
    form: Any = top(window)
    assert form.span.span() == (first, last)
    form.shut()
    shown(window, settle, parts.SILENT)
    assert not view.span.isVisible()
    view.span.set_days(dt.date(2020, 1, 1), dt.date(2020, 1, 31))
    shown(window, settle, parts.PAIRS)
    (empty,) = [each for each in view.findChildren(EmptyState) if each.isVisible()]
    (usual,) = empty.findChildren(QPushButton)
    usual.click()
    settle(window)
    assert len(view.lists[parts.PAIRS].rows) == len(whole[parts.PAIRS])


NARROWED = (parts.GROUPS, parts.COHORTS, parts.PAIRS, parts.HOURS, parts.FIGURES)


def _spoken(row: Any) -> str:
    return repr(row)


def a_figure_shows_its_people(window: MainWindow, settle: Settle, view: CustomersView) -> None:
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


def a_segment_opens_its_people(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    shown(window, settle, "segments")
    line = next(iter(view.lists["segments"].rows.values()))
    enter_row(view, "segments")
    settle(window)
    assert set(view.people.list.rows) == set(line.people)


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
    sheet = top(window)
    assert isinstance(sheet, MailSheet)
    people = list(view.people.list.rows.values())
    agreed = {row.email for row in people if row.agreed}
    reached = {row.email for row in people if row.email}
    assert set(sheet.addresses()) == agreed
    assert 0 < len(agreed) < len(reached) < count
    sheet.all.click()
    assert sheet.save_file(tmp_path / "letters.csv")
    assert (tmp_path / "letters.csv").read_text("utf-8-sig").count("@") == len(reached)
    sheet.copy_button.click()
    assert set(QGuiApplication.clipboard().text().split("; ")) == reached
    view.people.call_button.click()
    calls = top(window)
    assert isinstance(calls, CallsSheet)
    calls.what.set_value("Thank them")
    calls.press_primary()
    settle(window)
    store, ctx = window.session.store, window.session.ctx()
    planned = follow_up.page_rows(store, follow_up.ids(store, ctx))
    phones = {row.party for row in people if row.phone}
    assert {row.party for row in planned if row.title == "Thank them"} == phones
    assert view.people.save_pdf(tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    QTest.keyClick(view.people.back_button, Qt.Key.Key_Escape)
    assert view.lists["groups"].isVisible()


def test_each_cell_of_a_chart_opens_what_is_behind_it(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    groups = customer_figures.groups(window.session.store, Window(None, TODAY))
    assert groups.rfm is not None
    grid = view.charts["groups"]
    assert grid.isVisible()
    assert window.focusWidget() is grid
    cells = groups.rfm.grid()
    place = next(at for at, cell in enumerate(cells) if len(cell.parties) > 1)
    grid.setCurrentCell(*divmod(place, 5))
    said = str(grid.model().index(*divmod(place, 5)).data(Qt.ItemDataRole.AccessibleTextRole))
    assert said.startswith(f"{SEGMENT_WORDS[cells[place].segment]}: {len(cells[place].parties)} customers, ")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    settle(window)
    assert set(view.people.list.rows) == set(cells[place].parties)
    view.back()
    view.pages["groups"].show_face("cells")
    assert [line.row for line in view.lists["cells"].rows.values()] == list(cells)

    shown(window, settle, "hours")
    hours = view.charts["hours"]
    hours.opened.emit(5, 0)
    settle(window)
    sheet: Any = top(window)
    found = set(sheet.figure.records["sale"])
    with window.session.store.read() as connection:
        rows = many.tuples(connection, "SELECT id, day, minute FROM sale WHERE amount >= 0 AND day >= 20251121")
    days = {number: (int_to_day(day), minute) for number, day, minute in rows}
    assert found == {n for n, (day, minute) in days.items() if day.weekday() == 5 and minute and minute // 60 == 8}
    cell = hours.cell(5, 0)
    assert cell is not None
    assert cell.number == figure_words.short(sheet.figure)
    sheet.shut()

    shown(window, settle, "cohorts")
    view.charts["cohorts"].opened.emit(4, 3)
    settle(window)
    chart = view.made.shown["cohorts"].chart
    assert chart is not None
    of: Any = chart.of[4, 3]
    row, later = of
    assert len(view.people.list.rows) == row.active[later - 1] > 0
    assert view.people.title.text().startswith(f"First in {chart.rows[4]}, bought in ")
    view.back()

    shown(window, settle, "week")
    view.charts["week"].opened.emit(0, 0)
    settle(window)
    said = " ".join(texts(top(window)))
    assert "The last weeks, tried" in said
    assert "The forecast would have said" in said
    top(window).shut()


def test_costs_the_market_and_the_margin_are_said_in_the_window(
    window: MainWindow, settle: Settle, view: CustomersView
) -> None:
    store = window.session.store
    shown(window, settle, parts.WINNING)
    before = set(acquisition.costs(store, Window(None, TODAY)))
    window.run("new")
    settle(window)
    cost = top(window)
    assert isinstance(cost, CostForm)
    cost.press_primary()
    settle(window)
    assert cost.amount.error.text() == "Type an amount above zero."
    cost.amount.set_value(40_00)
    cost.local.setChecked(True)
    cost.press_primary()
    settle(window)
    ((name, made),) = set(acquisition.costs(store, Window(None, TODAY))) - before
    assert (made.amount, made.local, made.from_day, made.to_day) == (40_00, True, TODAY, TODAY)
    row = next(row for row in view.lists[parts.WINNING].rows.values() if row.uuid == name)
    view.lists[parts.WINNING].table.select_id(row.id)
    window.run("edit")
    settle(window)
    change: Any = top(window)
    change.amount.set_value(45_00)
    change.press_primary()
    settle(window)
    assert dict(acquisition.costs(store, Window(None, TODAY)))[name].amount == 45_00
    view.pages[parts.WINNING].deeds[1].click()
    settle(window)
    market: Any = top(window)
    assert isinstance(market, MarketForm)
    market.amount.set_value(9_000_00)
    market.press_primary()
    settle(window)
    assert market.source.error.text() == "Say where the estimate comes from."
    market.source.set_value("Chamber")
    market.press_primary()
    settle(window)
    assert "Chamber" in {each.source for _name, each in acquisition.estimates(store, Window(None, TODAY))}
    acquisition_form.open_rule(window)
    settle(window)
    rule: Any = top(window)
    rule.margin.edit.setText("60 %")
    rule.longer.set_value(Decimal("3"))
    rule.press_primary()
    settle(window)
    assert customer_rule.rule(store) == CustomerRule(Decimal(60), Decimal(3))
    assert "Of that the margin of 60 %." in str(clv.worth(store, TODAY).figures[0].convention)


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
    form.groups.set_value((Segment.CHAMPION, Segment.LOYAL))
    form.item.set_value(form.item._values[1])
    form.card.set_value((None, None))
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
    assert form.groups.value() == (Segment.CHAMPION, Segment.LOYAL)
    assert form.item.value() == segment.rule(window.session.store, saved.id).item
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


def test_a_shop_without_sales_says_what_is_missing(shop_window: MainWindow, settle: Settle) -> None:
    view = shown(shop_window, settle, "groups")
    for key, _title in CHIPS:
        shown(shop_window, settle, key)
        if key == parts.WINNING:
            assert view.pages[key].isVisible()
            continue
        if key == "figures":
            assert all(not line.figure.known for line in view.lists[key].rows.values())
            the_local_area_can_be_said(shop_window, settle, view)
            continue
        (empty,) = [each for each in view.findChildren(EmptyState) if each.isVisible()]
        assert len(" ".join(texts(empty))) > 30, key
    shown(shop_window, settle, parts.PAIRS)
    (empty,) = [each for each in view.findChildren(EmptyState) if each.isVisible()]
    empty.findChildren(QPushButton)[0].click()
    settle(shop_window)
    form: Any = top(shop_window)
    assert form.kind.value() == "sales"
    form.shut()


def test_where_nothing_was_found_a_sentence_says_so() -> None:
    for key, word in (("busy", "time"), ("pairs", "chance")):
        found = Figure(key, msg("Found"), Unit.COUNT, 0, msg("Counted."), 4)
        assert word in parts.why_nothing(parts.Part((), found))


def the_local_area_can_be_said(window: MainWindow, settle: Settle, view: CustomersView) -> None:
    """What is missing leads to the field of the settings where it is said."""
    line = next(line for line in view.lists["figures"].rows.values() if line.figure.key == "local_share")
    enter_row(view, "figures", line.id - 1)
    settle(window)
    next(each for each in top(window).findChildren(QPushButton) if each.text() == "Say what is local").click()
    settle(window)
    form: Any = top(window)
    assert form.area.edit.hasFocus()
    form.shut()
