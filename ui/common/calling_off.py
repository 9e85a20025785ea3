"""Esc calls off what a tab is working out, while the strip that tells of it is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.common.tab import Tab


class EscapeCallsOff(QObject):
    """Listens for Esc anywhere in the tab of a strip, only while the strip is shown: else Esc means what it meant."""

    def __init__(self, strip: QWidget, cancel: Callable[[], object]) -> None:
        super().__init__(strip)
        self._cancel = cancel
        self._key: QShortcut | None = None
        strip.installEventFilter(self)

    def _listen(self, strip: QWidget) -> None:
        if self._key is None:
            self._key = QShortcut(QKeySequence(Qt.Key.Key_Escape), _tab_of(strip))
            self._key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._key.activated.connect(lambda: self._cancel())
        self._key.setEnabled(True)

    # What Qt asks

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            self._listen(watched)
        elif event.type() == QEvent.Type.Hide and self._key is not None:
            self._key.setEnabled(False)
        return False


def _tab_of(strip: QWidget) -> QWidget:
    """The tab that a strip stands in, not only its view: chips and buttons stand outside that."""
    found, above = strip, strip.parentWidget()
    while above is not None:
        if isinstance(above, Tab):
            found = above
        above = above.parentWidget()
    return found
