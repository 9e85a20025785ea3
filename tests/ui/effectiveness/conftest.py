"""The example shop in the real window, for the views of Effectiveness."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from partnercrm.domain.dates import Clock
from partnercrm.services import demo
from ui.main_window import MainWindow
from ui.settings import Key, Settings


@pytest.fixture(scope="session")
def example_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, built once for this folder."""
    path = tmp_path_factory.mktemp("effectiveness") / "The Local Brew.partnercrm"
    demo.build(path, Clock.fixed(dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)))
    return path


@pytest.fixture
def example_window(
    example_shop: Path,
    tmp_path: Path,
    qtbot: QtBot,
    make_window: Callable[[Path | None], MainWindow],
    window_settings: Settings,
    settle: Callable[[MainWindow], None],
) -> MainWindow:
    """The real window on a copy of the example, on its first tab."""
    window_settings.put(Key.TAB, "today")
    made = make_window(Path(shutil.copyfile(example_shop, tmp_path / example_shop.name)))
    qtbot.waitUntil(lambda: made.opened is not None, timeout=10_000)
    settle(made)
    return made
