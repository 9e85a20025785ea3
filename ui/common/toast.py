"""A toast: one sentence that affirms what was done, for six seconds, with Undo where it can be taken back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.words import tr

SHOWN_MS = 6000
SHOWN_WHILE_OTHERS_WAIT_MS = 3000
_FROM_BOTTOM = 8  # over the status bar, whose middle is empty: higher up it hides the fields of the entry line


class Toast(QFrame):
    """The widget of one toast, a child of the window."""

    def __init__(self, window: QWidget, text: str, undo: Callable[[], None] | None) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("toast")
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8 if undo else 14, 8)
        row.setSpacing(12)
        row.addWidget(QLabel(text))
        self.undo_button: QPushButton | None = None
        if undo is not None:
            self.undo_button = QPushButton(tr("Undo"))
            self.undo_button.setAccessibleName(tr("Undo: {text}", text=text))
            row.addWidget(self.undo_button)

    def place(self) -> None:
        """Stand at the bottom in the middle of the window."""
        self.adjustSize()
        window = self._window
        self.setFixedWidth(min(self.sizeHint().width(), window.width() - 32))
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - _FROM_BOTTOM)

    def holds_focus(self) -> bool:
        """Whether a person is on its button."""
        return self.undo_button is not None and self.undo_button.hasFocus()


class Toaster(QObject):
    """Shows one toast after the other over a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: deque[tuple[str, Callable[[], None] | None]] = deque()
        self.shown: Toast | None = None
        self._undoes: tuple[str, Callable[[], None]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        window.installEventFilter(self)

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show a sentence now, or after those that wait; one without Undo that is shown or waits is not said twice.

        One without Undo comes before one with it, which is shown again afterwards.
        """
        if undo is None and self._is_said(text):
            return
        if undo is None and self._may_wait():
            self._put_off()
            self._waiting.appendleft((text, undo))
            self._next()
            return
        self._waiting.append((text, undo))
        if self.shown is None:
            self._next()
        elif self.shown.undo_button is None:
            self._timer.start(min(max(self._timer.remainingTime(), 0), SHOWN_WHILE_OTHERS_WAIT_MS))

    def _may_wait(self) -> bool:
        """Whether what is shown offers Undo, and nobody is about to press it: an answer to a key comes before it."""
        shown = self.shown
        return shown is not None and shown.undo_button is not None and not (shown.underMouse() or shown.holds_focus())

    def _put_off(self) -> None:
        """Show it again, as long as ever, after what comes now."""
        if self._undoes is not None:
            self._waiting.appendleft(self._undoes)
        self._drop()

    def forget(self) -> None:
        """Take away what is shown and what waits: it speaks of what is no longer so."""
        self._waiting.clear()
        self._drop()

    def _is_said(self, text: str) -> bool:
        said = [waiting for waiting, _undo in self._waiting]
        return text in said or (self.shown is not None and self.shown.accessibleName() == text)

    def _next(self) -> None:
        if self.shown is not None:
            if self.shown.underMouse() or self.shown.holds_focus():
                self._timer.start(1000)
                return
            self._drop()
        if self._waiting:
            self._show(*self._waiting.popleft())

    def _show(self, text: str, undo: Callable[[], None] | None) -> None:
        made = self.shown = Toast(self._window, text, undo)
        self._undoes = (text, undo) if undo is not None else None
        if undo is not None and made.undo_button is not None:
            made.undo_button.clicked.connect(lambda: self._undo(undo))
        made.place()
        made.show()
        made.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(made, QAccessible.Event.Alert))
        hurry = self._waiting and undo is None
        self._timer.start(SHOWN_WHILE_OTHERS_WAIT_MS if hurry else SHOWN_MS)

    def _undo(self, undo: Callable[[], None]) -> None:
        self._drop()
        undo()
        self._next()

    def _drop(self) -> None:
        self._timer.stop()
        if self.shown is not None:
            self.shown.hide()
            self.shown.deleteLater()
            self.shown = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.shown is not None:
            self.shown.place()
        return False
