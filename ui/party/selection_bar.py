"""The bar under the directory while several rows are selected: how many, and what can be done with all of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton

from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import button, label
from ui.party import deeds
from ui.words import tr, trn


class SelectionBar(QFrame):
    """Seen while two or more rows are selected."""

    def __init__(self, shell: Shell, table: Table) -> None:
        super().__init__()
        self._shell, self._table = shell, table
        self.setObjectName("card")
        self.setAccessibleName(tr("What to do with the selected rows"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(8)
        self.count = label("", "strong")
        row.addWidget(self.count)
        row.addStretch(1)
        self.merge = self._button(tr("Merge"), lambda: shell.run("merge"))
        writing = [
            self._button(tr("Add a tag"), lambda: deeds.ask_tag(shell, self._ids())),
            self._menu_button(tr("What they are to us"), deeds.role_menu),
            self._menu_button(tr("Keep in touch"), deeds.rhythm_menu),
            self.merge,
            self._button(tr("Archive"), lambda: deeds.archive(shell, self, self._ids())),
        ]
        for each in writing:
            each.setEnabled(not shell.session.read_only)
            row.addWidget(each)
        row.addWidget(self._button(tr("Clear"), table.clearSelection, "ghost"))
        table.selection_ids_changed.connect(self._show_count)
        table.paged.modelReset.connect(self._show_count)
        self.hide()

    def _ids(self) -> list[int]:
        return self._table.selected_ids()

    def _show_count(self) -> None:
        count = len(self._ids())
        self.setVisible(count > 1)
        self.merge.setVisible(count == 2)
        self.count.setText(trn("{count} selected", "{count} selected", count))

    def _button(self, text: str, run: Callable[[], object], kind: str = "") -> QPushButton:
        made = button(text, kind, small=True)
        made.clicked.connect(lambda: run())
        return made

    def _menu_button(self, text: str, fill: Callable[..., QMenu]) -> QPushButton:
        def open_menu() -> None:
            menu = fill(made, self._shell, self, self._ids())
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(made.mapToGlobal(made.rect().topLeft()))

        made = self._button(text, open_menu)
        return made
