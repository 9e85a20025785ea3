"""The figures at the top of Today: value, a curve of twelve months, the difference in words. Each opens its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from partnercrm.domain.today_rows import Figure, FigureKey
from ui import theme
from ui.common.figure_words import DASH
from ui.common.painting import draw_ring
from ui.common.widgets import ElidedLabel, IconLabel, Spark, card, label, vline
from ui.words import money, number, say, tr, trn

TONES: dict[FigureKey, str] = {
    FigureKey.SALES: "chart1",
    FigureKey.IN_TOUCH: "chart1",
    FigureKey.THEY_OWE: "chart1",
    FigureKey.WE_OWE: "chart2",
    FigureKey.FAVOURS_GIVEN: "chart1",
    FigureKey.FAVOURS_RECEIVED: "chart2",
    FigureKey.LATE: "warning",
}


SHORT: dict[FigureKey, str] = {
    FigureKey.IN_TOUCH: "In touch",
    FigureKey.FAVOURS_GIVEN: "Favours given",
    FigureKey.FAVOURS_RECEIVED: "Favours received",
}
"""Titles for a place that is too narrow for the whole one."""


class FigureBlock(QWidget):
    """One figure. A click, Enter or Space opens the records behind it."""

    opened = Signal(FigureKey)

    def __init__(self, key: FigureKey, *, narrow: bool = False) -> None:
        super().__init__()
        self.key, self._narrow = key, narrow
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = ElidedLabel("", "label")
        self._value = label("", "title" if narrow else "kpi")
        self._value.setFont(theme.font("body", tabular=True))
        self._spark = Spark((), "", TONES[key])
        self._arrow = IconLabel("arrow-right", "text3", 14)
        self._compared = ElidedLabel("", "faint")
        self._lay_out()

    def show_figure(self, figure: Figure) -> None:
        """Show a figure."""
        value = money(figure.value) if figure.money else number(figure.value)
        if figure.missing is not None:
            value = DASH
        compared = say(figure.compared)
        if figure.unpriced:
            unpriced = trn("{count} more without a price", "{count} more without a price", figure.unpriced)
            compared = f"{unpriced}, {compared}"
        title = say(figure.title)
        self._title.setText(tr(SHORT[self.key]) if self._narrow and self.key in SHORT else title)
        self._value.setText(value)
        self._spark.set_values(figure.series)
        shown = _short_difference(figure) if self._narrow else compared
        self._compared.setText(shown[:1].upper() + shown[1:])
        self._arrow.set_icon(_arrow(figure), "text3")
        self.setAccessibleName(f"{title}: {value}. {compared}")
        self.setAccessibleDescription(tr("Enter opens the records behind it"))
        self.setToolTip(f"{title}: {value}, {compared}")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(2)
        column.addWidget(self._title)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._value)
        middle.addWidget(self._spark, 1)
        column.addLayout(middle)
        below = QHBoxLayout()
        below.setSpacing(5)
        below.addWidget(self._arrow)
        below.addWidget(self._compared, 1)
        column.addLayout(below)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_ring(painter, QRectF(self.rect()), 7)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.key)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.key)


GROUPS: tuple[tuple[str, tuple[FigureKey, ...]], ...] = (
    ("sales", (FigureKey.SALES,)),
    ("to_pay", (FigureKey.THEY_OWE, FigureKey.WE_OWE)),
    ("favours", (FigureKey.FAVOURS_GIVEN, FigureKey.FAVOURS_RECEIVED)),
    ("people", (FigureKey.IN_TOUCH, FigureKey.LATE)),
)


def figure_cards(opened: Callable[[FigureKey], None]) -> tuple[list[QFrame], dict[FigureKey, FigureBlock]]:
    """The four cards, and their figures by key. What is owed to us and what we owe stand side by side, never added."""
    cards, blocks = [], {}
    for _name, keys in GROUPS:
        frame, column = card(10, 8, 10, 8)
        row = QHBoxLayout()
        row.setSpacing(6)
        for place, key in enumerate(keys):
            if place:
                row.addWidget(vline())
            blocks[key] = FigureBlock(key, narrow=len(keys) > 1)
            blocks[key].opened.connect(opened)
            row.addWidget(blocks[key], 1)
        column.addLayout(row)
        cards.append(frame)
    return cards, blocks


def show_figures(blocks: dict[FigureKey, FigureBlock], figures: Sequence[Figure]) -> None:
    """Show each figure in its place."""
    for figure in figures:
        blocks[figure.key].show_figure(figure)


def _short_difference(figure: Figure) -> str:
    """The difference to the month before, without saying what it is compared with: the tip does."""
    more = figure.value - figure.before
    if figure.waiting:
        return say(figure.compared)
    if more == 0:
        return tr("as last month")
    amount = money(abs(more)) if figure.money else number(abs(more))
    return tr("{amount} more", amount=amount) if more > 0 else tr("{amount} less", amount=amount)


def _arrow(figure: Figure) -> str:
    if figure.value == figure.before:
        return "arrow-right"
    return "arrow-up-right" if figure.value > figure.before else "arrow-down-right"
