"""Figures that take long: the window goes on answering, a strip says so, and Cancel ends it with nothing half shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


@pytest.fixture
def held_up(example_window: MainWindow) -> Iterator[threading.Event]:
    """The worker of figures is busy until this is set."""
    gate = threading.Event()
    example_window.tasks.run_file(lambda _work: gate.wait(30), owner=example_window)
    yield gate
    gate.set()


def test_what_is_called_off_shows_nothing_and_can_be_asked_for_again(
    example_window: MainWindow, qtbot: QtBot, settle: Settle, held_up: threading.Event
) -> None:
    example_window.go("effectiveness", view="customers")
    tab: Any = example_window.workspace.current()
    view = tab.view()
    qtbot.waitUntil(view.strip.isVisible)
    first = next(iter(view.lists.values()))
    cancel = next(each for each in view.strip.findChildren(QAbstractButton) if each.text() == "Cancel")
    assert cancel.isEnabled() and cancel.focusPolicy() != Qt.FocusPolicy.NoFocus
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Space)
    held_up.set()
    settle(example_window)
    assert not view.strip.isVisible()
    assert not first.rows
    view.refresh()
    settle(example_window)
    assert first.rows


def test_esc_calls_it_off_from_anywhere_in_the_tab(
    example_window: MainWindow, qtbot: QtBot, settle: Settle, held_up: threading.Event
) -> None:
    example_window.go("effectiveness", view="customers")
    view = example_window.workspace.current().view()  # type: ignore[union-attr]
    qtbot.waitUntil(view.strip.isVisible)
    view.sale_button.setFocus()
    QTest.keyClick(view.sale_button, Qt.Key.Key_Escape)
    held_up.set()
    settle(example_window)
    assert not view.strip.isVisible()
    assert not next(iter(view.lists.values())).rows
