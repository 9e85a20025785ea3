"""One line of text that leaves Ctrl+Z to the shop once it has nothing of its own left to undo."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class TextLine(QLineEdit):
    """A line edit. Qt's own takes the keys of undo and redo even where it can do neither."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._cannot(event):
            event.ignore()
            return False
        return super().event(event)

    def _cannot(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        undoes, redoes = event.matches(keys.Undo), event.matches(keys.Redo)
        return (undoes and not self.isUndoAvailable()) or (redoes and not self.isRedoAvailable())
