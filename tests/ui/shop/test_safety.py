"""Undo by name, copies and the way back to one, checking that all is intact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.copies import write_manifest
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import PartyDraft
from partnercrm.services import backup, ledger, party, period
from ui import app
from ui.actions import plain_text
from ui.common.overlay import Layer, top_layer
from ui.common.toast import Toast
from ui.main_window import MainWindow
from ui.shop.restore import CopiesSheet

Settle = Callable[[MainWindow], None]
Asked = Callable[[MainWindow], Layer]
Press = Callable[[QWidget, str], None]
Make = Callable[[Path | None], MainWindow]
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def add(shop_window: MainWindow, settle: Settle) -> Callable[[str], None]:
    """Adds somebody as a form does."""

    def write(name: str) -> None:
        session = shop_window.session
        shop_window.tasks.run_write(
            lambda: party.add(session.store, session.ctx(), PartyDraft(name)),
            lambda added: shop_window.saved(added.changes),
            owner=shop_window,
        )
        settle(shop_window)

    return write


def said_by_toasts(window: MainWindow) -> list[str]:
    return [toast.accessibleName() for toast in window.findChildren(Toast) if toast.isVisible()]


def test_undo_is_named_in_menu_and_tip(shop_window: MainWindow, add: Callable[[str], None]) -> None:
    assert plain_text(shop_window.actions_["redo"]) == "Do again"
    assert not shop_window.actions_["redo"].isEnabled()
    add("Smith & Sons")
    assert plain_text(shop_window.actions_["undo"]) == "Undo: Add Smith & Sons"
    assert shop_window.actions_["undo"].text().count("&") == 3  # its letter, and the sign doubled
    assert shop_window.top_bar.undo.toolTip() == "Undo: Add Smith & Sons  (Ctrl+Z)"


def test_ctrl_z_takes_the_last_deed_back_and_ctrl_shift_z_does_it_again(
    shop_window: MainWindow, add: Callable[[str], None], settle: Settle, qtbot: QtBot
) -> None:
    store = shop_window.session.store
    add("Maple Lane")
    QTest.keyClick(QApplication.focusWidget() or shop_window, Qt.Key.Key_Z, Ctrl)
    settle(shop_window)
    with pytest.raises(Refused):
        party.find(store, "Maple Lane")
    assert plain_text(shop_window.actions_["redo"]) == "Do again: Add Maple Lane"
    assert said_by_toasts(shop_window) == ["Undone: Add Maple Lane"], "not that it was added, with a button to undo it"
    QTest.keyClick(QApplication.focusWidget() or shop_window, Qt.Key.Key_Z, Ctrl | Qt.KeyboardModifier.ShiftModifier)
    settle(shop_window)
    assert party.find(store, "Maple Lane")


def test_ctrl_z_after_month_end_says_so_before_it_undoes_something_older(
    shop_window: MainWindow, add: Callable[[str], None], settle: Settle
) -> None:
    session = shop_window.session
    add("Maple Lane")
    period.close(session.store, session.ctx(), 202610)
    shop_window.run("undo")
    settle(shop_window)
    assert said_by_toasts(shop_window) == ["October 2026 was closed. Reopen it under Month end."]
    assert party.find(session.store, "Maple Lane")
    shop_window.run("undo")
    settle(shop_window)
    with pytest.raises(Refused):
        party.find(session.store, "Maple Lane")


def test_ctrl_z_in_a_field_takes_back_the_text_first_and_then_the_deed(
    shop_window: MainWindow, add: Callable[[str], None], settle: Settle
) -> None:
    store, shift = shop_window.session.store, Qt.KeyboardModifier.ShiftModifier
    shop_window.go("directory")
    settle(shop_window)
    add("Maple Lane")
    QTest.keyClick(shop_window, Qt.Key.Key_F, Ctrl)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "lane")
    QTest.keyClick(field, Qt.Key.Key_Z, Ctrl)
    assert field.text() == ""
    assert party.find(store, "Maple Lane")
    QTest.keyClick(field, Qt.Key.Key_Z, Ctrl)
    settle(shop_window)
    with pytest.raises(Refused):
        party.find(store, "Maple Lane")
    QTest.keyClick(field, Qt.Key.Key_Z, Ctrl | shift)
    assert field.text() == "lane"
    QTest.keyClick(field, Qt.Key.Key_Z, Ctrl | shift)
    settle(shop_window)
    assert party.find(store, "Maple Lane")


def test_the_toast_takes_back_its_own_deed(
    shop_window: MainWindow, add: Callable[[str], None], settle: Settle, press: Press
) -> None:
    add("Maple Lane")
    press(_toast(shop_window), "Undo")
    settle(shop_window)
    with pytest.raises(Refused):
        party.find(shop_window.session.store, "Maple Lane")


def test_a_toast_of_another_shop_undoes_nothing_here(
    shop_window: MainWindow, add: Callable[[str], None], settle: Settle, press: Press, tmp_path: Path, qtbot: QtBot
) -> None:
    add("Maple Lane")
    first, other = shop_window.session, tmp_path / "other.partnercrm"
    backup.copy_now(first.store, first.ctx(), other)  # the same deed has the same number there
    shop_window.open_shop(other)
    qtbot.waitUntil(lambda: shop_window.opened not in (None, first), timeout=10_000)
    settle(shop_window)
    press(_toast(shop_window), "Undo")
    settle(shop_window)
    assert party.find(shop_window.session.store, "Maple Lane")


def test_a_copy_on_request_is_said_with_what_is_in_it(
    shop_window: MainWindow, settle: Settle, shop_path: Path, qtbot: QtBot
) -> None:
    QTest.keyClick(QApplication.focusWidget() or shop_window, Qt.Key.Key_S, Ctrl)
    settle(shop_window)
    assert len(backup.copies_of(shop_path)) == 1
    assert _toast(shop_window).accessibleName() == "Copied and checked: 0 entries"
    assert shop_window.status.copy.text() == "Last copy today, 12:00"


def test_checking_all_entries_misses_what_the_last_copy_had(
    shop_window: MainWindow, asked: Asked, qtbot: QtBot
) -> None:
    session = shop_window.session
    ana = party.add(session.store, session.ctx(), PartyDraft("Ana")).party
    advice = LineDraft(Direction.GIVEN, Kind.KNOWLEDGE)
    ledger.post(session.store, session.ctx(), ExchangeDraft(ana, session.ctx().today, (advice,)))
    copy = backup.copy_now(session.store, session.ctx())
    shop_window.actions_["verify"].trigger()
    qtbot.waitUntil(lambda: _toast(shop_window).accessibleName() == "The one entry is intact", timeout=10_000)
    write_manifest(copy.path, replace(copy.manifest, entries=2))
    shop_window.actions_["verify"].trigger()
    said = "\n".join(label.text() for label in asked(shop_window).findChildren(QLabel))
    assert "Something was taken away at the end, after entry 2026-0001." in said


def test_the_way_back_is_two_clicks_and_keeps_what_was_there(
    shop_window: MainWindow,
    settle: Settle,
    asked: Asked,
    press: Press,
    shop_path: Path,
    qtbot: QtBot,
) -> None:
    before = shop_window.session
    backup.copy_now(before.store, before.ctx())
    party.add(before.store, before.ctx(), PartyDraft("Maple Lane"))
    shop_window.actions_["restore"].trigger()
    sheet = asked(shop_window)
    assert isinstance(sheet, CopiesSheet)
    assert sheet.list.item(0).text() == "21 November 2026, 12:00: 0 entries"
    press(sheet, "Go back to it")
    qtbot.waitUntil(lambda: shop_window.opened not in (None, before), timeout=10_000)
    settle(shop_window)
    with pytest.raises(Refused):
        party.find(shop_window.session.store, "Maple Lane")
    kept = list(shop_path.parent.glob("The Local Brew replaced*.partnercrm"))
    assert len(kept) == 1
    assert _toast(shop_window).accessibleName() == f"You are back. What was there is kept as {kept[0].name}."


def test_a_copy_that_is_damaged_changes_nothing(
    shop_window: MainWindow, add: Callable[[str], None], settle: Settle, asked: Asked, press: Press, qtbot: QtBot
) -> None:
    shop_window.run("backup")
    settle(shop_window)
    add("Maple Lane")
    before = shop_window.session
    copy = backup.copies_of(before.path)[0].path
    content = bytearray(copy.read_bytes())
    content[9_000] ^= 1
    copy.write_bytes(content)
    shop_window.run("restore")
    press(asked(shop_window), "Go back to it")
    qtbot.waitUntil(lambda: shop_window.opened not in (None, before), timeout=10_000)
    settle(shop_window)
    said = top_layer(shop_window)
    assert said is not None and "damaged" in said.accessibleDescription()
    assert party.find(shop_window.session.store, "Maple Lane")


def test_another_file_can_be_chosen_and_is_shown_before(
    shop_window: MainWindow,
    settle: Settle,
    asked: Asked,
    press: Press,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = tmp_path / "stick.partnercrm"
    session = shop_window.session
    backup.copy_now(session.store, session.ctx(), elsewhere)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(elsewhere), ""))
    shop_window.run("restore")
    question = asked(shop_window)
    assert question.accessibleName() == "Go back to this copy?"
    assert "21 November 2026, 12:00: 0 entries" in question.accessibleDescription()
    press(question, "Leave it")
    settle(shop_window)
    assert shop_window.session is session


def test_a_copy_becomes_a_shop_where_none_is_open(
    make_window: Make,
    shop_path: Path,
    tmp_path: Path,
    settle: Settle,
    asked: Asked,
    press: Press,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "new place" / "again.partnercrm"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(shop_path), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    window = make_window(None)
    settle(window)
    window.run("restore")
    press(asked(window), "Go back to it")
    qtbot.waitUntil(lambda: window.opened is not None, timeout=10_000)
    settle(window)
    assert window.session.path == target


def test_a_damaged_shop_offers_its_copies(
    make_window: Make, shop_path: Path, asked: Asked, press: Press, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window(shop_path)
    qtbot.waitUntil(lambda: window.opened is not None, timeout=10_000)
    settle(window)
    window.run("backup")
    settle(window)
    content = bytearray(shop_path.read_bytes())
    app.close(window)
    content[200] ^= 1
    shop_path.write_bytes(content)
    again = make_window(shop_path)
    press(asked(again), "Go back to a copy")
    qtbot.waitUntil(lambda: isinstance(top_layer(again), CopiesSheet), timeout=10_000)
    press(asked(again), "Go back to it")
    qtbot.waitUntil(lambda: again.opened is not None, timeout=10_000)
    settle(again)
    assert party.find(again.session.store, "The Daily Grind")


def _toast(window: MainWindow) -> Toast:
    return window.findChildren(Toast)[-1]
