"""The header of a list: its columns' widths, order and sorting, which are shown, and what is remembered of all that."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QByteArray, QItemSelectionModel, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView
from shiboken6 import isValid

from ui import theme
from ui.common.column_room import ColumnRoom
from ui.common.paged_table_model import PagedTableModel
from ui.tokens import HEADER_HEIGHT
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


class TableHeader(QObject):
    """Looks after the header of one table. `widest` are the keys of the columns that share the room that is left;
    while each has less than `least` px, the `yielding` ones step back, the first one first.
    """

    def __init__(
        self, table: QTableView, model: PagedTableModel, widest: Sequence[str], yielding: Sequence[str], least: int
    ) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self._wide = [model.column_place(key) for key in widest]
        self._room = ColumnRoom(table, self._wide, [model.column_place(key) for key in yielding], least)
        self._memory: HeaderMemory | None = None
        self._memory_name = ""
        self._percent = theme.text_size()
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_AFTER_MS)
        self._saving.timeout.connect(self._save)
        self._set_up()

    def remember(self, memory: HeaderMemory, name: str) -> None:
        """Take widths, order, hidden columns and sorting from `memory`, and keep them there on each change."""
        keys = ",".join(column.key for column in self._model.columns)
        self._memory, self._memory_name = memory, f"table/{name}-{zlib.crc32(keys.encode()):08x}"
        state = memory.state(self._memory_name)
        percent, _space, rest = bytes(state.data()).partition(b" ")
        with self._room.all_there():
            if percent.isdigit() and self._header.restoreState(QByteArray(rest)):
                self._scale(int(percent))

    def show_sorting(self, key: str, ascending: bool) -> None:
        """Mark the column of a sort key as the sorted one, without asking anybody to sort."""
        self._model.sort_key, self._model.ascending = key, ascending
        place = next((at for at, each in enumerate(self._model.columns) if each.sort == key), -1)
        was = self._header.blockSignals(True)
        self._header.setSortIndicator(place, _order(ascending))
        self._header.blockSignals(was)

    def shown(self) -> list[int]:
        """The places of the columns that are shown, from left to right."""
        places = (self._header.logicalIndex(at) for at in range(self._header.count()))
        return [each for each in places if not self._header.isSectionHidden(each)]

    def fit(self) -> None:
        """Take columns away or bring them back, as the width of the table asks for."""
        self._room.fit()

    def follow_text_size(self) -> None:
        """Make height and widths fit the size of the text."""
        self._header.setFixedHeight(theme.px(HEADER_HEIGHT))
        if self._percent != theme.text_size():
            with self._room.all_there():
                self._scale(self._percent)

    def menu(self) -> QMenu:
        """The columns to choose from."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for at in range(len(self._model.columns)):
            title, away = str(self._model.headerData(at, Qt.Orientation.Horizontal)), self._room.is_away(at)
            action = menu.addAction(tr("{title} (when there is room)", title=title) if away else title)
            action.setCheckable(True)
            action.setChecked(away or not self._header.isSectionHidden(at))
            action.setEnabled(at != 0)
            action.toggled.connect(lambda on, at=at: self._show(at, on))
        menu.addSeparator()
        menu.addAction(tr("Columns as they were at first")).triggered.connect(self._reset)
        return menu

    # Inside

    @property
    def _header(self) -> QHeaderView:
        return self._table.horizontalHeader()

    def _set_up(self) -> None:
        header = self._header
        header.setAccessibleName(tr("Columns of {table}", table=self._table.accessibleName()))
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
        header.customContextMenuRequested.connect(self._on_menu)
        self._reset()
        header.sortIndicatorChanged.connect(self._on_sort_clicked)
        for changed in (header.sectionMoved, header.sectionResized, header.sortIndicatorChanged):
            changed.connect(lambda *_: self._saving.start())

    def _reset(self) -> None:
        header = self._header
        with self._room.all_there():
            for at, column in enumerate(self._model.columns):
                header.moveSection(header.visualIndex(at), at)
                header.setSectionHidden(at, column.hidden)
                is_wide = at in self._wide
                mode = QHeaderView.ResizeMode.Stretch if is_wide else QHeaderView.ResizeMode.Interactive
                header.setSectionResizeMode(at, mode)
                if not is_wide:
                    header.resizeSection(at, theme.px(column.width * 7 + 20))

    def _scale(self, before: int) -> None:
        """Make widths that fitted the text at `before` per cent fit it now."""
        header, now = self._header, theme.text_size()
        for at in range(header.count()):
            if header.sectionResizeMode(at) == QHeaderView.ResizeMode.Interactive and not header.isSectionHidden(at):
                header.resizeSection(at, round(header.sectionSize(at) * now / before))
        self._percent = now

    def _show(self, at: int, on: bool) -> None:
        with self._room.all_there():
            self._header.setSectionHidden(at, not on)
        self._saving.start()

    def _on_menu(self, at: QPoint) -> None:
        self.menu().popup(self._header.mapToGlobal(at))

    def _on_sort_clicked(self, column: int, order: Qt.SortOrder) -> None:
        if column < 0:
            return
        if self._model.columns[column].sort:
            self._model.sort(column, order)
        else:
            self.show_sorting(self._model.sort_key, self._model.ascending)

    def _save(self) -> None:
        if self._memory is not None and isValid(self._header):  # a window that is taken apart loses its headers first
            with self._room.all_there():
                state = self._header.saveState()
            self._memory.put_state(self._memory_name, QByteArray(f"{self._percent} ".encode() + bytes(state.data())))
            self._saving.stop()


def _order(ascending: bool) -> Qt.SortOrder:
    return Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
