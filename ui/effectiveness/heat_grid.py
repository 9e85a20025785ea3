"""A grid of cells as a chart: each says its number, is filled by it or by what it means, and opens what is behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from partnercrm.domain.record import dataclass
from ui import theme
from ui.common.painting import draw_ring, draw_text
from ui.common.widgets import CornerMask, card
from ui.theme import Weight
from ui.words import tr

Index: TypeAlias = "QModelIndex | QPersistentModelIndex"
Place: TypeAlias = tuple[int, int]
LEAST, MOST = 0.08, 0.45
"""How strongly the smallest and the largest cell are filled: text stays readable on both."""
GAP, RADIUS, INSET = 2.0, 6.0, 8.0
NAME_HIGH, NUMBER_HIGH = 18, 20
"""How high the lines of a cell with a name are, px at 100 %."""
_CELL = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """What a cell shows: its number, perhaps a name above and an amount beside it; `said` is all of it as a sentence.

    `share`, 0 to 1, is how full it is; `tone` names a meaning instead (success, info, warning, danger, neutral; plain
    for a number that is no part of the chart).
    """

    number: str
    said: str
    name: str = ""
    below: str = ""
    share: float = 0.0
    tone: str = ""
    opens: bool = True


class HeatGrid(QTableWidget):
    """Arrow keys go from cell to cell; Enter or a click opens one."""

    opened = Signal(int, int)
    """The row and the column of a cell that somebody opened."""

    def __init__(self, name: str, *, row_height: int, least_width: int, head_width: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._row_height, self._least, self._head = row_height, least_width, head_width
        self._places: dict[Place, HeatCell] = {}
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setItemDelegate(_CellDelegate(self))
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setSectionsClickable(False)
            head.setHighlightSections(False)
            head.setAccessibleName(name)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(tr("Select all"))
        self.verticalHeader().setStyleSheet("QHeaderView::section { border: 0; }")
        self.cellClicked.connect(self._open)

    def show_cells(self, rows: Sequence[str], columns: Sequence[str], cells: Mapping[Place, HeatCell]) -> None:
        """Show these cells by (row, column); a place without one stays empty."""
        at = (self.currentRow(), self.currentColumn())
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(columns))
        self.setVerticalHeaderLabels(list(rows))
        self.setHorizontalHeaderLabels(list(columns))
        self._places = dict(cells)
        for (row, column), cell in cells.items():
            item = QTableWidgetItem(cell.number)
            item.setData(_CELL, cell)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), cell.said)
            item.setToolTip(cell.said)
            self.setItem(row, column, item)
        self._fit()
        if rows and columns:
            known = at if at in cells else next(iter(cells), (0, 0))
            self.setCurrentCell(*known)

    def in_card(self) -> QWidget:
        """The grid with the edge and the corners of a card."""
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self)
        CornerMask(frame, "bg")
        around = QWidget()
        column = QVBoxLayout(around)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        around.setFocusProxy(self)
        return around

    def cell(self, row: int, column: int) -> HeatCell | None:
        """What a place shows."""
        return self._places.get((row, column))

    def _fit(self) -> None:
        """Columns share the width, but none gets too narrow for its words; rows share the height likewise."""
        least = theme.px(self._least)
        heads = self.horizontalHeader()
        heads.setMinimumSectionSize(least)
        room = self.viewport().width()
        fits = self.columnCount() * least <= max(room, 1)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Fixed)
        if not fits:
            heads.setDefaultSectionSize(least)
        sides = self.verticalHeader()
        sides.setMinimumSectionSize(theme.px(self._row_height))
        sides.setDefaultSectionSize(theme.px(self._row_height))
        if self._head:
            sides.setFixedWidth(theme.px(self._head))

    def _open(self, row: int, column: int) -> None:
        cell = self.cell(row, column)
        if cell is not None and cell.opens:
            self.opened.emit(row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()


class _CellDelegate(QStyledItemDelegate):
    """Paints a cell: its ground, its words, the ring where the keyboard is."""

    def __init__(self, grid: HeatGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme.current()
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, theme.color(tokens.surface))
        cell = self._grid.cell(index.row(), index.column())
        inner = box.adjusted(GAP, GAP, -GAP, -GAP)
        if cell is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_ground(cell))
            painter.drawRoundedRect(inner, RADIUS, RADIUS)
            _words(painter, inner, cell)
        if self._grid.hasFocus() and self._grid.currentIndex() == index:
            draw_ring(painter, inner, RADIUS)
        painter.restore()


def _ground(cell: HeatCell) -> QColor:
    if cell.tone == "plain":
        return theme.color(theme.token("surface"))
    if cell.tone:
        return theme.color(theme.token("hover" if cell.tone == "neutral" else f"{cell.tone}_soft"))
    if cell.share <= 0:
        return theme.color(theme.token("hover"))
    found = QColor(theme.token("chart1"))
    found.setAlphaF(LEAST + (MOST - LEAST) * min(1.0, cell.share))
    return found


def _words(painter: QPainter, box: QRectF, cell: HeatCell) -> None:
    """One number in the middle; with a name, the name on top and the number below it, beside it what is added."""
    if not cell.name and not cell.below:
        painter.setFont(theme.font("body", Weight.Medium, tabular=True))
        painter.setPen(theme.color(theme.token("text" if cell.share > 0 or cell.tone else "text3")))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cell.number)
        return
    tone = {"": "text", "neutral": "text2"}.get(cell.tone, cell.tone)
    inside = box.adjusted(INSET, 0, -INSET, 0)
    name, number = theme.px(NAME_HIGH), theme.px(NUMBER_HIGH)
    top = inside.center().y() - (name + number) / 2
    first = QRectF(inside.left(), top, inside.width(), name)
    second = QRectF(inside.left(), top + name, inside.width(), number)
    draw_text(painter, first, cell.name, tone, weight=Weight.DemiBold, size="small")
    draw_text(painter, second, cell.number, "text", weight=Weight.DemiBold, size="section", tabular=True)
    draw_text(painter, second, cell.below, "text2", size="small", right=True, tabular=True)
