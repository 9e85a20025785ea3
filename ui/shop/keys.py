"""The sheet that lists every key (Ctrl+/)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.shortcuts import KEYS, Shortcut
from ui.words import tr


def show_keys(shell: Shell) -> None:
    """Show every key."""
    KeysSheet(shell.host()).open()


class KeysSheet(Sheet):
    """All keys, by group, in three columns (Ctrl+/)."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, tr("All keys"), width=900, hint=tr("Esc closes"))
        row = QHBoxLayout()
        row.setSpacing(32)
        columns = [QVBoxLayout() for _ in range(3)]
        lengths = [0, 0, 0]
        groups = {each.group: [other for other in KEYS.values() if other.group == each.group] for each in KEYS.values()}
        for group, listed in sorted(groups.items(), key=lambda item: -len(item[1])):
            shortest = lengths.index(min(lengths))
            columns[shortest].addWidget(label(tr(group), "group"))
            columns[shortest].addLayout(_listed(listed))
            lengths[shortest] += len(listed) + 2
        for column in columns:
            column.setSpacing(2)
            column.addStretch()
            row.addLayout(column, 1)
        self.body.addLayout(row)


def _listed(keys: list[Shortcut]) -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(0, 1)
    grid.setVerticalSpacing(3)
    for row, each in enumerate(keys):
        shown_keys = label(QKeySequence(each.keys).toString(QKeySequence.SequenceFormat.NativeText))
        shown_keys.setObjectName("kbd")
        words = label(tr(each.text))
        words.setAccessibleName(f"{words.text()}: {shown_keys.text()}")
        grid.addWidget(words, row, 0)
        grid.addWidget(shown_keys, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return grid
