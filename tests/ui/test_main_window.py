"""The frame: tabs that come when shown, the panel beside them, keys, closing in the middle of a form."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.changes import Changes
from partnercrm.domain.words import msg
from ui import messages, theme
from ui.common.fields import TextField
from ui.common.overlay import Sheet, open_layers
from ui.common.toast import Toast
from ui.main_window import MainWindow
from ui.settings import Key, Settings
from ui.tabs import TABS

Settle = Callable[[MainWindow], None]
Make = Callable[[Path | None], MainWindow]
NONE = Qt.KeyboardModifier.NoModifier
Ctrl, Shift, Alt = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def _press(window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, held)


class Note(Sheet):
    """A form that keeps what was typed when it shuts, or asks first."""

    def __init__(self, host: QWidget, *, asks: bool = False) -> None:
        super().__init__(host, "Note")
        self.asks, self.kept = asks, ""
        self.text = TextField("&Text")
        self.body.addWidget(self.text)

    def ask_to_shut(self) -> None:
        if self.asks:
            messages.ask("Leave it?", "It is not kept.", (messages.Choice("leave", "Leave"),), lambda _key: self.shut())
            return
        self.kept = self.text.value()
        self.shut()


def test_tabs_are_built_when_they_are_shown(shop_window: MainWindow, settle: Settle) -> None:
    assert len(shop_window.workspace.built()) == 1
    for number, spec in enumerate(TABS):
        _press(shop_window, Qt.Key(Qt.Key.Key_1 + number), Ctrl)
        settle(shop_window)
        assert shop_window.workspace.current_key() == spec.key
    assert len(shop_window.workspace.built()) == len(TABS)
    _press(shop_window, Qt.Key.Key_Tab, Ctrl)
    assert shop_window.workspace.current_key() == TABS[0].key
    _press(shop_window, Qt.Key.Key_Backtab, Ctrl | Shift)
    assert shop_window.workspace.current_key() == TABS[-1].key


class Shown(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_no_part_of_a_tab_flashes_as_a_window(shop_window: MainWindow, settle: Settle, qapp: QApplication) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    for spec in TABS:
        shop_window.go(spec.key)
        settle(shop_window)
    qapp.removeEventFilter(shown)
    assert shown.windows == []


def test_the_keyboard_is_in_the_tab_that_is_shown(shop_window: MainWindow, settle: Settle) -> None:
    for key in ("directory", "today"):
        shop_window.go(key)
        settle(shop_window)
        tab, focused = shop_window.workspace.current(), QApplication.focusWidget()
        assert tab is not None and focused is not None
        assert tab is focused or tab.isAncestorOf(focused)


def test_going_along_the_strip_stays_on_it(shop_window: MainWindow, settle: Settle) -> None:
    shop_window.workspace.bar.setFocus()
    QTest.keyClick(shop_window.workspace.bar, Qt.Key.Key_Right)
    settle(shop_window)
    assert shop_window.workspace.bar.hasFocus() and shop_window.workspace.current_key() == "directory"


def test_the_panel_folds_and_is_remembered(shop_window: MainWindow, settle: Settle, window_settings: Settings) -> None:
    assert not shop_window.actions_["panel"].isEnabled()  # Today has no place for it
    shop_window.go("directory")
    settle(shop_window)
    panel = shop_window.workspace.panel
    assert panel is not None and panel.isVisible() and shop_window.actions_["panel"].isEnabled()
    panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.setFocus()
    _press(shop_window, Qt.Key.Key_B, Ctrl | Shift)
    assert not panel.isVisible() and not window_settings.flag(Key.PANEL_SHOWN)
    at, tab = QApplication.focusWidget(), shop_window.workspace.current()
    assert at is not None and tab is not None and (at is tab or tab.isAncestorOf(at))
    _press(shop_window, Qt.Key.Key_B, Ctrl | Shift)
    assert panel.isVisible() and window_settings.flag(Key.PANEL_SHOWN)


def test_in_a_narrow_window_the_panel_waits_until_it_is_asked_for(shop_window: MainWindow, settle: Settle) -> None:
    shop_window.go("directory")
    shop_window.resize(1024, 640)
    settle(shop_window)
    panel = shop_window.workspace.panel
    assert panel is not None and not panel.isVisible()
    shop_window.workspace.show_panel(True)
    assert panel.isVisible()
    shop_window.resize(1366, 768)
    settle(shop_window)
    assert panel.isVisible()


@pytest.mark.parametrize("percent", [100, 150])
def test_it_fits_a_small_screen(
    make_window: Make, shop_path: Path, settle: Settle, qtbot: QtBot, percent: int, qapp: QApplication
) -> None:
    theme.start(qapp, theme.Mode.LIGHT, percent=percent)
    window = make_window(shop_path)
    qtbot.waitUntil(lambda: window.opened is not None)
    window.resize(1024, 640)
    settle(window)
    assert window.size().toTuple() == (1024, 640)
    assert window.top_bar.minimumSizeHint().width() <= 1024
    assert window.status.minimumSizeHint().width() <= 1024
    if percent != 100:
        theme.start(qapp, theme.Mode.LIGHT)


def test_a_long_name_gives_way(shop_window: MainWindow) -> None:
    shop_window.top_bar.set_open("The Local Brew, Coffee Roasters and Bakers of Market Square since 1904 " * 3, True)
    shop_window.resize(1024, 640)
    assert shop_window.width() == 1024


def test_every_control_of_the_frame_has_a_name(
    shop_window: MainWindow, unnamed: Callable[[QWidget], list[str]]
) -> None:
    for part in (shop_window.top_bar, shop_window.status, shop_window.banner, shop_window.workspace.bar):
        assert unnamed(part) == []


def test_alt_opens_a_menu_and_its_letter_runs_a_command(shop_window: MainWindow, settle: Settle) -> None:
    _press(shop_window, Qt.Key.Key_H, Alt)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_P)
    settle(shop_window)
    assert [each.accessibleName() for each in open_layers(shop_window)] == ["About PartnerCRM"]


def test_f11_and_back(shop_window: MainWindow) -> None:
    _press(shop_window, Qt.Key.Key_F11)
    assert shop_window.isFullScreen()
    _press(shop_window, Qt.Key.Key_F11)
    assert not shop_window.isFullScreen()


def test_light_and_dark_by_key(shop_window: MainWindow, qapp: QApplication) -> None:
    _press(shop_window, Qt.Key.Key_D, Ctrl | Shift)
    assert theme.current().dark and shop_window.settings.text(Key.THEME) == "dark"
    theme.start(qapp, theme.Mode.LIGHT)


def test_a_command_that_has_nothing_to_work_on_says_so(shop_window: MainWindow) -> None:
    shop_window.show_party(None)
    shop_window.run("archive")
    assert _said(shop_window) == "Select a person or an entry first."


def test_a_computer_without_fonts_is_told_where_it_can_be_read(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    make_window(None)
    qtbot.wait(50)
    assert "no fonts" in capsys.readouterr().err


def test_without_a_shop_a_command_says_so(make_window: Make) -> None:
    window = make_window(None)
    window.run("log")
    assert _said(window) == "Open or start a shop first."
    with pytest.raises(RuntimeError, match="no shop is open"):
        _ = window.session


def test_closing_keeps_the_text_of_an_open_form(shop_window: MainWindow) -> None:
    form = Note(shop_window)
    form.open()
    QTest.keyClicks(form.text.edit, "Call Mark")
    assert shop_window.close()
    assert form.kept == "Call Mark" and not shop_window.isVisible()


def test_a_form_that_asks_back_holds_the_window(shop_window: MainWindow) -> None:
    form = Note(shop_window, asks=True)
    form.open()
    assert not shop_window.close()
    assert shop_window.isVisible()
    assert [each.accessibleName() for each in open_layers(shop_window)] == ["Note", "Leave it?"]


def test_the_computer_is_not_held_up(shop_window: MainWindow) -> None:
    Note(shop_window, asks=True).open()
    shop_window.ending = True
    assert shop_window.close()


def test_its_place_is_remembered_while_it_lives(shop_window: MainWindow, qtbot: QtBot) -> None:
    before = shop_window.settings.state("window")
    shop_window.resize(770, 610)
    qtbot.waitUntil(lambda: shop_window.settings.state("window") != before)


def test_changes_reach_the_tab_that_is_seen_and_mark_the_others(shop_window: MainWindow, settle: Settle) -> None:
    shop_window.go("directory")
    settle(shop_window)
    today, directory = shop_window.workspace.built()
    subjects = directory.subjects & today.subjects
    assert subjects
    shop_window.tasks.changed.emit(Changes(frozenset(subjects), 0, msg("x"), undoable=False))
    assert today._stale and not directory._stale
    settle(shop_window)
    shop_window.go("today")
    assert not today._stale


def test_a_long_job_is_said_in_the_status_bar(shop_window: MainWindow, qtbot: QtBot, settle: Settle) -> None:
    release = threading.Event()
    shop_window.tasks.run_file(lambda _work: release.wait(60), owner=shop_window)
    qtbot.waitUntil(lambda: shop_window.status.busy.text() == "Working…")
    release.set()
    settle(shop_window)
    assert shop_window.status.busy.text() == ""


def _said(window: MainWindow) -> str:
    toast = window.findChildren(Toast)[-1]
    assert toast.accessibleName() in [each.text() for each in toast.findChildren(QLabel)]
    return toast.accessibleName()
