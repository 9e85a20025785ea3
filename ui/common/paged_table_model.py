"""A table over a list of ids: rows come in pages of 100, by id, when they are painted.

Sorting and filtering happen in the store; the model gets the sorted ids. A cell whose page is on its way is blank, or
shows what it showed before. `flags()` and selecting never fetch.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from partnercrm.columns.column import Cell, Column
from ui.common.cells import alignment, cell_text
from ui.tasks import Tasks
from ui.words import say

PAGE = 100
PAGES_KEPT = 40
ROW = Qt.ItemDataRole.UserRole + 1
"""The role that gives the row object of an index (None while its page is on its way)."""
ID = Qt.ItemDataRole.UserRole + 2
"""The role that gives the id of a row; it never fetches."""

Index: TypeAlias = QModelIndex | QPersistentModelIndex
Fetch: TypeAlias = Callable[[list[int]], Sequence[Any]]
_NO_PARENT = QModelIndex()
_PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable


class PagedTableModel(QAbstractTableModel):
    """Rows of `fetch_page(ids)` under `columns`. With `tasks` it fetches on the reader, without at once.

    `fetch_page` may leave out ids that are gone and give rows in any order; `row_id` reads the id off a row.
    """

    sort_requested = Signal(str, bool)
    """The column's sort key, and whether ascending: the tab asks for ids in that order."""
    edit_requested = Signal(int, str, object)
    """Id, column key and the typed text of an inline edit; the tab writes it and reloads."""
    page_loaded = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        fetch_page: Fetch,
        tasks: Tasks | None = None,
        parent: QObject | None = None,
        *,
        row_id: Callable[[Any], int] = attrgetter("id"),
        editable: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.sort_key = ""
        self.ascending = True
        self._fetch, self._tasks, self._row_id, self._editable = fetch_page, tasks, row_id, editable
        self._titles = [say(column.title) for column in self.columns]
        self._ids: list[int] = []
        self._places: dict[int, int] | None = None
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self._before: dict[int, Any] = {}
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._touched = -1
        self._generation = 0
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask)

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all rows, in order; do not change it."""
        return self._ids

    def set_ids(self, ids: Sequence[int], first: Sequence[Any] = ()) -> None:
        """Show these rows in this order, read anew. Selection and place are kept by `Table`, by id.

        `first` are the rows of the first PAGE ids where they were read with them: they are there at the first paint.
        """
        if list(ids) == self._ids:
            self.invalidate()
            self._keep_first(first)
            return
        self.beginResetModel()
        self._forget_pages()
        self._ids = list(ids)
        self._places = None
        self._keep_first(first)
        self.endResetModel()

    def invalidate(self) -> None:
        """Read the rows anew as they are painted; until then they show what they showed."""
        self._forget_pages()
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def id_at(self, row: int) -> int:
        """The id of a row."""
        return self._ids[row]

    def place_of(self, row_id: int) -> int | None:
        """Where an id stands, None if it is not shown."""
        if self._places is None:
            self._places = {each: at for at, each in enumerate(self._ids)}
        return self._places.get(row_id)

    def row_at(self, row: int) -> Any | None:
        """The row object, if its page is there; otherwise the page is asked for and None, or the old row, given."""
        page, offset = divmod(row, PAGE)
        if page not in self._pages:
            self._want(page)
        rows = self._pages.get(page)
        if rows is None:
            return self._before.get(self._ids[row])
        if page != self._touched:
            self._pages.move_to_end(page)
            self._touched = page
        return rows[offset]

    def column_place(self, key: str) -> int:
        """Where the column of a key stands."""
        return next(at for at, column in enumerate(self.columns) if column.key == key)

    def value_at(self, row: int, column: int) -> Cell:
        """The typed value of a cell, None while its page is on its way."""
        found = self.row_at(row)
        return None if found is None else self.columns[column].value(found)

    def read_rows(self, ids: Sequence[int], then: Callable[[list[Any]], None]) -> None:
        """Read any rows, for copying: `then` gets them in the order of `ids`, without those that are gone."""
        wanted = list(ids)
        if self._tasks is None:
            then(self._read_all(wanted))
        else:
            self._tasks.run_read(lambda: self._read_all(wanted), then, owner=self)

    def _read_all(self, ids: list[int]) -> list[Any]:
        return [
            row for part in batched_lists(ids) for row in self._in_order(part, self._fetch(part)) if row is not None
        ]

    def _in_order(self, ids: list[int], rows: Sequence[Any]) -> list[Any]:
        by_id = {self._row_id(row): row for row in rows}
        return [by_id.get(each) for each in ids]

    def _forget_pages(self) -> None:
        for page, rows in self._pages.items():
            self._before.update(zip(self._ids[page * PAGE : page * PAGE + PAGE], rows, strict=False))
        while len(self._before) > PAGE * PAGES_KEPT:
            del self._before[next(iter(self._before))]
        self._pages.clear()
        self._asked.clear()
        self._wanted.clear()
        self._touched = -1
        self._generation += 1

    def _want(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        if self._tasks is None:
            ids = self._page_ids(page)
            self._keep(page, self._in_order(ids, self._fetch(ids)))
        else:
            self._wanted.append(page)
            self._asking.start(0)

    def _keep_first(self, rows: Sequence[Any]) -> None:
        if rows:
            self._asked.add(0)
            self._keep(0, self._in_order(self._page_ids(0), rows))

    def _ask(self) -> None:
        """Ask for the pages that the last paint missed, the newest first."""
        assert self._tasks is not None
        wanted, self._wanted = self._wanted[::-1], []
        for page in wanted:
            self._tasks.run_read(self._reading(page), self._arriving(page), owner=self)

    def _reading(self, page: int) -> Callable[[], list[Any]]:
        ids, fetch = self._page_ids(page), self._fetch
        return lambda: self._in_order(ids, fetch(ids))

    def _arriving(self, page: int) -> Callable[[list[Any]], None]:
        generation = self._generation

        def arrive(rows: list[Any]) -> None:
            if generation == self._generation:
                self._keep(page, rows)
                first = page * PAGE
                last = self.index(first + len(rows) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(first, 0), last)
                self.page_loaded.emit(page)

        return arrive

    def _keep(self, page: int, rows: list[Any]) -> None:
        self._pages[page] = rows
        for each in self._page_ids(page):
            self._before.pop(each, None)
        while len(self._pages) > PAGES_KEPT:
            gone, _rows = self._pages.popitem(last=False)
            self._asked.discard(gone)

    def _page_ids(self, page: int) -> list[int]:
        return self._ids[page * PAGE : page * PAGE + PAGE]

    # What Qt asks

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW:
            return self.row_at(index.row())
        if role == ID:
            return self._ids[index.row()]
        if role in _TEXT_ROLES:
            return self._text(index, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[index.column()].kind)
        return None

    def _text(self, index: Index, role: int) -> str:
        column = index.column()
        text = cell_text(self.columns[column].kind, self.value_at(index.row(), column))
        return f"{self._titles[column]}: {text}" if role == Qt.ItemDataRole.AccessibleTextRole else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[section].kind)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        editable = self._editable and self.columns[index.column()].key in self._editable
        return _EDITABLE if editable else _PLAIN

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        column = self.columns[index.column()]
        if value != self._text(index, Qt.ItemDataRole.EditRole):
            self.edit_requested.emit(self._ids[index.row()], column.key, value)
        return False

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns) or not self.columns[column].sort:
            return
        self.sort_key = self.columns[column].sort
        self.ascending = order == Qt.SortOrder.AscendingOrder
        self.sort_requested.emit(self.sort_key, self.ascending)


_TEXT_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def batched_lists(ids: list[int]) -> list[list[int]]:
    """Ids in parts as long as a page."""
    return [ids[at : at + PAGE] for at in range(0, len(ids), PAGE)]
