"""Every key of the program in one table. Actions, tool tips, palette rows and the sheet of keys (ui.shop.keys) read it.

To add a key, add a line to `KEYS`; one key has one meaning.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence


class Shortcut(NamedTuple):
    """A key sequence (as QKeySequence writes it), what it does, and under which heading it is listed.

    `fixed` keys belong to controls and are listed only; no action takes them.
    """

    keys: str
    text: str
    group: str
    fixed: bool = False


GO, DO, RECORD, LIST, FORM, VIEW = "Go", "Do", "Record", "In a list", "In a form", "View"
DESK = "At the desk"

KEYS: dict[str, Shortcut] = {
    "today": Shortcut("Ctrl+1", "Today", GO),
    "directory": Shortcut("Ctrl+2", "Directory", GO),
    "interactions": Shortcut("Ctrl+3", "Interactions", GO),
    "ledger": Shortcut("Ctrl+4", "Ledger", GO),
    "agreements": Shortcut("Ctrl+5", "Agreements", GO),
    "loyalty": Shortcut("Ctrl+6", "Loyalty", GO),
    "promotions": Shortcut("Ctrl+7", "Promotions", GO),
    "effectiveness": Shortcut("Ctrl+8", "Effectiveness", GO),
    "reports": Shortcut("Ctrl+9", "Reports", GO),
    "next_tab": Shortcut("Ctrl+Tab", "Next tab", GO),
    "previous_tab": Shortcut("Ctrl+Shift+Tab", "Tab before", GO),
    "palette": Shortcut("Ctrl+K", "Search or run a command", GO),
    "find": Shortcut("Ctrl+F", "Filter this list", GO),
    "next_record": Shortcut("Alt+Down", "Next record", GO),
    "previous_record": Shortcut("Alt+Up", "Record before", GO),
    "log": Shortcut("Ctrl+L", "Log interaction", DO),
    "new": Shortcut("Ctrl+N", "New on this tab", DO),
    "give_and_take": Shortcut("Ctrl+G", "Record give and take", DO),
    "sale": Shortcut("Ctrl+R", "Record a sale", DO),
    "follow_up": Shortcut("Ctrl+U", "Add a follow-up", DO),
    "undo": Shortcut("Ctrl+Z", "Undo", DO),
    "redo": Shortcut("Ctrl+Shift+Z", "Do again", DO),
    "workbook": Shortcut("Ctrl+E", "Make the workbook", DO),
    "import": Shortcut("Ctrl+I", "Import", DO),
    "month_end": Shortcut("Ctrl+M", "Month end", DO),
    "open_store": Shortcut("Ctrl+O", "Open a shop file", DO),
    "backup": Shortcut("Ctrl+S", "Make a copy now", DO),
    "print": Shortcut("Ctrl+P", "Print a statement", DO),
    "quit": Shortcut("Ctrl+Q", "Quit", DO),
    "edit": Shortcut("F2", "Edit", RECORD),
    "open_record": Shortcut("Ctrl+Return", "Open the page", RECORD),
    "archive": Shortcut("Ctrl+Shift+A", "Archive", RECORD),
    "delete": Shortcut("Del", "Move to the bin", RECORD),
    "merge": Shortcut("Ctrl+Shift+M", "Merge two records", RECORD),
    "correct": Shortcut("Ctrl+Shift+C", "Correct an entry", RECORD),
    "settle": Shortcut("Ctrl+Shift+P", "Record a payment", RECORD),
    "statement": Shortcut("Ctrl+Shift+S", "Statement", RECORD),
    "list_open": Shortcut("Return", "Open what is selected", LIST, fixed=True),
    "list_all": Shortcut("Ctrl+A", "Select all", LIST, fixed=True),
    "list_copy": Shortcut("Ctrl+C", "Copy for a spreadsheet", LIST, fixed=True),
    "list_menu": Shortcut("Shift+F10", "Menu of the row", LIST, fixed=True),
    "form_save": Shortcut("Ctrl+Return", "Save", FORM, fixed=True),
    "form_close": Shortcut("Esc", "Close", FORM, fixed=True),
    "form_day": Shortcut("Up", "A day later (Down: earlier)", FORM, fixed=True),
    "form_month": Shortcut("PgUp", "A month later (PgDown: earlier)", FORM, fixed=True),
    "desk_earn": Shortcut("Return", "Earn points", DESK, fixed=True),
    "desk_use": Shortcut("F6", "Use points or a voucher", DESK, fixed=True),
    "desk_refund": Shortcut("F7", "Take points of the last purchase back", DESK, fixed=True),
    "desk_give_back": Shortcut("F8", "Give the last used points back", DESK, fixed=True),
    "desk_next": Shortcut("Esc", "Next customer", DESK, fixed=True),
    "columns": Shortcut("Ctrl+Shift+L", "Choose columns", VIEW),
    "panel": Shortcut("Ctrl+Shift+B", "Show or hide the side panel", VIEW),
    "theme": Shortcut("Ctrl+Shift+D", "Switch light or dark", VIEW),
    "larger": Shortcut("Ctrl++", "Larger text", VIEW),
    "smaller": Shortcut("Ctrl+-", "Smaller text", VIEW),
    "refresh": Shortcut("F5", "Read again", VIEW),
    "full_screen": Shortcut("F11", "Full screen", VIEW),
    "help": Shortcut("F1", "Help", VIEW),
    "keys": Shortcut("Ctrl+/", "All keys", VIEW),
    "settings": Shortcut("Ctrl+,", "Settings", VIEW),
}


def sequence(name: str) -> QKeySequence:
    """The key sequence of an action."""
    return QKeySequence(KEYS[name].keys)


def shown(name: str) -> str:
    """The keys as this platform writes them, "" for an action without any."""
    found = KEYS.get(name)
    return QKeySequence(found.keys).toString(QKeySequence.SequenceFormat.NativeText) if found else ""


def tip(text: str, name: str) -> str:
    """A tool tip with the key behind it: `Log interaction  (Ctrl+L)`."""
    keys = shown(name)
    return f"{text}  ({keys})" if keys else text


def give_key(action: QAction, name: str) -> None:
    """Give an action its key and a tool tip that shows it."""
    action.setShortcut(sequence(name))
    action.setToolTip(tip(action.text().replace("&", ""), name))
