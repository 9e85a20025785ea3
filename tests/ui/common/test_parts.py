"""Segments, chips, banners, empty states, painted cells: what they say, how they answer, that both themes draw them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.columns.column import ColumnKind
from ui import theme
from ui.common import delegates, widgets
from ui.common.cells import cell_text
from ui.common.choices import ChipRow, Option, Segment
from ui.common.paged_table_model import PagedTableModel
from ui.common.painting import BadgeSpec, avatar_color, initials
from ui.common.table_view import Table

CHANNELS = [Option("call", "Call", "phone"), Option("email", "Email", "mail"), Option("note", "Note", "sticky-note")]


def test_a_segment_chooses_exactly_one_by_mouse_and_arrows(window: QWidget, qtbot: QtBot) -> None:
    segment = Segment("Channel", CHANNELS)
    QVBoxLayout(window).addWidget(segment)
    QApplication.processEvents()
    assert segment.value() == "call"
    segment.button("call").setFocus()
    with qtbot.waitSignal(segment.chosen) as chosen:
        QTest.keyClick(segment.button("call"), Qt.Key.Key_Right)
    assert chosen.args == ["email"]
    QTest.mouseClick(segment.button("note"), Qt.MouseButton.LeftButton)
    assert segment.value() == "note"
    with qtbot.assertNotEmitted(segment.chosen):
        segment.set_value("call")
    assert segment.value() == "call"


def test_chips_are_one_or_many_and_count(window: QWidget, qtbot: QtBot) -> None:
    views = ChipRow("Views", [Option("all", "All"), Option("late", "Late")])
    roles = ChipRow("Roles", [Option("partner", "Partner"), Option("supplier", "Supplier")], multi=True)
    column = QVBoxLayout(window)
    column.addWidget(views)
    column.addWidget(roles)
    views.set_counts({"all": 1200, "late": 2})
    assert views.button("all").text() == "All  1,200"
    with qtbot.waitSignal(views.changed):
        QTest.mouseClick(views.button("late"), Qt.MouseButton.LeftButton)
    assert views.value() == "late"
    assert roles.values() == []
    for key in ("supplier", "partner"):
        QTest.mouseClick(roles.button(key), Qt.MouseButton.LeftButton)
    assert roles.values() == ["partner", "supplier"]
    views.set_values(["all"])
    assert views.value() == "all"
    views.add(Option("mine", "Mine"))
    views.remove("late")
    assert views.keys() == ["all", "mine"]


def test_an_empty_state_teaches_with_one_action(window: QWidget) -> None:
    ran: list[str] = []
    state = widgets.EmptyState(
        "users",
        "Nobody here yet",
        "Start with your closest neighbour.",
        ("Add a neighbour", lambda: ran.append("add")),
        ("See an example", lambda: ran.append("example")),
    )
    QVBoxLayout(window).addWidget(state)
    for button in state.findChildren(QPushButton):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert ran == ["add", "example"]


def test_a_banner_speaks_and_closes(window: QWidget) -> None:
    closed: list[bool] = []
    banner = widgets.Banner("Example: nothing here is yours", "accent")
    QVBoxLayout(window).addWidget(banner)
    assert banner.accessibleName() == "Example: nothing here is yours"
    cross = banner.add_close(lambda: closed.append(True))
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert closed == [True]
    assert banner.isHidden()


def test_parts_without_words_have_names(window: QWidget, unnamed: Callable[[QWidget], list[str]]) -> None:
    column = QVBoxLayout(window)
    strip = widgets.ProgressStrip("Writing the workbook", lambda: None)
    for each in (widgets.icon_button("bell", "Reminders"), strip, widgets.TabWidget("Sections")):
        column.addWidget(each)
    strip.set_progress(3, 10)
    assert (strip.bar.value(), strip.bar.maximum()) == (3, 10)
    assert unnamed(window) == []


def test_a_label_never_reads_markup_from_a_name(window: QWidget) -> None:
    made = widgets.label("<b>Bold & Sons</b>")
    assert made.textFormat() == Qt.TextFormat.PlainText


def test_initials_and_colours_of_names() -> None:
    assert initials("Hollis & Sons Bakery") == "HS"
    assert initials("élan") == "É"
    assert initials("  ... ") == "?"
    assert initials("") == "?"
    assert avatar_color("Ana") == avatar_color("Ana")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (ColumnKind.TEXT, None, ""),
        (ColumnKind.TEXT, "=1+1", "=1+1"),
        (ColumnKind.MONEY, -123450, "−1,234.50"),
        (ColumnKind.DATE, dt.date(2026, 11, 27), "27/11/2026"),
        (ColumnKind.COUNT, 1200, "1,200"),
        (ColumnKind.NUMBER, Decimal("2.50"), "2.5"),
        (ColumnKind.SHARE, Decimal("0.945"), "95\N{NO-BREAK SPACE}%"),
        (ColumnKind.MOMENT, dt.datetime(2026, 11, 27, 10, 20, tzinfo=dt.UTC), "27/11/2026 10:20"),
        (ColumnKind.TEXT, True, "Yes"),
    ],
)
def test_a_cells_text_by_kind(kind: ColumnKind, value: Any, text: str) -> None:
    assert cell_text(kind, value) == text


def test_a_due_day_in_words_and_tones() -> None:
    today = dt.date(2026, 11, 21)
    assert delegates.due_badge(dt.date(2026, 11, 19), today) == BadgeSpec("2 days late", "danger")
    assert delegates.due_badge(today, today) == BadgeSpec("Today", "warning")
    assert delegates.due_badge(dt.date(2026, 11, 24), today) == BadgeSpec("in 3 days", "")


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_every_kind_of_cell_is_painted_in_both_themes(
    window: QWidget, make_model: Callable[..., PagedTableModel], mode: theme.Mode
) -> None:
    theme.set_mode(mode)
    table = Table("Cells", make_model(6))
    QVBoxLayout(window).addWidget(table)
    today = dt.date(2026, 11, 21)
    painters: list[delegates.RowDelegate] = [
        delegates.NameDelegate(table, lambda row: row.name, lambda row: "Second" if row.id % 2 else ""),
        delegates.BadgeDelegate(table, lambda row: [BadgeSpec("Partner", "violet", True)] * row.id),
        delegates.DueDelegate(
            table, lambda row: None if row.id == 1 else today + dt.timedelta(row.id - 3), lambda: today
        ),
        delegates.WordsDelegate(table, lambda row: [("they owe 120.00", "danger"), ("about even", "")][: row.id % 3]),
        delegates.BarsDelegate(table, lambda row: None if row.id == 1 else 3),
        delegates.SparkDelegate(table, lambda row: [1.0, 3.0, 2.0][: row.id]),
        delegates.MoneyDelegate(table, lambda row: "danger", strong=True),
        delegates.MutedDelegate(table),
    ]
    plain = _shot(table)
    for painter in painters:
        table.setItemDelegateForColumn(0, painter)
        assert _shot(table) != plain, type(painter).__name__
    theme.set_mode(theme.Mode.LIGHT)


def _shot(table: Table) -> QImage:
    QApplication.processEvents()
    return table.viewport().grab().toImage()
