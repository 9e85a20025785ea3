"""The menu bar and the window's actions: every one with a key in `ui.shortcuts.KEYS` and a place in a menu.

To add an action, give it a key there, name it in `MENUS`, and let `MainWindow.run`, a form or a tab do it; if it writes
into the shop, name it in `WRITING` too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.shortcuts import KEYS, give_key
from ui.words import tr

SEPARATOR = ""

# The letter behind `&` opens the menu with Alt; the lines of a menu get theirs by themselves.
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("new_shop", "open_store", "example", SEPARATOR, "import", "backup", "restore", SEPARATOR, "quit")),
    ("&Edit", ("undo", "redo", SEPARATOR, "find", "columns", SEPARATOR, "alert_rules", "settings")),
    ("&View", ("panel", "theme", "larger", "smaller", "full_screen", "refresh")),
    (
        "&Go",
        (
            "palette",
            SEPARATOR,
            "today",
            "directory",
            "interactions",
            "ledger",
            "agreements",
            "loyalty",
            "promotions",
            "effectiveness",
            "reports",
            "sales",
            SEPARATOR,
            "next_tab",
            "previous_tab",
            "next_record",
            "previous_record",
        ),
    ),
    (
        "&Record",
        (
            "log",
            "give_and_take",
            "sale",
            "follow_up",
            "order",
            "came",
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
    ("Re&ports", ("workbook", "statement", "print", "verify")),
    ("&Help", ("help", "keys", "about")),
)

# Actions without a key of their own: reached through their menu, whose letters are keys.
KEYLESS: dict[str, str] = {
    "new_shop": "Start my shop",
    "example": "Look around in an example",
    "restore": "Go back to a copy",
    "order": "Order something",
    "came": "Something came",
    "alert_rules": "When to tell of what",
    "sales": "List of sales",
    "verify": "Check that all entries are intact",
    "about": "About PartnerCRM",
}

# What works while no shop is open.
ALWAYS = frozenset(
    {"new_shop", "open_store", "example", "restore", "quit", "theme", "larger", "smaller", "full_screen", "help"}
    | {"keys", "about"}
)

# What writes into the shop: not for a window that only looks.
WRITING = frozenset(
    {"import", "undo", "redo", "log", "give_and_take", "follow_up", "new", "edit", "archive", "delete", "merge"}
    | {"sale", "order", "came", "settle", "correct", "month_end", "new_party", "edit_party", "alert_rules"}
)


class Actions:
    """All actions of the window, by key; each calls `run` with its key. The menus are empty until `fill`."""

    def __init__(self, window: QMainWindow, run: Callable[[str], None]) -> None:
        self._window, self._run = window, run
        self._by_key: dict[str, QAction] = {}
        self._letters: dict[str, str] = {}
        self._menus = [window.menuBar().addMenu(tr(title)) for title, _keys in MENUS]

    def fill(self) -> None:
        """Make the actions and put them into their menus: after the first paint, which shows only the titles."""
        for menu, (_title, keys) in zip(self._menus, MENUS, strict=True):
            self._fill_menu(menu, keys)
        self["larger"].setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])

    def __getitem__(self, key: str) -> QAction:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        """All action keys, in menu order; none before `fill`."""
        return iter(self._by_key)

    def enable(self, shop_open: bool, *, read_only: bool = False) -> None:
        """Grey out what needs an open shop, and what a window that only looks may not do."""
        for key, action in self._by_key.items():
            action.setEnabled((shop_open or key in ALWAYS) and not (read_only and key in WRITING))

    def rename(self, key: str, text: str) -> None:
        """Give an action another text, which may hold what a person typed; its letter stays."""
        self._by_key[key].setText(_with_letter(text.replace("&", "&&"), self._letters[key]))

    def _fill_menu(self, menu: QMenu, keys: tuple[str, ...]) -> None:
        taken: set[str] = set()
        for key in keys:
            if key == SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(self._make(key, taken))

    def _make(self, key: str, taken: set[str]) -> QAction:
        text = tr(KEYLESS.get(key) or KEYS[key].text)
        letter = self._letters[key] = _free_letter(text, taken)
        taken.add(letter)
        action = QAction(_with_letter(text, letter), self._window)
        action.setObjectName(key)
        if key in KEYS:
            give_key(action, key)
        action.triggered.connect(lambda _checked=False: self._run(key))
        self._by_key[key] = action
        return action


def plain_text(action: QAction) -> str:
    """An action's text as a person reads it, without the mark of its letter."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


def _free_letter(text: str, taken: set[str]) -> str:
    """The letter for a line of a menu: the first of its words' beginnings that is free, else any that is."""
    beginnings = [word[0] for word in text.split()]
    letters = [each.casefold() for each in (*beginnings, *text) if each.isalnum()]
    return next((each for each in letters if each not in taken), "")


def _with_letter(text: str, letter: str) -> str:
    beginnings = [at for at in range(len(text)) if at == 0 or text[at - 1] == " "]
    at = next((at for at in (*beginnings, *range(len(text))) if text[at].casefold() == letter), None)
    return text if at is None else f"{text[:at]}&{text[at:]}"
