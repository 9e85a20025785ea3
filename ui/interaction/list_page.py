"""What both views of the tab share: a filter field with chips, a table, empty pages, and what a selection can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from ui import messages, theme
from ui.common.choices import ChipRow, Option
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.text_line import TextLine
from ui.common.widgets import CornerMask, EmptyState, button, card, label
from ui.words import tr, trn

_TYPING_MS = 120
Run = Callable[[], object]


class ListPage(QWidget):
    """A list. A subclass makes the table, reads the ids in `reload` and hands them to `show_ids`."""

    counted = Signal(str)
    """How many there are, in words, for the tab's heading."""

    def __init__(self, shell: Shell, table: Table, chips: Sequence[Option], placeholder: str) -> None:
        super().__init__()
        self.shell, self.table = shell, table
        self.field = TextLine()
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self.field.setClearButtonEnabled(True)
        sign = self.field.addAction(theme.themed_icon("list-filter"), TextLine.ActionPosition.LeadingPosition)
        sign.setText(tr("Filter"))
        theme.set_icon(sign, "list-filter", "text3")
        self.field.setMinimumWidth(theme.px(180))
        self.field.setMaximumWidth(theme.px(260))
        self.field.installEventFilter(self)
        self.chips = ChipRow(tr("Show"), chips, stretch=False)
        self.filters = QHBoxLayout()
        self.filters.setSpacing(10)
        self.pages = QStackedWidget()
        self.selection = SelectionBar(table)
        self._to_select: int | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.chips.changed.connect(self.reload)
        table.paged.sort_requested.connect(lambda *_: self.reload())
        table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))
        self._lay_out()

    def reload(self) -> None:
        """Read the ids again, on the reader."""
        raise NotImplementedError(type(self).__name__)

    def is_narrowed(self) -> bool:
        """Whether less than everything is asked for."""
        raise NotImplementedError(type(self).__name__)

    def nothing_yet(self) -> QWidget:
        """What an empty list teaches."""
        raise NotImplementedError(type(self).__name__)

    def show_all(self) -> None:
        """Take every filter away."""
        self.set_filter(chip=self.chips.keys()[0], text="")
        self.reload()

    def set_filter(self, *, chip: str, text: str) -> None:
        """Show a chip as chosen and a text as typed, without reading."""
        self.chips.set_values([chip if chip in self.chips.keys() else self.chips.keys()[0]])  # noqa: SIM118
        was = self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(was)

    def select_when_there(self, row_id: int | None) -> None:
        """Put the keyboard on a row once it is read."""
        self._to_select = row_id

    def show_ids(self, ids: Sequence[int], words: str) -> None:
        """Show these rows, or what an empty list says."""
        self.table.paged.set_ids(ids)
        self.pages.setCurrentIndex(0 if ids else 2 if self.is_narrowed() else 1)
        self.counted.emit(words)
        if self._to_select is not None and self.table.select_id(self._to_select):
            self._to_select = None

    def current_row(self) -> Any | None:
        """The row object that the keyboard is on, None while it is on its way."""
        index = self.table.currentIndex()
        return self.table.paged.row_at(index.row()) if index.isValid() else None

    def write(self, fn: Callable[[], Changes]) -> None:
        """Write and affirm."""
        if self.shell.session.read_only:
            messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
            return
        self.shell.tasks.run_write(fn, self.shell.saved, owner=self)

    def finish_layout(self) -> None:
        """Put the pages in, once the subclass is ready to make them."""
        frame, column = card(1, 1, 1, 1)
        column.addWidget(self.table)
        CornerMask(frame)
        no_hit = EmptyState(
            "search",
            tr("Nothing fits"),
            tr("Try fewer words, another chip or any time."),
            (tr("Show all"), self.show_all),
        )
        for each in (frame, self.nothing_yet(), no_hit):
            self.pages.addWidget(each)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.filters.addWidget(self.field, 1)
        self.filters.addWidget(self.chips)
        self.filters.addStretch()
        column.addLayout(self.filters)
        column.addWidget(self.pages, 1)
        column.addWidget(self.selection)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Down:
            self._enter_table()
            return True
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            return True
        return False

    def _enter_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.table.selected_ids() and self.table.paged.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            row = max(0, self.table.currentIndex().row())
            index = self.table.paged.index(row, self.table.first_column())
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)


class SelectionBar(QFrame):
    """Seen while two or more rows are selected: how many, and what can be done with all of them."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self.setObjectName("card")
        self.setAccessibleName(tr("What to do with the selected rows"))
        self.count = label("", "strong")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 8, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        table.selection_ids_changed.connect(self._show_count)
        table.paged.modelReset.connect(self._show_count)
        self.hide()

    def add(self, text: str, run: Run, kind: str = "", *, enabled: bool = True) -> QPushButton:
        """A button for all that is selected."""
        made = button(text, kind, small=True)
        made.setEnabled(enabled)
        made.clicked.connect(lambda: run())
        self._row.addWidget(made)
        return made

    def add_menu(self, text: str, fill: Callable[[QMenu], None], *, enabled: bool = True) -> QPushButton:
        """A button that opens a menu."""

        def open_menu() -> None:
            menu = QMenu(made)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fill(menu)
            menu.popup(made.mapToGlobal(made.rect().topLeft()))

        made = self.add(text, open_menu, enabled=enabled)
        return made

    def _show_count(self) -> None:
        count = len(self._table.selected_ids())
        self.setVisible(count > 1)
        self.count.setText(trn("{count} selected", "{count} selected", count))
