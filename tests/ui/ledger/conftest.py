"""The real window on its shop, the ledger in front, and what these tests do again and again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.services import ledger, party
from ui.common.overlay import Layer, open_layers
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


@pytest.fixture
def first_tab() -> str:
    return "ledger"


@pytest.fixture
def tab(shop_window: MainWindow, qtbot: QtBot) -> LedgerTab:
    shop_window.activateWindow()
    qtbot.waitUntil(shop_window.isActiveWindow)
    shown = shop_window.workspace.current()
    assert isinstance(shown, LedgerTab)
    return shown


@pytest.fixture
def find(shop_window: MainWindow) -> Callable[[str], int]:
    """The row id of a party by its name."""
    return lambda name: party.find(shop_window.session.store, name)


@pytest.fixture
def bill(shop_window: MainWindow, find: Callable[[str], int], settle: Settle) -> Callable[..., str]:
    """Posts goods with a bill and answers the entry's number."""

    def make(
        name: str,
        value: int,
        *,
        side: Direction = Direction.GIVEN,
        day: dt.date = dt.date(2026, 11, 2),
        due: dt.date | None = None,
        what: str = "Ground coffee",
    ) -> str:
        line = LineDraft(side, Kind.GOODS, value, Basis.BILL, what=what)
        session = shop_window.session
        posted = ledger.post(session.store, session.ctx(), ExchangeDraft(find(name), day, (line,), due_day=due))
        shop_window.refresh()
        settle(shop_window)
        return posted.number

    return make


@pytest.fixture
def layer(shop_window: MainWindow, settle: Settle) -> Callable[[], Any]:
    """The form on top of the window."""

    def top() -> Layer:
        settle(shop_window)
        return open_layers(shop_window)[-1]

    return top


@pytest.fixture
def type_into(qtbot: QtBot) -> Callable[[QLineEdit, str], None]:
    """Types over what stands in a line."""

    def type_text(edit: QLineEdit, text: str) -> None:
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)

    return type_text


@pytest.fixture
def press(qtbot: QtBot, shop_window: MainWindow, settle: Settle) -> Callable[..., None]:
    """Presses a key where the keyboard is, and waits for what follows."""

    def key(pressed: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget() or shop_window
        QTest.keyClick(target, pressed, held)
        settle(shop_window)

    return key
