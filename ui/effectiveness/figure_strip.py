"""A strip of figures below a list, of all its rows together. Each explains itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from partnercrm.domain.figure import Figure
from ui import theme
from ui.common import figure_words
from ui.common.explain import explain
from ui.common.painting import draw_ring
from ui.common.tab import Shell
from ui.common.widgets import ElidedLabel, card, label, vline
from ui.words import say, tr

RADIUS = 7


class FigureBlock(QWidget):
    """One figure: its title over its value, a dash where there is none. A click, Enter or Space explains it."""

    opened = Signal()

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.figure = figure
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title, value = say(figure.title), figure_words.value(figure)
        shown = label(figure_words.short(figure), "section" if figure.known else "muted")
        shown.setFont(theme.font("body", tabular=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 3, 6, 3)
        column.setSpacing(1)
        column.addWidget(ElidedLabel(title, "faint"))
        column.addWidget(shown)
        self.setAccessibleName(f"{title}: {value}")
        self.setAccessibleDescription(tr("Enter explains this number"))
        self.setToolTip(f"{title}: {value}\n{say(figure.convention)}")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_ring(painter, QRectF(self.rect()), RADIUS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()


class FigureStrip(QWidget):
    """A heading, and the figures side by side in one card."""

    def __init__(self, shell: Shell, heading: str) -> None:
        super().__init__()
        self._shell, self._heading = shell, heading
        self.blocks: list[FigureBlock] = []
        frame, column = card(10, 8, 10, 8)
        column.setSpacing(4)
        title = label(heading, "strong")
        title.setContentsMargins(6, 0, 0, 0)
        column.addWidget(title)
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        column.addLayout(self._row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these instead of those before; the keyboard stays at its place."""
        at = next((place for place, block in enumerate(self.blocks) if block.hasFocus()), None)
        while (item := self._row.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.blocks = [FigureBlock(figure) for figure in figures]
        for place, block in enumerate(self.blocks):
            if place:
                self._row.addWidget(vline())
            self._row.addWidget(block, 1)
            block.opened.connect(lambda block=block: explain(self._shell, block.figure, of=self._heading))
        if at is not None and at < len(self.blocks):
            self.blocks[at].setFocus()
