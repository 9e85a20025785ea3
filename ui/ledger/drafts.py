"""The view Drafts: what is unfinished, in sentences, each to be opened, saved or deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import draft as drafts
from partnercrm.services import ledger
from partnercrm.services import party as parties
from partnercrm.services.draft import DraftRow
from ui import messages
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.who import Who
from ui.common.widgets import CornerMask, EmptyState, button, card
from ui.ledger.will_stand import will_stand
from ui.session import Session
from ui.tokens import ROW_REGISTER
from ui.words import say, tr, trn


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft with the sentences of what will stand there."""

    row: DraftRow
    said: str

    @property
    def id(self) -> int:
        """The draft's row id."""
        return self.row.id


COLUMNS: tuple[Column[Unfinished], ...] = (
    Column("day", msg("Date"), ColumnKind.DATE, lambda each: each.row.day, "", 11),
    Column("party", msg("With whom"), ColumnKind.TEXT, lambda each: each.row.party, "", 22),
    Column("said", msg("What will stand there"), ColumnKind.TEXT, lambda each: each.said, "", 40),
    Column("memo", msg("Memo"), ColumnKind.TEXT, lambda each: each.row.memo, "", 24),
)


def read_unfinished(session: Session, rows: Sequence[DraftRow]) -> list[Unfinished]:
    """Drafts with their sentences; runs on the reader."""
    known: dict[int, Who] = {}
    return [Unfinished(row, _said(session, row, known)) for row in rows]


def _said(session: Session, row: DraftRow, known: dict[int, Who]) -> str:
    found = drafts.get(session.store, row.id)
    if row.party_id is not None and row.party_id not in known:
        try:
            page = parties.page(session.store, session.ctx(), row.party_id)
        except Refused:
            known[row.party_id] = Who(row.party_id, row.party)
        else:
            roles = tuple(role.role for role in page.roles if role.current)
            known[row.party_id] = Who(row.party_id, page.name, roles)
    who = known.get(row.party_id) if row.party_id is not None else None
    return " ".join(will_stand(found, who, session.clock.today()))


def post_draft(shell: Shell, owner: QObject, number: int) -> None:
    """Save a draft as an entry; what is missing opens the form."""
    session, ctx = shell.session, shell.session.ctx()

    def failed(error: Refused) -> None:
        messages.toast(say(error.message))
        shell.run("give_and_take", draft=number)

    shell.tasks.run_write(
        lambda: ledger.post_draft(session.store, ctx, number),
        lambda done: shell.saved(done.changes),
        failed,
        owner=owner,
    )


def delete(shell: Shell, owner: QObject, numbers: tuple[int, ...]) -> None:
    """Delete drafts; Undo brings them back."""
    session, ctx = shell.session, shell.session.ctx()
    shell.tasks.run_write(lambda: drafts.delete(session.store, ctx, numbers), shell.saved, owner=owner)


class Drafts(QWidget):
    """`shown` comes with how many drafts there are."""

    shown = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._found: dict[int, Unfinished] = {}
        self.model = PagedTableModel(COLUMNS, self._rows)
        self.table = Table(tr("Drafts"), self.model, row_height=ROW_REGISTER, stretch="said")
        self.table.fill_menu = self._fill_menu
        self.table.opened.connect(self.open_draft)
        self._pages = QStackedWidget()
        self._buttons: list[QWidget] = []
        self._lay_out()
        self.table.selection_ids_changed.connect(self._on_selected)

    def reload(self) -> None:
        """Read what is unfinished."""
        session = self._shell.session
        self._shell.tasks.run_read(
            lambda: read_unfinished(session, drafts.listed(session.store)),
            self._show,
            owner=self,
            latest_key=f"drafts {id(self)}",
        )

    def open_draft(self, number: int) -> None:
        """Go on with a draft in the form."""
        self._shell.run("give_and_take", draft=number)

    def open_current(self) -> None:
        """Go on with the draft that the keyboard is on."""
        current = self.table.current_id()
        if current is not None:
            self.open_draft(current)

    def save_selected(self) -> None:
        """Save the selected drafts as entries."""
        for number in self.table.selected_ids():
            post_draft(self._shell, self, number)

    def delete_selected(self) -> None:
        """Delete the selected drafts."""
        numbers = tuple(self.table.selected_ids())
        if numbers:
            delete(self._shell, self, numbers)

    def _rows(self, numbers: list[int]) -> Sequence[Unfinished]:
        return [self._found[number] for number in numbers if number in self._found]

    def _show(self, found: list[Unfinished]) -> None:
        self._found = {each.id: each for each in found}
        self.model.set_ids(list(self._found))
        self._pages.setCurrentIndex(0 if found else 1)
        self._on_selected()
        self.shown.emit(len(found))

    def _on_selected(self) -> None:
        some = bool(self.table.selected_ids())
        for each in self._buttons:
            each.setEnabled(some and not self._shell.session.read_only)

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        if self._shell.session.read_only:
            return
        menu.addAction(tr("Go on with it")).triggered.connect(self.open_current)
        menu.addAction(tr("Save")).triggered.connect(self.save_selected)
        menu.addAction(trn("Delete", "Delete {count} drafts", len(numbers))).triggered.connect(self.delete_selected)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, icon, do in (
            (tr("Go on with it"), "pencil", self.open_current),
            (tr("Save"), "check", self.save_selected),
            (tr("Delete"), "trash-2", self.delete_selected),
        ):
            made = button(text, icon=icon)
            made.clicked.connect(lambda _on=False, do=do: do())
            self._buttons.append(made)
            row.addWidget(made)
        row.addStretch()
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        full = QWidget()
        whole = QVBoxLayout(full)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addLayout(row)
        whole.addWidget(frame, 1)
        self._pages.addWidget(full)
        self._pages.addWidget(
            EmptyState(
                "circle-check",
                tr("Nothing is unfinished"),
                tr("A give and take that you keep as a draft waits here until it is saved. It counts nowhere yet."),
                (tr("Record give and take"), lambda: self._shell.run("give_and_take")),
            )
        )
        column.addWidget(self._pages, 1)
