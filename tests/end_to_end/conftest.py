"""What the long ways through the program stand on: the real window and LibreOffice."""

from tests.reports.conftest import recalculated
from tests.ui.conftest import english, make_window, qtbot, settle, styled, today, window_settings

__all__ = ["english", "make_window", "qtbot", "recalculated", "settle", "styled", "today", "window_settings"]
