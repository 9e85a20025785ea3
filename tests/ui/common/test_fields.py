"""Fields: typed like a person, understood in view, errors beside them in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.errors import Invalid, Refused
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.problems import Problem
from partnercrm.domain.words import msg
from ui import words
from ui.common.fields import (
    ChoiceField,
    DateField,
    Field,
    MoneyField,
    NotesField,
    TextField,
    jump_to_first_error,
    problem_of,
    show_problems,
)

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def form(window: QWidget) -> Callable[[Field], Field]:
    column = QVBoxLayout(window)

    def add(field: Field) -> Field:
        column.addWidget(field)
        QApplication.processEvents()
        return field

    return add


@pytest.fixture
def day(form: Callable[[Field], Field]) -> DateField:
    made = DateField("&When", lambda: TODAY)
    form(made)
    made.take_focus()
    return made


@pytest.fixture
def amount(form: Callable[[Field], Field]) -> MoneyField:
    made = MoneyField("&Amount")
    form(made)
    made.take_focus()
    return made


@pytest.mark.parametrize(
    ("typed", "meant"), [("today", TODAY), ("fri", dt.date(2026, 11, 27)), ("+2w", dt.date(2026, 12, 5))]
)
def test_a_day_is_typed_like_a_person_types(day: DateField, typed: str, meant: dt.date) -> None:
    QTest.keyClicks(day.edit, typed)
    assert day.value() == meant
    assert day.understood.text() == words.locale().short_day(meant)


def test_a_day_of_another_year_is_understood_with_it(day: DateField) -> None:
    QTest.keyClicks(day.edit, "5/1")
    assert day.understood.text() == "Tue 5 Jan 2027"


def test_a_day_that_is_none_is_said_beside_the_field(day: DateField) -> None:
    QTest.keyClicks(day.edit, "31/11/2026")
    assert not day.has_error(), "nobody is corrected while typing"
    assert day.understood.text() == ""
    QTest.keyClick(day.edit, Qt.Key.Key_Tab)
    assert day.take() is None
    assert "30 days" in day.error.text()
    assert day.error.isVisible()
    assert day.edit.property("error") == "true"
    assert day.edit.accessibleDescription() == day.error.text()
    QTest.keyClick(day.edit, Qt.Key.Key_Backspace)
    assert not day.has_error()


def test_arrows_and_pages_move_the_day(day: DateField) -> None:
    QTest.keyClick(day.edit, Qt.Key.Key_Up)
    assert day.value() == dt.date(2026, 11, 22)
    QTest.keyClick(day.edit, Qt.Key.Key_Down)
    QTest.keyClick(day.edit, Qt.Key.Key_Down)
    assert day.value() == dt.date(2026, 11, 20)
    QTest.keyClick(day.edit, Qt.Key.Key_PageUp)
    assert day.value() == dt.date(2026, 12, 20)
    QTest.keyClick(day.edit, Qt.Key.Key_PageDown)
    assert day.value() == dt.date(2026, 11, 20)


def test_an_empty_day_is_none_and_no_error(day: DateField) -> None:
    assert day.take() is None
    assert not day.has_error()


@pytest.mark.parametrize(("typed", "minor"), [("12.50", 1250), ("3*4.50", 1350), ("€ 12", 1200)])
def test_an_amount_is_typed_like_a_person_types(amount: MoneyField, typed: str, minor: int) -> None:
    amount.edit.insert(typed)
    assert amount.value() == minor
    amount.edit.editingFinished.emit()
    assert amount.text() == words.money(minor)


def test_an_amount_follows_the_locale_and_the_currency(form: Callable[[Field], Field]) -> None:
    words.set_locale(Locale("de_DE"))
    field = MoneyField("Betrag")
    form(field)
    QTest.keyClicks(field.edit, "12,50")
    assert field.value() == 1250
    words.set_currency(Currency("JPY", 0))
    field.set_value(1250)
    assert field.text() == "1.250"


def test_what_is_no_amount_is_said_and_kept(amount: MoneyField) -> None:
    QTest.keyClicks(amount.edit, "twelve")
    assert amount.take() is None
    assert amount.has_error()
    assert amount.text() == "twelve"
    with pytest.raises(Refused):
        amount.value()
    QTest.keyClicks(amount.edit, "x")
    assert not amount.has_error()


def test_problems_stand_beside_their_fields_and_the_first_gets_the_cursor(
    form: Callable[[Field], Field], window: QWidget
) -> None:
    fields: dict[str, Field] = {"name": TextField("&Name"), "memo": NotesField("&Memo"), "due": TextField("&Due")}
    for field in fields.values():
        form(field)
    general = QLabel()
    problems = [Problem("due", msg("Write a day.")), Problem("memo", msg("Say what it was.")), Problem("x", msg("No."))]
    show_problems(problems, fields, general)
    assert [field.error.text() for field in fields.values()] == ["", "Say what it was.", "Write a day."]
    assert general.text() == "No."
    assert window.focusWidget() is fields["memo"].control
    fields["name"].take_focus()
    assert jump_to_first_error(list(fields.values()))
    assert window.focusWidget() is fields["memo"].control
    show_problems([], fields, general)
    assert not jump_to_first_error(list(fields.values()))


def test_a_refusal_becomes_problems() -> None:
    one = Problem("name", msg("Write a name."))
    assert problem_of(Invalid([one])) == [one]
    assert problem_of(Refused(msg("No."), "due")) == [Problem("due", msg("No."))]


def test_a_choice_keeps_its_value_when_the_choices_change(form: Callable[[Field], Field]) -> None:
    field = ChoiceField("How do you know the &value?", [("bill", "bill"), ("estimate", "our guess")])
    form(field)
    field.set_value("estimate")
    field.set_choices([("agreed", "agreed"), ("estimate", "our guess")])
    assert field.value() == "estimate"
    assert field.caption.buddy() is field.combo


def test_tab_leaves_notes(form: Callable[[Field], Field], window: QWidget) -> None:
    notes = NotesField("&Notes")
    after = TextField("&After")
    form(notes)
    form(after)
    notes.take_focus()
    QTest.keyClick(notes.edit, Qt.Key.Key_A)
    QTest.keyClick(notes.edit, Qt.Key.Key_Return)
    QTest.keyClick(notes.edit, Qt.Key.Key_B)
    QTest.keyClick(notes.edit, Qt.Key.Key_Tab)
    assert after.edit.hasFocus()
    assert notes.value() == "a\nb"


def test_every_field_has_a_name(
    form: Callable[[Field], Field], window: QWidget, unnamed: Callable[..., list[str]]
) -> None:
    for field in (TextField("&Name"), DateField("&When", lambda: TODAY), ChoiceField("&Kind", [(1, "Goods")])):
        form(field)
        assert field.control.accessibleName() == field.name
    assert unnamed(window) == []


def test_setting_a_value_is_not_an_edit(form: Callable[[Field], Field], qtbot: QtBot) -> None:
    field = NotesField("&Notes")
    form(field)
    with qtbot.assertNotEmitted(field.edited):
        field.set_value("a")
    with qtbot.waitSignal(field.edited):
        QTest.keyClicks(field.edit, "b")
