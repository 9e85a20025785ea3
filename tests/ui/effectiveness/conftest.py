"""The example shop in the real window, for the views of Effectiveness."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.settings import Key, Settings


@pytest.fixture
def example_window(
    copy_of_example: Callable[[Path], Path],
    tmp_path: Path,
    qtbot: QtBot,
    make_window: Callable[[Path | None], MainWindow],
    window_settings: Settings,
    settle: Callable[[MainWindow], None],
) -> MainWindow:
    """The real window on a copy of the example, on its first tab."""
    window_settings.put(Key.TAB, "today")
    made = make_window(copy_of_example(tmp_path / "The Local Brew.partnercrm"))
    qtbot.waitUntil(lambda: made.opened is not None, timeout=10_000)
    settle(made)
    return made
