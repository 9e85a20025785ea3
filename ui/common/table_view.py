"""The table of every list: whole rows, hover, a focus ring, columns to choose, copying, remembered headers."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
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
from ui.common.column_room import ColumnRoom
from ui.common.delegates import RowDelegate, TextDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.tokens import HEADER_HEIGHT, ROW_TALL
from ui.words import tr

_SAVE_AFTER_MS = 300


class HeaderMemory(Protocol):
    """Where header states are remembered; `ui.settings.Settings` is one."""

    def state(self, name: str) -> QByteArray:
        """What is remembered under a name; empty if nothing is."""
        ...

    def put_state(self, name: str, state: QByteArray) -> None:
        """Remember a state."""
        ...


class Table(QTableView):
    """A `PagedTableModel` on the screen. `name` is its accessible name, `stretch` the key of the widest column.

    `yielding` are the keys of columns that step back, the first one first, while the widest has less than `least` px.
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
        stretch: str = "",
        yielding: Sequence[str] = (),
        least: int = 0,
    ) -> None:
        super().__init__()
        self.hover_row = -1
        self.fill_menu: Callable[[QMenu, list[int]], None] | None = None
        self.nothing = ""
        self._row_height = row_height
        self._model = model
        self._memory: HeaderMemory | None = None
        self._memory_name = ""
        self._percent = theme.text_size()
        places = [model.column_place(key) for key in yielding]
        self._room = ColumnRoom(self, model.column_place(stretch) if stretch else -1, places, least)
        self._kept: tuple[list[int], int | None, int, int] = ([], None, 0, 0)
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_AFTER_MS)
        self._saving.timeout.connect(self._save_header)
        self.setAccessibleName(name)
        self._set_up_view()
        model.setParent(self)
        model.modelAboutToBeReset.connect(self._keep_selection)
        super().setModel(model)
        model.modelReset.connect(self._restore_selection)
        self._set_up_header(stretch)
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
        keys = ",".join(column.key for column in self._model.columns)
        self._memory, self._memory_name = memory, f"table/{name}-{zlib.crc32(keys.encode()):08x}"
        state = memory.state(self._memory_name)
        percent, _space, rest = bytes(state.data()).partition(b" ")
        with self._room.all_there():
            if percent.isdigit() and self.horizontalHeader().restoreState(QByteArray(rest)):
                self._scale_columns(int(percent))

    def show_sorting(self, key: str, ascending: bool = True) -> None:
        """Mark the column of a sort key as the sorted one, without asking anybody to sort."""
        self._model.sort_key, self._model.ascending = key, ascending
        place = next((at for at, each in enumerate(self._model.columns) if each.sort == key), -1)
        header = self.horizontalHeader()
        was = header.blockSignals(True)
        header.setSortIndicator(place, _order(ascending))
        header.blockSignals(was)

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
        header = self.horizontalHeader()
        shown = (header.logicalIndex(at) for at in range(header.count()))
        return next((each for each in shown if not header.isSectionHidden(each)), 0)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard as a spreadsheet takes them, with headers."""
        self._model.read_rows(self.selected_ids(), self._copy)

    def choose_columns(self) -> None:
        """Open the menu of columns under the header, for the keyboard."""
        self._column_menu().popup(self.mapToGlobal(QPoint(8, self.horizontalHeader().height())))

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

    def _set_up_header(self, stretch: str) -> None:
        header = self.horizontalHeader()
        header.setAccessibleName(tr("Columns of {table}", table=self.accessibleName()))
        header.setHighlightSections(False)
        # With the table's own selection the header asks for the flags of every selected row at each paint.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        header.setFixedHeight(theme.px(HEADER_HEIGHT))
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        self._reset_columns(stretch)
        header.sortIndicatorChanged.connect(self._on_sort_clicked)
        for changed in (header.sectionMoved, header.sectionResized, header.sortIndicatorChanged):
            changed.connect(lambda *_: self._saving.start())

    def _reset_columns(self, stretch: str) -> None:
        header = self.horizontalHeader()
        with self._room.all_there():
            for at, column in enumerate(self._model.columns):
                header.moveSection(header.visualIndex(at), at)
                header.setSectionHidden(at, column.hidden)
                is_wide = column.key == stretch
                mode = QHeaderView.ResizeMode.Stretch if is_wide else QHeaderView.ResizeMode.Interactive
                header.setSectionResizeMode(at, mode)
                if not is_wide:
                    header.resizeSection(at, theme.px(column.width * 7 + 20))
        self._stretch = stretch

    def _scale_columns(self, before: int) -> None:
        """Make widths that fitted the text at `before` per cent fit it now."""
        header, now = self.horizontalHeader(), theme.text_size()
        for at in range(header.count()):
            if header.sectionResizeMode(at) == QHeaderView.ResizeMode.Interactive and not header.isSectionHidden(at):
                header.resizeSection(at, round(header.sectionSize(at) * now / before))
        self._percent = now

    def _column_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        header = self.horizontalHeader()
        for at in range(len(self._model.columns)):
            title, away = str(self._model.headerData(at, Qt.Orientation.Horizontal)), self._room.is_away(at)
            action = menu.addAction(tr("{title} (when there is room)", title=title) if away else title)
            action.setCheckable(True)
            action.setChecked(away or not header.isSectionHidden(at))
            action.setEnabled(at != 0)
            action.toggled.connect(lambda on, at=at: self._show_column(at, on))
        menu.addSeparator()
        menu.addAction(tr("Columns as they were at first")).triggered.connect(
            lambda: self._reset_columns(self._stretch)
        )
        return menu

    def _show_column(self, at: int, on: bool) -> None:
        with self._room.all_there():
            self.horizontalHeader().setSectionHidden(at, not on)
        self._saving.start()

    def _on_header_menu(self, at: QPoint) -> None:
        self._column_menu().popup(self.horizontalHeader().mapToGlobal(at))

    def _on_sort_clicked(self, column: int, order: Qt.SortOrder) -> None:
        if column < 0:
            return
        if self._model.columns[column].sort:
            self._model.sort(column, order)
        else:
            self.show_sorting(self._model.sort_key, self._model.ascending)

    def _save_header(self) -> None:
        if self._memory is not None:
            with self._room.all_there():
                state = self.horizontalHeader().saveState()
            self._memory.put_state(self._memory_name, QByteArray(f"{self._percent} ".encode() + bytes(state.data())))
            self._saving.stop()

    def _copy(self, rows: Sequence[Any]) -> None:
        header = self.horizontalHeader()
        shown = [header.logicalIndex(at) for at in range(header.count())]
        columns = [self._model.columns[at] for at in shown if not header.isSectionHidden(at)]
        titles = [str(self._model.headerData(at, Qt.Orientation.Horizontal)) for at in shown]
        titles = [title for at, title in zip(shown, titles, strict=True) if not header.isSectionHidden(at)]
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
        self.horizontalHeader().setFixedHeight(theme.px(HEADER_HEIGHT))
        if self._percent != theme.text_size():
            with self._room.all_there():
                self._scale_columns(self._percent)

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
        self._room.fit()
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


def _order(ascending: bool) -> Qt.SortOrder:
    return Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as runs without gaps: 1 2 3 7 -> (1, 3) (7, 7)."""
    runs: list[tuple[int, int]] = []
    for each in places:
        if runs and runs[-1][1] == each - 1:
            runs[-1] = (runs[-1][0], each)
        else:
            runs.append((each, each))
    return runs
