"""Layers: the keyboard stays inside, Esc closes the top one, focus returns, what lies behind is silent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import messages, theme
from ui.common.ask import Choice, QuestionSheet
from ui.common.fields import NotesField, TextField
from ui.common.overlay import Sheet, top_layer
from ui.common.toast import Toast

Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def behind(window: QWidget) -> QLineEdit:
    """A field of the window in which the cursor stands."""
    made = QLineEdit(window)
    made.setAccessibleName("Filter")
    QVBoxLayout(window).addWidget(made)
    made.setFocus()
    return made


class Form(Sheet):
    """Two fields and two buttons."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, "Log interaction", hint="Ctrl+Enter saves, Esc closes")
        self.saved = 0
        self.who = TextField("&Who")
        self.notes = NotesField("&Notes")
        self.body.addWidget(self.who)
        self.body.addWidget(self.notes)
        self.add_button("Save and add another", self._save)
        self.save = self.add_button("Save", self._save, "primary")

    def _save(self) -> None:
        self.saved += 1


class Asked(QObject):
    """Counts how often a widget is asked to lay itself out."""

    times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.LayoutRequest
        return False


def test_focus_goes_in_and_comes_back(window: QWidget, behind: QLineEdit, qtbot: QtBot) -> None:
    form = Form(window)
    form.open()
    assert form.who.edit.hasFocus()
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(form.who.edit, Qt.Key.Key_Escape)
    assert behind.hasFocus()
    assert top_layer(window) is None


def test_tab_goes_around_inside(window: QWidget, behind: QLineEdit) -> None:
    form = Form(window)
    form.open()
    visited = []
    for _ in range(6):
        focused = window.focusWidget()
        visited.append(focused.accessibleName() or getattr(focused, "text", str)())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert visited == ["Who", "Notes", "Save and add another", "Save", "Close", "Who"]
    QTest.keyClick(form.notes.edit, Qt.Key.Key_Backtab)
    assert form.who.edit.hasFocus()


def test_ctrl_enter_saves_from_any_field(window: QWidget) -> None:
    form = Form(window)
    form.open()
    QTest.keyClick(form.who.edit, Qt.Key.Key_Return, Ctrl)
    QTest.keyClick(form.notes.edit, Qt.Key.Key_Return, Ctrl)
    assert form.saved == 2
    assert form.notes.value() == ""
    form.save.setEnabled(False)
    QTest.keyClick(form.who.edit, Qt.Key.Key_Return, Ctrl)
    assert form.saved == 2


def test_the_keys_behind_are_silent_while_a_form_is_open(window: QWidget, behind: QLineEdit) -> None:
    ran: list[str] = []
    for keys in ("Ctrl+K", "Ctrl+Q", "F5", "Alt+Down"):
        action = QAction(keys, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _on=False, keys=keys: ran.append(keys))
        window.addAction(action)
    form = Form(window)
    form.open()
    QTest.keyClick(form.who.edit, Qt.Key.Key_K, Ctrl)
    QTest.keyClick(form.who.edit, Qt.Key.Key_F5)
    QTest.keyClick(form.who.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ran == []
    QTest.keyClick(form.who.edit, Qt.Key.Key_Q, Ctrl)
    assert ran == ["Ctrl+Q"]
    form.shut()
    QTest.keyClick(behind, Qt.Key.Key_K, Ctrl)
    assert ran == ["Ctrl+Q", "Ctrl+K"]


def test_alt_and_a_letter_go_to_the_field_of_the_form(window: QWidget) -> None:
    form = Form(window)
    form.open()
    QTest.keyClick(form.who.edit, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert form.notes.edit.hasFocus()


def test_a_question_over_a_form_closes_first(window: QWidget) -> None:
    form = Form(window)
    form.open()
    answers: list[str] = []
    choices = [Choice("leave", "Leave open"), Choice("close", "Close November", "primary")]
    messages.ask("Close November?", "Two drafts are not posted.", choices, answers.append)
    question = top_layer(window)
    assert isinstance(question, QuestionSheet)
    assert question.buttons["close"].hasFocus()
    QTest.keyClick(question.buttons["close"], Qt.Key.Key_Escape)
    assert answers == []
    assert top_layer(window) is form
    assert form.who.edit.hasFocus()


def test_an_answer_is_given_once(window: QWidget) -> None:
    answers: list[str] = []
    messages.ask("Archive?", "They keep their page.", [Choice("archive", "Archive", "primary")], answers.append)
    question = top_layer(window)
    assert isinstance(question, QuestionSheet)
    QTest.mouseClick(question.buttons["archive"], Qt.MouseButton.LeftButton)
    assert answers == ["archive"]
    assert top_layer(window) is None


def test_a_click_beside_a_form_loses_nothing(window: QWidget) -> None:
    form = Form(window)
    form.open()
    scrim = form.parentWidget()
    assert scrim is not None
    QTest.mouseClick(scrim, Qt.MouseButton.LeftButton, pos=scrim.rect().bottomRight())
    assert form.isVisible()


def test_a_sheet_fits_a_small_window_and_scrolls(window: QWidget) -> None:
    window.resize(1024, 640)
    sheet = Sheet(window, "Everything")
    fields = [NotesField(f"Field {number}") for number in range(12)]
    for each in fields:
        sheet.body.addWidget(each)
    sheet.add_button("Save", lambda: None, "primary")
    sheet.open()
    QApplication.processEvents()
    assert sheet.height() <= 640 - 48
    sheet.reveal(fields[-1])
    QApplication.processEvents()
    assert fields[-1].visibleRegion().boundingRect().height() > 20


def test_a_sheet_grows_with_an_error_line(window: QWidget) -> None:
    form = Form(window)
    form.open()
    QApplication.processEvents()
    before = form.height()
    form.who.set_error("Nobody is called that. Write a name.")
    QApplication.processEvents()
    assert form.height() > before


def test_an_open_sheet_comes_to_rest(window: QWidget, qtbot: QtBot) -> None:
    form = Form(window)
    form.open()
    qtbot.wait(50)
    asked = Asked()
    form.installEventFilter(asked)
    qtbot.wait(200)
    assert asked.times == 0


def test_the_bar_of_a_tall_form_stands_apart_and_fields_keep_their_width(window: QWidget, qtbot: QtBot) -> None:
    form = Form(window)
    form.open()
    QApplication.processEvents()
    bar, width = form.findChildren(QScrollBar)[-1], form.who.width()
    assert not bar.isVisible()
    for each in range(12):
        form.body.addWidget(NotesField(f"Notes {each}"))
    qtbot.waitUntil(lambda: bar.isVisible() and bar.maximum() > 0)
    assert form.who.width() == width
    assert bar.mapTo(form, bar.rect().topLeft()).x() - form.who.mapTo(form, form.who.rect().topRight()).x() >= 8
    bar.setValue(bar.maximum())
    assert form.who.mapTo(form, form.who.rect().topLeft()).y() < 0


def test_what_the_cursor_is_sent_to_is_seen(window: QWidget) -> None:
    form = Form(window)
    below = [NotesField(f"Notes {each}") for each in range(12)]
    for each in below:
        form.body.addWidget(each)
    form.open()
    QApplication.processEvents()
    below[-1].take_focus()
    QApplication.processEvents()
    shown = below[-1].edit
    assert form.rect().contains(shown.mapTo(form, shown.rect().bottomRight()))


def test_a_layer_follows_the_window(window: QWidget) -> None:
    form = Form(window)
    form.open()
    window.resize(1920, 1080)
    QApplication.processEvents()
    assert abs(form.geometry().center().x() - 960) <= 1
    scrim = form.parentWidget()
    assert scrim is not None and scrim.size() == window.size()


def test_every_control_of_a_form_is_named(window: QWidget, unnamed: Callable[[QWidget], list[str]]) -> None:
    form = Form(window)
    assert unnamed(form) == []
    QPushButton("", form)
    assert unnamed(form) == ["QPushButton in Form"]


def test_a_primary_button_shows_its_focus(window: QWidget) -> None:
    form = Form(window)
    form.open()
    QApplication.processEvents()
    calm = form.save.grab().toImage()
    form.save.setFocus()
    QApplication.processEvents()
    assert form.save.grab().toImage() != calm


def test_toasts_queue_and_undo(window: QWidget) -> None:
    undone: list[str] = []
    messages.toast("Moved 3 partners to Inactive", lambda: undone.append("undone"))
    messages.toast("Saved", lambda: None)
    first = _toasts(window)
    assert [each.accessibleName() for each in first] == ["Moved 3 partners to Inactive"]
    assert first[0].undo_button is not None
    QTest.mouseClick(first[0].undo_button, Qt.MouseButton.LeftButton)
    assert undone == ["undone"]
    assert [each.accessibleName() for each in _toasts(window)] == ["Saved"]


def test_an_answer_comes_at_once_and_what_can_be_undone_is_offered_again(
    window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.common.toast.SHOWN_WHILE_OTHERS_WAIT_MS", 30)
    messages.toast("Moved 3 partners to Inactive", lambda: None)
    messages.toast("Select two rows first.")
    assert [each.accessibleName() for each in _toasts(window)] == ["Select two rows first."]
    qtbot.waitUntil(lambda: [each.accessibleName() for each in _toasts(window)] == ["Moved 3 partners to Inactive"])


def test_a_toast_goes_by_itself(window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.common.toast.SHOWN_MS", 30)
    messages.toast("Saved")
    assert _toasts(window)
    qtbot.waitUntil(lambda: not _toasts(window))


def test_the_shadow_and_the_scrim_are_painted_in_both_themes(window: QWidget) -> None:
    form = Form(window)
    form.open()
    QApplication.processEvents()
    light = window.grab().toImage()
    theme.set_mode(theme.Mode.DARK)
    QApplication.processEvents()
    dark = window.grab().toImage()
    theme.set_mode(theme.Mode.LIGHT)
    assert light.pixelColor(5, 5).lightness() > dark.pixelColor(5, 5).lightness()


def _toasts(window: QWidget) -> list[Toast]:
    return [each for each in window.findChildren(Toast) if each.isVisible()]
