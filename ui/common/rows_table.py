"""A short list in a card: its rows are read whole and kept by row id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout

from partnercrm.columns.column import Column
from ui import messages
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import CornerMask, card
from ui.tokens import ROW_REGISTER
from ui.words import tr, trn

Key = Callable[[Any], int]


class RowsTable(QFrame):
    """`party` reads off a row whose page the side panel shows; `row_id` names a row, `outside` the
    token of the ground that the card stands on."""

    def __init__(
        self,
        shell: Shell,
        name: str,
        columns: Sequence[Column[Any]],
        *,
        stretch: str | tuple[str, ...],
        memory: str,
        yielding: Sequence[str] = (),
        party: Callable[[Any], int | None] = attrgetter("party"),
        row_id: Key = attrgetter("id"),
        row_height: int = ROW_REGISTER,
        outside: str = "bg",
    ) -> None:
        super().__init__()
        self.rows: dict[int, Any] = {}
        self._shell, self._party, self._row_id = shell, party, row_id
        self.model = PagedTableModel(columns, self._read, row_id=row_id)
        self.table = Table(name, self.model, row_height=row_height, stretch=stretch, yielding=yielding, least=180)
        self.table.remember(shell.settings, memory)
        self.table.current_id_changed.connect(self._on_current)
        self.table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame, outside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        self.setFocusProxy(self.table)

    def show_rows(self, found: Sequence[Any]) -> None:
        """Show these rows in their order."""
        self.rows = {self._row_id(row): row for row in found}
        self.model.set_ids(list(self.rows))
        self.table.nothing = tr("Nothing in this list.")

    def current(self) -> Any | None:
        """The row that the keyboard is on."""
        return self.rows.get(self.table.current_id() or 0)

    def choose(self) -> None:
        """Put the keyboard on whom the side panel shows, or on the first where it shows nobody; a chosen row stays."""
        if self.table.current_id() is not None:
            return
        shown = self._shell.party_in_sight()
        parties = {number: self._party(row) for number, row in self.rows.items()}
        wanted = (number for number, party in parties.items() if party is not None and shown in (None, party))
        found = next(wanted, None)
        if found is not None:
            self.table.select_id(found)

    def fill_menu(self, fill: Callable[[QMenu, Any], None]) -> None:
        """The menu of a row."""

        def filled(menu: QMenu, numbers: list[int]) -> None:
            row = self.rows.get(numbers[0]) if len(numbers) == 1 else None
            if row is not None:
                fill(menu, row)

        self.table.fill_menu = filled

    def _read(self, numbers: list[int]) -> Sequence[Any]:
        return [self.rows[number] for number in numbers if number in self.rows]

    def _on_current(self, number: int | None) -> None:
        row = self.rows.get(number or 0)
        party = self._party(row) if row is not None else None
        if party is not None and party != self._shell.party_in_sight():
            self._shell.show_party(party)
