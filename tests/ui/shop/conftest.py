"""Helpers for the shop's own screens: what is said over the window, and pressing its buttons by their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from ui.common.overlay import Layer, top_layer
from ui.main_window import MainWindow

WAIT_MS = 10_000


@pytest.fixture
def asked(qtbot: QtBot) -> Callable[[MainWindow], Layer]:
    """Waits for a sheet or a question over the window and answers it."""

    def wait(window: MainWindow) -> Layer:
        qtbot.waitUntil(lambda: top_layer(window) is not None, timeout=WAIT_MS)
        found = top_layer(window)
        assert found is not None
        return found

    return wait


@pytest.fixture
def press() -> Callable[[QWidget, str], None]:
    """Presses the button of a layer or a banner that has these words."""

    def click(layer: QWidget, words: str) -> None:
        buttons = {each.text().replace("&", ""): each for each in layer.findChildren(QAbstractButton)}
        assert words in buttons, sorted(buttons)
        buttons[words].click()

    return click
