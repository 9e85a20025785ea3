"""The table of every list: whole rows, hover, a focus ring, copying, what is selected. Its header is another matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView

from ui import theme
from ui.common.cells import cell_text
from ui.common.delegates import RowDelegate, TextDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.common.table_header import HeaderMemory, TableHeader
from ui.tokens import ROW_TALL
from ui.words import tr


class Table(QTableView):
    """A `PagedTableModel` on the screen. `name` is its accessible name, `stretch` the key of the widest column, or the
    keys of those that share the room that is left.

    `yielding` are the keys of columns that step back, the first one first, while the widest have less than `least` px.
    """

    opened = Signal(int)
    """Enter or a double click on a row, with its id."""
    current_id_changed = Signal(object)
    """The id of the row that the keyboard is on, or None."""
    selection_ids_changed = Signal()
    copied = Signal(int)
    """How many rows were put on the clipboard."""

    def __init__(
        self,
        name: str,
        model: PagedTableModel,
        *,
        row_height: int = ROW_TALL,
        stretch: str | tuple[str, ...] = (),
        yielding: Sequence[str] = (),
        least: int = 0,
    ) -> None:
        super().__init__()
        self.hover_row = -1
        self.fill_menu: Callable[[QMenu, list[int]], None] | None = None
        self.nothing = ""
        self._row_height = row_height
        self._model = model
        self._kept: tuple[list[int], int | None, int, int] = ([], None, 0, 0)
        self.setAccessibleName(name)
        self._set_up_view()
        model.setParent(self)
        model.modelAboutToBeReset.connect(self._keep_selection)
        super().setModel(model)
        model.modelReset.connect(self._restore_selection)
        self._header = TableHeader(self, model, (stretch,) if isinstance(stretch, str) else stretch, yielding, least)
        self.set_delegates({})
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_ids_changed.emit())
        theme.theme_signals.changed.connect(self._on_theme_changed)

    @property
    def paged(self) -> PagedTableModel:
        """The model, as what it is."""
        return self._model

    def set_delegates(self, delegates: dict[str, RowDelegate]) -> None:
        """Who paints the columns, by column key; the others are painted as text by their kind."""
        for at, column in enumerate(self._model.columns):
            self.setItemDelegateForColumn(at, delegates.get(column.key) or TextDelegate(self, column.kind))

    def remember(self, memory: HeaderMemory, name: str) -> None:
        """Take widths, order, hidden columns and sorting from `memory`, and keep them there on each change.

        Connect the model's `sort_requested` first: a remembered sorting is asked for at once.
        """
        self._header.remember(memory, name)

    def show_sorting(self, key: str, ascending: bool = True) -> None:
        """Mark the column of a sort key as the sorted one, without asking anybody to sort."""
        self._header.show_sorting(key, ascending)

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, from top to bottom."""
        rows: set[int] = set()
        selection = self.selectionModel().selection()
        for at in range(selection.count()):
            rows.update(range(selection.at(at).top(), selection.at(at).bottom() + 1))
        return [self._model.id_at(row) for row in sorted(rows)]

    def current_id(self) -> int | None:
        """The id of the row that the keyboard is on."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else None

    def select_id(self, row_id: int) -> bool:
        """Put the keyboard on a row and show it; False if it is not in the list."""
        place = self._model.place_of(row_id)
        if place is None:
            return False
        self.setCurrentIndex(self._model.index(place, self.first_column()))
        self.scrollTo(self.currentIndex())
        return True

    def step(self, by: int) -> None:
        """Go some rows down (or up, below 0), as Alt+Down does from a record's page."""
        row = max(0, min(self._model.rowCount() - 1, self.currentIndex().row() + by))
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(row, self.first_column()))

    def first_column(self) -> int:
        """The column that is shown leftmost."""
        return next(iter(self._header.shown()), 0)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard as a spreadsheet takes them, with headers."""
        self._model.read_rows(self.selected_ids(), self._copy)

    def choose_columns(self) -> None:
        """Open the menu of columns under the header, for the keyboard."""
        self._header.menu().popup(self.mapToGlobal(QPoint(8, self.horizontalHeader().height())))

    def _set_up_view(self) -> None:
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setAccessibleName(tr("Select all"))
        edits = QAbstractItemView.EditTrigger
        self.setEditTriggers(edits.EditKeyPressed | edits.DoubleClicked)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(self._row_height))

    def _copy(self, rows: Sequence[Any]) -> None:
        shown = self._header.shown()
        columns = [self._model.columns[at] for at in shown]
        titles = [str(self._model.headerData(at, Qt.Orientation.Horizontal)) for at in shown]
        lines = [titles, *([cell_text(each.kind, each.value(row)) for each in columns] for row in rows)]
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text + "\n")
        self.copied.emit(len(rows))

    def _keep_selection(self) -> None:
        bars = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        self._kept = (self.selected_ids(), self.current_id(), *bars)

    def _restore_selection(self) -> None:
        ids, current, down, across = self._kept
        places = sorted(place for each in ids if (place := self._model.place_of(each)) is not None)
        selection = QItemSelection()
        last_column = len(self._model.columns) - 1
        for first, last in _runs(places):
            selection.select(self._model.index(first, 0), self._model.index(last, last_column))
        place = self._model.place_of(current) if current is not None else None
        if place is not None:
            index = self._model.index(place, self.first_column())
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)

    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.current_id_changed.emit(self._model.id_at(now.row()) if now.isValid() else None)

    def _on_theme_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(self._row_height))
        self._header.follow_text_size()

    def _set_hover(self, row: int) -> None:
        if row != self.hover_row:
            self.hover_row = row
            self.viewport().update()

    # What Qt asks

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes with Tab stands on a row that is selected: else the first arrow would skip the first one."""
        super().focusInEvent(event)
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_tab and not self.selectionModel().hasSelection():
            self.step(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current_id()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.selectionModel().hasSelection():
            self.step(0)
        elif is_enter and plain and current is not None and self.state() != QAbstractItemView.State.EditingState:
            self.opened.emit(current)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The row that the keyboard is on stays in sight where it was."""
        super().resizeEvent(event)
        self._header.fit()
        row = self.visualRect(self.currentIndex())
        if row.isValid() and 0 <= row.top() < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self._model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(self._model.id_at(index.row()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A list that was read and is empty says so (`nothing`)."""
        super().paintEvent(event)
        if self.nothing and not self._model.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.color(theme.current().text3))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.nothing)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        ids = self.selected_ids()
        if self.fill_menu is None or not ids:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu, ids)
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        below = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        at = below if by_key else event.globalPos()
        menu.popup(at)


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as runs without gaps: 1 2 3 7 -> (1, 3) (7, 7)."""
    runs: list[tuple[int, int]] = []
    for each in places:
        if runs and runs[-1][1] == each - 1:
            runs[-1] = (runs[-1][0], each)
        else:
            runs.append((each, each))
    return runs
