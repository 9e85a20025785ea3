"""The Today tab in the real window, on a shop with something to say or on an empty one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.services import store as stores
from ui.main_window import MainWindow

Press = Callable[..., None]
Settle = Callable[[MainWindow], None]
NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def empty_window(
    qtbot: QtBot, make_window: Callable[[Path | None], MainWindow], settle: Settle, tmp_path: Path
) -> MainWindow:
    """The window on a shop in which nothing was written yet."""
    path = tmp_path / "Fresh.partnercrm"
    stores.new(path, stores.NewStore("Fresh", Currency("EUR", 2), "en_GB", owner="Sarah"), Clock.fixed(NOW))
    window = make_window(path)
    qtbot.waitUntil(lambda: window.opened is not None, timeout=10_000)
    settle(window)
    return window


@pytest.fixture
def press_in(settle: Settle) -> Callable[..., None]:
    """Types texts and presses keys where the focus is in a window, and waits for the workers after each."""

    def do(window: MainWindow, *steps: str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
        for step in steps:
            target: QWidget = QApplication.focusWidget() or window
            if isinstance(step, str):
                QTest.keyClicks(target, step)
            elif isinstance(step, tuple):
                QTest.keyClick(target, step[0], step[1])
            else:
                QTest.keyClick(target, step)
            settle(window)

    return do
