"""What sells most, as buttons beside the lines of a sale: a press, or Alt and its number, adds one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.common.widgets import button
from ui.words import tr


class UsualItems(QWidget):
    """Empty until the names are there. They take no stop of Tab: their numbers are their keys."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addStretch(1)
        self.hide()

    def show_names(self, names: Sequence[str]) -> None:
        """Offer these, the first one under Alt+1; those that find no room are left out."""
        around = self.parentWidget()
        room = self.width() if around is None else around.width()
        for at, name in enumerate(names, 1):
            made = button(f"&{at} {name.replace('&', '&&')}", small=True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setAccessibleName(tr("Add one {item}, Alt+{number}", item=name, number=at))
            made.ensurePolished()
            room -= made.sizeHint().width() + self._row.spacing()
            if room < 0:
                made.deleteLater()
                break
            made.clicked.connect(lambda _on=False, name=name: self.picked.emit(name))
            self._row.insertWidget(self._row.count() - 1, made)
            self.buttons.append(made)
        self.setVisible(bool(self.buttons))
