"""The menu bar and the window's actions: every one with a key in `ui.shortcuts.KEYS` and a place in a menu.

To add an action, give it a key there, name it in `MENUS`, and let `MainWindow.run`, a form or a tab do it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from ui.shortcuts import KEYS, give_key
from ui.words import tr

SEPARATOR = ""

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("File", ("new_shop", "open_store", "example", SEPARATOR, "import", "backup", "restore", SEPARATOR, "quit")),
    ("Edit", ("undo", "redo", SEPARATOR, "find", "columns", SEPARATOR, "settings")),
    ("View", ("panel", "theme", "larger", "smaller", "full_screen", "refresh")),
    (
        "Go",
        (
            "palette",
            SEPARATOR,
            "today",
            "directory",
            "interactions",
            "ledger",
            "reports",
            SEPARATOR,
            "next_tab",
            "previous_tab",
            "next_record",
            "previous_record",
        ),
    ),
    (
        "Record",
        (
            "log",
            "give_and_take",
            "follow_up",
            "new",
            SEPARATOR,
            "open_record",
            "edit",
            "archive",
            "delete",
            "merge",
            SEPARATOR,
            "settle",
            "correct",
            "month_end",
        ),
    ),
    ("Reports", ("workbook", "statement", "print", "verify")),
    ("Help", ("help", "keys", "about")),
)

# Actions without a key of their own: reached through their menu, whose letters are keys.
KEYLESS: dict[str, str] = {
    "new_shop": "Start my shop",
    "example": "Look around in an example",
    "restore": "Go back to a copy",
    "verify": "Check that all entries are intact",
    "about": "About PartnerCRM",
}

# What works while no shop is open.
ALWAYS = frozenset(
    {"new_shop", "open_store", "example", "restore", "quit", "theme", "larger", "smaller", "full_screen", "help"}
    | {"keys", "about"}
)


class Actions:
    """All actions of the window, by key; each calls `run` with its key."""

    def __init__(self, window: QMainWindow, run: Callable[[str], None]) -> None:
        self._by_key: dict[str, QAction] = {}
        for title, keys in MENUS:
            menu = window.menuBar().addMenu(tr(f"&{title}"))
            for key in keys:
                if key == SEPARATOR:
                    menu.addSeparator()
                else:
                    menu.addAction(self._make(window, key, run))
        self["larger"].setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])

    def __getitem__(self, key: str) -> QAction:
        return self._by_key[key]

    def keys(self) -> tuple[str, ...]:
        """All action keys, in menu order."""
        return tuple(self._by_key)

    def enable(self, shop_open: bool) -> None:
        """Grey out what needs an open shop."""
        for key, action in self._by_key.items():
            action.setEnabled(shop_open or key in ALWAYS)

    def _make(self, window: QMainWindow, key: str, run: Callable[[str], None]) -> QAction:
        text = KEYLESS.get(key) or KEYS[key].text
        action = QAction(tr(text), window)
        action.setObjectName(key)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if key in KEYS:
            give_key(action, key)
        action.triggered.connect(lambda _checked=False: run(key))
        self._by_key[key] = action
        return action
