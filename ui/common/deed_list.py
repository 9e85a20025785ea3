"""A list whose rows open with all that can be done with them, by Enter and in their menu; an empty one says what it is
for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column
from partnercrm.domain.record import dataclass
from ui.common.delegates import RowDelegate, TextDelegate
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import EmptyState
from ui.theme import Weight
from ui.words import tr

Deed = tuple[str, Callable[[], object]]
"""What is done, as a button or a line of a menu says it."""
Painters = Callable[[Table], Mapping[str, RowDelegate]]


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands where a list has no rows: an icon, a heading, a sentence, and perhaps a first deed."""

    icon: str
    heading: str
    sentence: str
    deed: Deed | None = None

    def page(self, shell: Shell) -> EmptyState:
        """It as a page; nothing is offered where nothing can be written."""
        return EmptyState(self.icon, self.heading, self.sentence, None if shell.session.read_only else self.deed)


class DeedList(QWidget):
    """`open_row` opens a row, `deeds` says what can be done with one, the most likely first; `painters` are the
    delegates of columns that are more than plain text."""

    def __init__(
        self,
        shell: Shell,
        name: str,
        columns: Sequence[Column[Any]],
        *,
        stretch: str | tuple[str, ...],
        memory: str,
        open_row: Callable[[Any], object],
        deeds: Callable[[Any], Sequence[Deed]],
        empty: Empty,
        painters: Painters | None = None,
        yielding: Sequence[str] = (),
        party: Callable[[Any], int | None] = attrgetter("party"),
        row_id: Callable[[Any], int] = attrgetter("id"),
    ) -> None:
        super().__init__()
        self._shell, self._deeds, self._open = shell, deeds, open_row
        self.list = RowsTable(
            shell, name, columns, stretch=stretch, memory=memory, yielding=yielding, party=party, row_id=row_id
        )
        self.table = self.list.table
        first = {columns[0].key: TextDelegate(self.table, columns[0].kind, weight=Weight.Medium)}
        self.table.set_delegates({**first, **(painters(self.table) if painters else {})})
        self.table.opened.connect(self.open_number)
        self.list.fill_menu(self._fill_menu)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty.page(shell))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows in their order, or what the list is for."""
        self.list.show_rows(rows)
        self._pages.setCurrentIndex(0 if rows else 1)

    def current(self) -> Any | None:
        """The row that the keyboard is on."""
        return self.list.current()

    def selected(self) -> list[Any]:
        """The rows that are marked, in their order."""
        return [self.list.rows[number] for number in self.table.selected_ids() if number in self.list.rows]

    def open_number(self, number: int) -> bool:
        """Open a row by its id; False where it is not listed."""
        row = self.list.rows.get(number)
        if row is not None:
            self._open(row)
        return row is not None

    def _fill_menu(self, menu: QMenu, row: Any) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self._open(row))
        fill_menu(menu, self._deeds(row), writes=not self._shell.session.read_only)


def fill_menu(menu: QMenu, deeds: Sequence[Deed], *, writes: bool) -> None:
    """Put deeds into a menu, greyed out where nothing can be written."""
    for text, run in deeds:
        action = menu.addAction(text)
        action.triggered.connect(lambda _on=False, run=run: run())
        action.setEnabled(writes)
