"""The form of when to tell of what: saved as one operation, refused beside the field, undone whole."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from partnercrm.domain.alert import USUAL, AlertKind
from partnercrm.services import alert, undo
from ui.common.overlay import top_layer
from ui.main_window import MainWindow
from ui.today.rule_form import RuleForm

Settle = Callable[[MainWindow], None]


@pytest.fixture
def form(shop_window: MainWindow, settle: Settle) -> RuleForm:
    """The form, opened by its command."""
    shop_window.run("alert_rules")
    settle(shop_window)
    found = top_layer(shop_window)
    assert isinstance(found, RuleForm)
    return found


def test_it_shows_the_rules_and_names_everything(form: RuleForm, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert [form.comes[kind].value() for kind in AlertKind] == [USUAL[kind].on for kind in AlertKind]
    assert all(box.isChecked() for box in form.active.values())
    assert unnamed(form) == []


def test_what_is_changed_is_saved_as_one_operation(form: RuleForm, shop_window: MainWindow, settle: Settle) -> None:
    session = shop_window.session
    form.comes[AlertKind.SINGLE].edit.setText("90")
    form.goes[AlertKind.COOLING].edit.setText("2.5")
    form.active[AlertKind.POINTS].click()
    form.names[AlertKind.COOLING].edit.setText("Too quiet")
    form.rests[AlertKind.COOLING].edit.setText("14")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(shop_window)
    assert top_layer(shop_window) is None
    rules = alert.rules(session.store)
    changed = (rules[AlertKind.SINGLE].on, rules[AlertKind.COOLING].off, rules[AlertKind.POINTS].active)
    assert changed == (Decimal(90), Decimal("2.5"), False)
    assert (rules[AlertKind.COOLING].name, rules[AlertKind.COOLING].rest_days) == ("Too quiet", 14)
    assert rules[AlertKind.SINGLE].name == ""  # the usual title is no name of its own
    undo.undo(session.store, session.ctx())
    assert alert.rules(session.store) == USUAL


def test_what_would_flap_is_refused_beside_its_field(form: RuleForm, shop_window: MainWindow, settle: Settle) -> None:
    form.goes[AlertKind.BALANCE].edit.setText("100")
    form.press_primary()
    settle(shop_window)
    assert form.goes[AlertKind.BALANCE].has_error()
    form.goes[AlertKind.BALANCE].edit.setText("")
    form.press_primary()
    settle(shop_window)
    assert form.goes[AlertKind.BALANCE].has_error()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    settle(shop_window)
    assert top_layer(shop_window) is None
    assert alert.rules(shop_window.session.store) == USUAL
