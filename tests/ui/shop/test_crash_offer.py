"""The next start after a stumble: said once, that all is safe, and the report can be read and copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import crash
from ui.common.overlay import Layer, open_layers
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.shop.crash_offer import ReportSheet, offer

Settle = Callable[[MainWindow], None]
Asked = Callable[[MainWindow], Layer]
Press = Callable[[QWidget, str], None]
Make = Callable[[Path | None], MainWindow]
TEXT = "PartnerCRM 0.1.0\n\nValueError\n  ui/party/form.py:12 in save\n"


def _leave_report(settings: Settings) -> Path:
    path = settings.path.parent / "log" / "crash-20261120-120000-abc.txt"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def test_a_report_is_offered_at_the_next_start_and_only_then(
    make_window: Make, window_settings: Settings, shop_path: Path, asked: Asked, press: Press, settle: Settle
) -> None:
    path = _leave_report(window_settings)
    window = make_window(shop_path)
    question = asked(window)
    assert question.accessibleName() == "PartnerCRM stumbled last time"
    assert "What you saved is safe" in question.accessibleDescription()
    press(question, "Show the report")
    sheet = asked(window)
    assert isinstance(sheet, ReportSheet)
    assert sheet.text.toPlainText() == TEXT
    press(sheet, "Copy")
    assert QApplication.clipboard().text() == TEXT
    assert not path.exists() and path.with_suffix(".seen").exists()
    sheet.ask_to_shut()
    settle(window)
    assert crash.pending_report(path.parent) is None


def test_without_a_report_nothing_is_said(make_window: Make, shop_path: Path, settle: Settle, qtbot: QtBot) -> None:
    window = make_window(shop_path)
    qtbot.waitUntil(lambda: window.opened is not None)
    settle(window)
    assert open_layers(window) == []


def test_a_report_that_was_cleared_away_is_nothing_to_say(shop_window: MainWindow, tmp_path: Path) -> None:
    offer(shop_window, tmp_path / "crash-gone.txt")
    assert open_layers(shop_window) == []
