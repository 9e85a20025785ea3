"""Suggestions: never inline, taken only when highlighted, latest answer only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.common.fields import TextField
from ui.common.overlay import Sheet
from ui.common.suggest import SuggestField, Suggestion

PEOPLE = [
    Suggestion(1, "Maple Lane Florist", "Partner"),
    Suggestion(2, "Maple Syrup Company", "Supplier"),
    Suggestion(3, "The Daily Grind", "Partner"),
]


def find(text: str, answer: Callable[[Sequence[Suggestion]], None]) -> None:
    answer([each for each in PEOPLE if text.lower() in each.text.lower()])


@pytest.fixture
def who(window: QWidget) -> SuggestField:
    made = SuggestField("&Who", find)
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(TextField("&When"))
    QApplication.processEvents()
    made.take_focus()
    return made


def type_and_wait(field: SuggestField, text: str, qtbot: QtBot) -> None:
    QTest.keyClicks(field.edit, text)
    qtbot.waitUntil(lambda: field.popup() is not None)


def test_typing_offers_and_writes_nothing_into_the_line(who: SuggestField, qtbot: QtBot) -> None:
    type_and_wait(who, "map", qtbot)
    assert who.edit.text() == "map"
    assert who.popup() is not None
    QTest.keyClick(who.edit, Qt.Key.Key_Tab)
    assert who.text() == "map"
    assert who.value() is None
    assert who.popup() is None


def test_enter_takes_only_what_is_highlighted(who: SuggestField, qtbot: QtBot) -> None:
    type_and_wait(who, "map", qtbot)
    QTest.keyClick(who.edit, Qt.Key.Key_Return)
    assert who.value() is None
    QTest.keyClick(who.edit, Qt.Key.Key_Down)
    QTest.keyClick(who.edit, Qt.Key.Key_Down)
    with qtbot.waitSignal(who.taken):
        QTest.keyClick(who.edit, Qt.Key.Key_Return)
    assert who.value() == 2
    assert who.text() == "Maple Syrup Company"
    assert who.popup() is None


def test_tab_takes_what_is_highlighted_and_goes_on(who: SuggestField, window: QWidget, qtbot: QtBot) -> None:
    type_and_wait(who, "daily", qtbot)
    QTest.keyClick(who.edit, Qt.Key.Key_Down)
    QTest.keyClick(who.edit, Qt.Key.Key_Tab)
    assert who.value() == 3
    assert window.focusWidget().accessibleName() == "When"


def test_typing_on_makes_the_text_free_again(who: SuggestField) -> None:
    who.set_suggestion(PEOPLE[0])
    assert who.value() == 1
    QTest.keyClicks(who.edit, "x")
    assert who.value() is None


def test_the_first_is_highlighted_where_only_a_suggestion_will_do(window: QWidget, qtbot: QtBot) -> None:
    field = SuggestField("&Who", find, highlight_first=True)
    QVBoxLayout(window).addWidget(field)
    QApplication.processEvents()
    field.take_focus()
    type_and_wait(field, "maple", qtbot)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.value() == 1


def test_a_late_answer_is_dropped(window: QWidget, qtbot: QtBot) -> None:
    answers: list[Callable[[Sequence[Suggestion]], None]] = []
    field = SuggestField("&Who", lambda _text, answer: answers.append(answer))
    QVBoxLayout(window).addWidget(field)
    QApplication.processEvents()
    field.take_focus()
    for count, letter in enumerate("ma", 1):
        QTest.keyClicks(field.edit, letter)
        qtbot.waitUntil(lambda count=count: len(answers) == count)  # type: ignore[misc]
    answers[1](PEOPLE[:1])
    answers[0](PEOPLE)
    popup = field.popup()
    assert popup is not None and popup.model().rowCount() == 1


def test_esc_closes_the_offer_and_then_the_form(window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(window, "Log interaction")
    field = SuggestField("&Who", find)
    sheet.body.addWidget(field)
    sheet.open(field.edit)
    type_and_wait(field, "map", qtbot)
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.popup() is None
    assert sheet.isVisible()
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_down_in_an_empty_field_offers_at_once(who: SuggestField) -> None:
    QTest.keyClick(who.edit, Qt.Key.Key_Down)
    assert who.popup() is not None


def test_nothing_found_closes_the_offer(who: SuggestField, qtbot: QtBot) -> None:
    type_and_wait(who, "map", qtbot)
    QTest.keyClicks(who.edit, "zzz")
    qtbot.waitUntil(lambda: who.popup() is None)
