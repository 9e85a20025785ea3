"""The view *Agreements*: the list with what is due next, and the page of the one that was opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.agreement import COLUMNS
from partnercrm.domain.agreement import AgreementState
from partnercrm.domain.agreement_rows import AgreementFilter, AgreementRow, AgreementSort
from partnercrm.services import agreement as agreements
from ui.agreement import cells, deeds
from ui.agreement.page import AgreementPage
from ui.common.choices import ChipRow, Option
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.views_tab import View
from ui.common.widgets import CornerMask, EmptyState, button, card
from ui.tokens import ROW_REGISTER
from ui.words import tr, trn

GOING, OVER = "going", "over"


class AgreementsView(View):
    """Chips: going on, ended. Enter opens an agreement's page, Esc goes back to the list."""

    subjects = frozenset({"agreement", "ledger", "party", "follow_up", "voucher", "promotion"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows: dict[int, AgreementRow] = {}
        self._wanted: int | None = None
        self.model = PagedTableModel(COLUMNS, self._read)
        self.table = Table(
            tr("Agreements"),
            self.model,
            row_height=ROW_REGISTER,
            stretch=("title", "due"),
            yielding=("kind", "end", "theirs", "ours"),
            least=170,
        )
        self.table.set_delegates(cells.delegates(self.table))
        self.page = AgreementPage(shell, self.back)
        self.chip_row = ChipRow(tr("Show"), [Option(GOING, tr("Going on")), Option(OVER, tr("Ended"))])
        self.new_button = button(tr("New agreement"), "primary", "plus")
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.new_button,)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read all agreements with how far they are kept."""
        session, sort = self.shell.session, _sort(self.model.sort_key)
        ascending = self.model.ascending
        self.shell.tasks.run_read(
            lambda: agreements.listed(session.store, session.ctx(), AgreementFilter(), sort, ascending=ascending),
            self._show,
            owner=self,
            latest_key=f"agreements {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.back()

    def show_only(self, **wanted: Any) -> None:
        """`record` (row id) opens an agreement's page."""
        self._wanted = wanted.get("record")
        self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit and delete, of the one that is shown."""
        if action == "new":
            deeds.open_form(self.shell, party=wanted.get("party"))
            return True
        number = self.current()
        if number is None or action not in ("edit", "delete"):
            return False
        if action == "edit":
            deeds.open_form(self.shell, agreement=number)
        else:
            deeds.remove(self.shell, self, self._rows[number])
        return True

    def current(self) -> int | None:
        """The agreement that is shown, or that the keyboard is on."""
        return self.page.agreement() if self._pages.currentWidget() is self.page else self.table.current_id()

    def open_page(self, number: int) -> None:
        """Show the page of an agreement."""
        row = self._rows.get(number)
        if row is None:
            return
        self.page.show_row(row)
        self._on_current(number)
        self._pages.setCurrentWidget(self.page)
        self.chip_row.setEnabled(False)
        if self.page.back_button is not None:
            self.page.back_button.setFocus()

    def back(self) -> None:
        """Show the list again."""
        self._pages.setCurrentIndex(0 if self.model.ids else 1)
        self.chip_row.setEnabled(True)
        self.table.setFocus()

    # Inside

    def _read(self, numbers: list[int]) -> Sequence[AgreementRow]:
        return [self._rows[number] for number in numbers if number in self._rows]

    def _show(self, found: list[AgreementRow]) -> None:
        self._rows = {row.id: row for row in found}
        ended = [row for row in found if row.state is AgreementState.ENDED]
        self.chip_row.set_counts({GOING: len(found) - len(ended), OVER: len(ended)})
        over = self.chip_row.value() == OVER
        self.model.set_ids([row.id for row in found if (row.state is AgreementState.ENDED) is over])
        self.table.nothing = tr("Nothing in this list.")
        self.told.emit(_told(found))
        if self._pages.currentWidget() is self.page:
            self._refresh_page()
        else:
            self._pages.setCurrentIndex(0 if found else 1)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.open_page(wanted)

    def _refresh_page(self) -> None:
        row = self._rows.get(self.page.agreement() or 0)
        if row is None:
            self.back()
        else:
            self.page.show_row(row)

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        if len(numbers) == 1:
            menu.addAction(tr("Open")).triggered.connect(lambda: self.open_page(numbers[0]))
            change = menu.addAction(tr("Change"))
            change.triggered.connect(lambda: deeds.open_form(self.shell, agreement=numbers[0]))
            gone = menu.addAction(tr("Remove"))
            gone.triggered.connect(lambda: deeds.remove(self.shell, self, self._rows[numbers[0]]))
            for action in (change, gone):
                action.setEnabled(not self.shell.session.read_only)

    def _on_current(self, number: int | None) -> None:
        row = self._rows.get(number or 0)
        if row is not None and row.parties and row.parties[0].id != self.shell.party_in_sight():
            self.shell.show_party(row.parties[0].id)

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: deeds.open_form(self.shell))
        self.new_button.setEnabled(not self.shell.session.read_only)
        self.chip_row.changed.connect(self.refresh)
        self.model.sort_requested.connect(lambda *_: self.refresh())
        self.table.show_sorting(AgreementSort.TITLE)
        self.table.remember(self.shell.settings, "agreements")
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
            "handshake",
            tr("No agreement yet"),
            tr("Write down what you and a neighbour promised each other. What passes between you ticks it off."),
            None if self.shell.session.read_only else (tr("New agreement"), lambda: deeds.open_form(self.shell)),
        )
        self._pages.addWidget(empty)
        self._pages.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


def _told(found: Sequence[AgreementRow]) -> str:
    going = sum(row.state is not AgreementState.ENDED for row in found)
    if not found:
        return ""
    due = [row.due[0] for row in found if row.due]
    said = trn("{count} agreement", "{count} agreements", going)
    return tr("{said}, next due on {day}", said=said, day=cells.day(min(due))) if due else said


def _sort(key: str) -> AgreementSort:
    return AgreementSort(key) if key in set(AgreementSort) else AgreementSort.TITLE
