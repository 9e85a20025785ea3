"""Driving the log form and the lists as a person does: by keys, in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.common.overlay import top_layer
from ui.interaction.form import LogForm
from ui.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def first_tab() -> str:
    return "interactions"


@pytest.fixture
def press(shop_window: MainWindow, settle: Callable[[MainWindow], None]) -> Press:
    """Types texts and presses keys where the focus is, and waits for the workers after each."""

    def do(*steps: str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
        for step in steps:
            target: QWidget = QApplication.focusWidget() or shop_window
            if isinstance(step, str):
                QTest.keyClicks(target, step)
            elif isinstance(step, tuple):
                QTest.keyClick(target, step[0], step[1])
            else:
                QTest.keyClick(target, step)
            settle(shop_window)
        settle(shop_window)

    return do


@pytest.fixture
def log_form(shop_window: MainWindow, press: Press) -> LogForm:
    """The log form as Ctrl+L opens it."""
    press((Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier))
    found = top_layer(shop_window)
    assert isinstance(found, LogForm)
    return found
