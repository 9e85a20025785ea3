"""A question or a notice over the window, with one button a choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.common.overlay import Sheet
from ui.common.widgets import IconLabel, label
from ui.messages import Choice as Choice


class QuestionSheet(Sheet):
    """Asks with a sentence and a few buttons; the one that is primary has the focus."""

    def __init__(
        self,
        host: QWidget,
        title: str,
        text: str,
        choices: Sequence[Choice],
        then: Callable[[str], None] | None = None,
        icon: str = "",
    ) -> None:
        super().__init__(host, title, width=460)
        self._then = then
        self.setAccessibleDescription(text)
        row = QHBoxLayout()
        row.setSpacing(12)
        if icon:
            row.addWidget(IconLabel(icon, "warning", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = label(text, "muted")
        words.setWordWrap(True)
        row.addWidget(words, 1)
        self.body.addLayout(row)
        self.buttons = {choice.key: self._add(choice) for choice in choices}

    def open(self, first: QWidget | None = None) -> None:
        """Show the question with the focus on its primary button, else on the last."""
        likely = [each for each in self.buttons.values() if each.property("kind") == "primary"]
        super().open(first or (likely or list(self.buttons.values()))[-1])

    def _add(self, choice: Choice) -> QPushButton:
        return self.add_button(choice.text, lambda: self._answer(choice.key), choice.kind)

    def _answer(self, key: str) -> None:
        self.shut()
        if self._then is not None:
            self._then(key)


def is_asked(host: QWidget, title: str, text: str) -> bool:
    """Whether this very question or notice is open over the window."""
    shown = (each for each in host.window().findChildren(QuestionSheet) if each.isVisible())
    return any((each.accessibleName(), each.accessibleDescription()) == (title, text) for each in shown)
