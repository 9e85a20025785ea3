"""Ctrl+K over a real shop: people first, then what can be done, then where to go, last to create."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partnercrm.domain.party import Role
from partnercrm.services import party
from ui.common.overlay import top_layer
from ui.common.palette import CommandPalette
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def palette(shop_window: MainWindow) -> CommandPalette:
    """The palette, opened by its key."""
    focused = QApplication.focusWidget() or shop_window
    QTest.keyClick(focused, Qt.Key.Key_K, Ctrl)
    found = top_layer(shop_window)
    assert isinstance(found, CommandPalette)
    return found


def _texts(palette: CommandPalette) -> list[str]:
    return [each.text for each in palette.entries()]


def test_a_person_is_found_and_her_page_shown(
    palette: CommandPalette, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    QTest.keyClicks(palette.edit, "daily")
    settle(shop_window)
    first = palette.highlighted()
    assert first is not None and first.text == "The Daily Grind"
    assert first.detail == "Supplier, Partner · Bakery"
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    settle(shop_window)
    assert top_layer(shop_window) is None
    assert shop_window.workspace.current_key() == "directory"
    assert shop_window.shown_party() == party.find(shop_window.session.store, "The Daily Grind")
    assert shop_window.workspace.panel is not None and shop_window.workspace.panel.isVisible()


def test_a_page_is_shown_in_a_narrow_window_too(
    palette: CommandPalette, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    shop_window.resize(1024, 640)
    QTest.keyClicks(palette.edit, "ana")
    settle(shop_window)
    palette.run_highlighted()
    settle(shop_window)
    assert shop_window.workspace.panel is not None and shop_window.workspace.panel.isVisible()


def test_a_phone_number_finds_whose_it_is(
    palette: CommandPalette, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    QTest.keyClicks(palette.edit, "79460018")
    settle(shop_window)
    first = palette.highlighted()
    assert first is not None and first.text == "The Daily Grind" and "7946 0018" in first.detail


def test_commands_come_with_their_keys_and_tabs_after_them(palette: CommandPalette) -> None:
    palette.edit.setText("log")
    rows = {each.text: each.keys for each in palette.entries()}
    assert rows["Log interaction"] == "Ctrl+L"
    palette.edit.setText("ledger")
    assert "Ledger" in _texts(palette)


def test_only_what_can_be_done_is_offered(palette: CommandPalette, shop_window: MainWindow) -> None:
    palette.edit.setText("do again")
    assert "Do again" not in _texts(palette)  # nothing was undone


def test_a_command_runs_after_the_palette_is_gone(
    palette: CommandPalette, shop_window: MainWindow, settle: Settle
) -> None:
    QTest.keyClicks(palette.edit, "all keys")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    settle(shop_window)
    layer = top_layer(shop_window)
    assert layer is not None and layer.accessibleName() == "All keys"


def test_what_is_not_there_can_be_created(
    palette: CommandPalette, shop_window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[tuple[str, dict[str, Any]]] = []
    palette.edit.setText("Maple & Lane")
    settle(shop_window)
    rows = [each for each in palette.entries() if each.text == "Create “Maple & Lane”"]
    assert [each.detail for each in rows] == ["Customer", "Partner", "Supplier"]
    monkeypatch.setattr(shop_window, "run", lambda action, **named: wanted.append((action, named)))
    for each in rows:
        each.run()
    assert wanted == [
        ("new_party", {"name": "Maple & Lane", "role": role}) for role in (Role.CUSTOMER, Role.PARTNER, Role.SUPPLIER)
    ]


def test_only_the_last_answer_counts(
    palette: CommandPalette, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    QTest.keyClicks(palette.edit, "hillside")
    settle(shop_window)
    assert "Hillside Roasters" in _texts(palette)
    palette.edit.setText("")
    settle(shop_window)
    assert "Hillside Roasters" not in _texts(palette)
