"""One key has one meaning, every key is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QWidget

from ui import shortcuts
from ui.shop.keys import KeysSheet
from ui.shortcuts import KEYS


def test_no_key_is_taken_twice() -> None:
    taken = Counter(QKeySequence(each.keys).toString() for each in KEYS.values() if not each.fixed)
    assert [keys for keys, count in taken.items() if count > 1] == []
    assert all(taken), "a key that Qt cannot read"


def test_an_action_shows_its_key_in_its_tip() -> None:
    action = QAction("&Log interaction")
    shortcuts.give_key(action, "log")
    assert action.shortcut().toString() == "Ctrl+L"
    assert action.toolTip() == "Log interaction  (Ctrl+L)"
    assert shortcuts.tip("Notes", "no_such_action") == "Notes"


def test_the_sheet_lists_every_key(window: QWidget, unnamed: Callable[[QWidget], list[str]]) -> None:
    sheet = KeysSheet(window)
    sheet.open()
    shown = [label.text() for label in sheet.findChildren(QLabel) if label.objectName() == "kbd"]
    assert len(shown) == len(KEYS)
    assert unnamed(sheet) == []
