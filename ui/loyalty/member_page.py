"""A card's page: how it stands, its lots with what is left of each, and all that happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.columns.loyalty import LOT_COLUMNS, MOVEMENT_COLUMNS
from partnercrm.domain import codes
from partnercrm.domain.loyalty_rows import Card, LotRow, MemberRow, MovementRow
from partnercrm.services import desk, loyalty
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import CornerMask, ElidedLabel, button, card, icon_button, label
from ui.loyalty import forms, printing
from ui.loyalty.answer_card import card_words
from ui.tokens import ROW_REGISTER
from ui.words import say, tr

MANY = 500


class MemberPage(QWidget):
    """One card; `back` shows the list again."""

    def __init__(self, shell: Shell, back: Callable[[], object]) -> None:
        super().__init__()
        self._shell, self._back = shell, back
        self._card: Card | None = None
        self._lots: dict[int, LotRow] = {}
        self._moves: dict[int, MovementRow] = {}
        self.back_button = icon_button("arrow-left", tr("Back to the list"), tip=tr("Back to the list  (Esc)"))
        self.title = ElidedLabel("", "section")
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.print_button = button(tr("Print card"), small=True)
        self._deeds = [
            self._deed(tr("Put right"), forms.AdjustForm),
            self._deed(tr("Pass on"), forms.TransferForm),
            self._deed(tr("One-use codes"), forms.CodesForm),
            self._deed(tr("Close card"), forms.CloseForm),
        ]
        self.lot_model = PagedTableModel(LOT_COLUMNS, lambda ids: [self._lots[each] for each in ids])
        self.lots = Table(tr("Points by when they came"), self.lot_model, row_height=ROW_REGISTER, stretch="issuer")
        self.move_model = PagedTableModel(MOVEMENT_COLUMNS, lambda ids: [self._moves[each] for each in ids])
        self.moves = Table(tr("What happened"), self.move_model, row_height=ROW_REGISTER, stretch="about")
        self._lay_out()
        self.back_button.clicked.connect(lambda: self._back())
        self.print_button.clicked.connect(self.print_card)

    def member(self) -> int | None:
        """The row id of the card that is shown."""
        return self._card.row.id if self._card else None

    def load(self, member: int) -> None:
        """Read a card and show it."""
        session = self._shell.session
        ctx = session.ctx()

        def read() -> tuple[Card, Sequence[LotRow], Sequence[MovementRow]]:
            store = session.store
            return loyalty.card(store, ctx, member), loyalty.lots(store, member), loyalty.movements(store, member, MANY)

        self._shell.tasks.run_read(read, self._show, owner=self, latest_key=f"card {id(self)}")

    def print_card(self) -> None:
        """The card on paper."""
        if self._card is not None:
            printing.ask_pdf(self, self._shell.session.facts.name, [self._card.row])

    def _show(self, found: tuple[Card, Sequence[LotRow], Sequence[MovementRow]]) -> None:
        shown, lots, moves = found
        self._card, today = shown, self._shell.session.clock.today()
        self.title.setText(f"{shown.row.name or shown.row.home}  ·  {codes.grouped(shown.row.number)}")
        self.said.setText(f"{say(desk.said_of_card(shown, today, today))}  {card_words(shown)}")
        if shown.row.party and shown.row.party != self._shell.party_in_sight():
            self._shell.show_party(shown.row.party)
        self._lots = {lot.id: lot for lot in lots}
        self._moves = {row.id: row for row in moves}
        self.lot_model.set_ids(list(self._lots))
        self.move_model.set_ids(list(self._moves))
        open_ = shown.row.closed is None and not self._shell.session.read_only
        for each in self._deeds:
            each.setEnabled(open_)

    def _deed(self, text: str, form: Callable[[Shell, MemberRow], Any]) -> Any:
        made = button(text, small=True)
        made.clicked.connect(lambda: form(self._shell, self._card.row).start() if self._card else None)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.back_button)
        head.addWidget(self.title, 1)
        for each in (self.print_button, *self._deeds):
            head.addWidget(each)
        column.addLayout(head)
        column.addWidget(self.said)
        for words, table, stretch in ((tr("Points"), self.lots, 2), (tr("What happened"), self.moves, 3)):
            column.addWidget(label(words, "group"))
            frame, inside = card(1, 1, 1, 1)
            inside.addWidget(table)
            CornerMask(frame)
            column.addWidget(frame, stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)
