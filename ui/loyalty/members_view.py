"""The view *Members*: the cards there are, paged by id, and the page of the one that was opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.loyalty import MEMBER_COLUMNS
from partnercrm.domain.loyalty_rows import MemberFilter, MemberRow
from partnercrm.services import loyalty
from ui.common.choices import ChipRow, Option
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.text_line import TextLine
from ui.common.views_tab import View
from ui.common.widgets import CornerMask, EmptyState, button, card
from ui.loyalty import forms, printing
from ui.loyalty.member_page import MemberPage
from ui.tokens import ROW_REGISTER
from ui.words import tr, trn

OPEN, ELSEWHERE, CLOSED = "open", "elsewhere", "closed"
TYPING_MS = 150


class MembersView(View):
    """Chips: open, of other shops, closed. Typing filters; Enter opens a card's page, Esc goes back to the list."""

    subjects = frozenset({"loyalty", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        session = shell.session
        self.model = PagedTableModel(MEMBER_COLUMNS, lambda ids: loyalty.members(session.store, ids), shell.tasks)
        self.table = Table(
            tr("Cards"),
            self.model,
            row_height=ROW_REGISTER,
            stretch="name",
            yielding=("home", "joined", "program"),
            least=150,
        )
        self.page = MemberPage(shell, self.back)
        self.filter = TextLine()
        self.filter.setPlaceholderText(tr("Name or number"))
        self.filter.setAccessibleName(tr("Filter cards"))
        self.chip_row = ChipRow(
            tr("Show"),
            [Option(OPEN, tr("Open")), Option(ELSEWHERE, tr("Of other shops")), Option(CLOSED, tr("Closed"))],
        )
        self.print_button = button(tr("Print cards"), "", "printer")
        self.new_button = button(tr("New card"), "primary", "plus")
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.print_button, self.new_button)

    def chips(self) -> QWidget | None:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.chip_row)
        row.addWidget(self.filter)
        return made

    def reload(self) -> None:
        """Read which cards there are."""
        session, chip = self.shell.session, self.chip_row.value()
        wanted = MemberFilter(text=self.filter.text(), closed=chip == CLOSED, elsewhere=chip == ELSEWHERE)
        self.shell.tasks.run_read(
            lambda: loyalty.member_ids(session.store, wanted),
            self._show,
            owner=self,
            latest_key=f"cards {id(self)}",
        )
        if self._pages.currentWidget() is self.page and self.page.member() is not None:
            self.page.load(self.page.member() or 0)

    def find_here(self) -> None:
        """Put the cursor into the filter."""
        self.back()
        self.filter.setFocus()

    def show_only(self, **wanted: Any) -> None:
        """`record` (row id) opens a card's page."""
        if wanted.get("record"):
            self.open_page(int(wanted["record"]))
        else:
            self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New: a card."""
        if action == "new":
            forms.open_join(self.shell, wanted.get("party"))
            return True
        return False

    def open_page(self, number: int) -> None:
        """Show the page of a card."""
        self.page.load(number)
        self._pages.setCurrentWidget(self.page)
        self.page.back_button.setFocus()

    def back(self) -> None:
        """Show the list again."""
        self._pages.setCurrentIndex(0 if self.model.ids or self._narrowed() else 1)
        self.table.setFocus()

    def print_cards(self) -> None:
        """The selected cards on paper, or all that are listed."""
        session = self.shell.session
        numbers = self.table.selected_ids() or list(self.model.ids)
        if numbers:
            self.shell.tasks.run_read(
                lambda: loyalty.members(session.store, numbers), self._print, owner=self, latest_key="print cards"
            )

    def _print(self, found: list[MemberRow]) -> None:
        printing.ask_pdf(self, self.shell.session.facts.name, found)

    def _show(self, found: list[int]) -> None:
        self.model.set_ids(found)
        self.table.nothing = tr("No card in this list.")
        self.told.emit(trn("{count} card", "{count} cards", len(found)))
        if self._pages.currentWidget() is not self.page:
            self._pages.setCurrentIndex(0 if found or self._narrowed() else 1)

    def _narrowed(self) -> bool:
        return bool(self.filter.text().strip()) or self.chip_row.value() != OPEN

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        if len(numbers) == 1:
            menu.addAction(tr("Open")).triggered.connect(lambda: self.open_page(numbers[0]))
        menu.addAction(tr("Print")).triggered.connect(self.print_cards)

    def _on_current(self, number: int | None) -> None:
        place = self.model.place_of(number) if number is not None else None
        row = self.model.row_at(place) if place is not None else None
        if row is not None and row.party and row.party != self.shell.party_in_sight():
            self.shell.show_party(row.party)

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: forms.open_join(self.shell))
        self.new_button.setEnabled(not self.shell.session.read_only)
        self.print_button.clicked.connect(self.print_cards)
        self.chip_row.changed.connect(self.refresh)
        self.filter.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self.refresh)
        self.table.remember(self.shell.settings, "cards")
        self.table.fill_menu = self._fill_menu
        self.table.opened.connect(self.open_page)
        self.table.current_id_changed.connect(self._on_current)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        self._pages.addWidget(frame)
        empty = EmptyState(
            "ticket",
            tr("No card yet"),
            tr("Start a program under Programs, then give your regulars a card. A number is enough to begin."),
            None if self.shell.session.read_only else (tr("New card"), lambda: forms.open_join(self.shell)),
        )
        self._pages.addWidget(empty)
        self._pages.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
