"""The view Register: a filter, how we stand with the one party asked for, the entries, and the entry line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.ledger_rows import EntryFilter, EntryRow, EntrySort, EntryState
from partnercrm.domain.record import dataclass
from partnercrm.services import entry
from ui import messages, theme
from ui.common.paged_table_model import ROW, PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import Banner, CornerMask, EmptyState, card
from ui.ledger import cells, deeds
from ui.ledger.entry_line import EntryLine
from ui.ledger.filters import EntryFilterBar
from ui.ledger.lens_header import LensHeader, Standing, read_standing
from ui.session import Session
from ui.tokens import ROW_REGISTER
from ui.words import tr, trn

LEAST_HEIGHT = 84
"""Header and one row: on a low window the table gives way before the entry line does."""
_PAINTED = ("given", "received", "open", "said")
_LOW = 420


@dataclass(frozen=True, slots=True)
class Listing:
    """What the register shows: ids in order, the counts on the chips, and how we stand with the party asked for."""

    ids: Sequence[int]
    counts: dict[str, int]
    standing: Standing | None


def read(session: Session, wanted: EntryFilter, sort: EntrySort, ascending: bool) -> Listing:
    """Runs on the reader."""
    today = session.clock.today()

    def ids(state: EntryState) -> list[int]:
        asked = replace(wanted, state=state)
        return entry.ids(session.store, asked, today, sort, ascending=ascending)

    counts = {state.value: len(ids(state)) for state in (EntryState.OPEN, EntryState.LATE)}
    standing = None if wanted.party is None else read_standing(session, wanted.party)
    return Listing(ids(wanted.state), counts, standing)


class RegisterModel(PagedTableModel):
    """Cells that are painted in words speak them, and tell them in their tool tip."""

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) and index.isValid():
            row, key = super().data(index, ROW), self.columns[index.column()].key
            if isinstance(row, EntryRow) and key in _PAINTED:
                return cell_words(row, key)
        return super().data(index, role)


def cell_words(row: EntryRow, key: str) -> str:
    """What a painted cell says, in one phrase."""
    if key == "said":
        return cells.said_of(row)
    if key == "open":
        return ", ".join(words for words, _tone in cells.open_lines(row, row.day) if words)
    lines = cells.given_lines(row) if key == "given" else cells.received_lines(row)
    return "; ".join(words for words, _tone in lines)


class Register(QWidget):
    """`shown` comes with how many entries are shown."""

    shown = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        session = shell.session
        self.folded = True
        self.filter = EntryFilterBar(shell)
        self.header = LensHeader(shell)
        self.model = RegisterModel(cells.columns(), lambda ids: entry.page_rows(session.store, ids), shell.tasks)
        self.table = Table(tr("Entries"), self.model, row_height=ROW_REGISTER, stretch="said")
        self.table.set_delegates(cells.delegates(self.table, session.clock.today))
        self.table.fill_menu = self._fill_menu
        self.line = EntryLine(shell)
        if session.read_only:  # never shown before it has its place: it would flash as a window of its own
            self.line.hide()
        self._pages = QStackedWidget()
        self._behind: frozenset[int] | None = None
        self.behind = Banner("", "info", "info")
        self.behind.add_button(tr("Show all entries"), self._show_all)
        self.behind.hide()
        self._go_to_end = True
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Ask for the ids in order."""
        session, wanted = self._shell.session, self.filter.wanted(folded=self.folded)
        key = self.model.sort_key
        sort = EntrySort(key) if key in set(EntrySort) else EntrySort.DAY
        ascending = self.model.ascending
        self._shell.tasks.run_read(
            lambda: read(session, wanted, sort, ascending), self._show, owner=self, latest_key=f"register {id(self)}"
        )

    def show_only(
        self,
        *,
        party: int | None = None,
        chip: str = EntryState.ALL.value,
        exchanges: Sequence[int] | None = None,
    ) -> None:
        """Show the entries of a party, those behind a chip, or those with these row ids: the records of a figure."""
        self.filter.clear()
        self._set_behind(exchanges)
        self.filter.chips.set_values([chip])
        self._go_to_end = True
        if party is None:
            self.reload()
        else:
            self._shell.show_party(party)
            self.filter.who.take_party(party)

    def current(self) -> EntryRow | None:
        """The entry that the keyboard is on, once its row is there."""
        index = self.table.currentIndex()
        row = index.data(ROW) if index.isValid() else None
        return row if isinstance(row, EntryRow) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.line.set_terse(self.height() < theme.px(_LOW))

    def set_folded(self, folded: bool) -> None:
        """Leave out corrected pairs, or show both halves."""
        self.folded = folded
        self.reload()

    # Inside

    def _show(self, found: Listing) -> None:
        before = len(self.model.ids)
        behind = self._behind
        ids = found.ids if behind is None else [number for number in found.ids if number in behind]
        self.model.set_ids(ids)
        self.filter.set_counts(found.counts)
        self.header.show_standing(found.standing)
        empty = not ids and not self.filter.narrows()
        self._pages.setCurrentIndex(1 if empty else 2 if not ids else 0)
        if (self._go_to_end or len(ids) > before) and self.model.ascending:
            QTimer.singleShot(0, self.table.scrollToBottom)
        self._go_to_end = False
        self.shown.emit(len(ids))

    def _set_behind(self, exchanges: Sequence[int] | None) -> None:
        self._behind = None if exchanges is None else frozenset(exchanges)
        self.behind.setVisible(self._behind is not None)
        if self._behind is not None:
            words = trn("The one entry behind the figure.", "The {count} entries behind the figure.", len(self._behind))
            self.behind.set_text(words)

    def _show_all(self) -> None:
        self._set_behind(None)
        self.reload()

    def _on_filter(self) -> None:
        self._set_behind(None)
        self._go_to_end = True
        self.reload()

    def _on_current(self, _number: int | None) -> None:
        row = self.current()
        if row is not None and row.party_id != self._shell.party_in_sight():
            self._shell.show_party(row.party_id)

    def _open(self, _number: int) -> None:
        row = self.current()
        if row is not None:
            deeds.show_entry(self._shell, row.number)

    def _fill_menu(self, menu: QMenu, _ids: list[int]) -> None:
        row = self.current()
        if row is not None:
            deeds.fill_menu(menu, self._shell, self, row)

    def _connect(self) -> None:
        self.filter.changed.connect(self._on_filter)
        self.table.show_sorting(EntrySort.DAY.value)
        self.model.sort_requested.connect(lambda *_: self.reload())
        self.table.remember(self._shell.settings, "register")
        self.table.current_id_changed.connect(self._on_current)
        self.table.opened.connect(self._open)
        self.table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.filter, self.behind, self.header):
            column.addWidget(part)
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        for page in (frame, self._nothing_yet(), self._no_hit()):
            self._pages.addWidget(page)
        self._pages.setMinimumHeight(theme.px(LEAST_HEIGHT))
        column.addWidget(self._pages, 1)
        column.addWidget(self.line)

    def _nothing_yet(self) -> QWidget:
        return EmptyState(
            "scale",
            tr("Nothing passed between you and others yet"),
            tr("Write down what you gave and what you got: a bill, a favour, a helping hand. The line below waits."),
            (tr("Record give and take"), lambda: self._shell.run("give_and_take")),
            (tr("Enter what stood there before"), lambda: self._shell.run("give_and_take", opening=True)),
        )

    def _no_hit(self) -> QWidget:
        return EmptyState(
            "search",
            tr("No entry fits"),
            tr("No entry of these days, this party and this kind holds what you typed."),
            (tr("Show all"), self.show_only),
        )
