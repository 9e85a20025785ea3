"""What stands where in the give-and-take form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import LineDraft, Source
from ui import theme
from ui.common.fields import DateField, Field, LineField, TextField
from ui.common.overlay import Sheet
from ui.common.party_field import PartyField
from ui.common.price_list import PriceList
from ui.common.tab import Shell
from ui.common.widgets import Banner, button, card, hline, label
from ui.ledger.lines import Lines
from ui.words import tr

WIDTH = 960


class FormBody(Sheet):
    """The fields and their places; what they do stands in `form`."""

    def __init__(self, shell: Shell, title: str) -> None:
        super().__init__(shell.host(), title, width=WIDTH, hint=tr("Ctrl+Enter saves, Esc closes"))
        self.shell = shell
        self.came_from = Source.TYPED_IN
        today = shell.session.clock.today
        self.bar = Banner("", "info", "rotate-ccw")
        self.bar.hide()
        self.correcting = Banner("", "info", "pencil")
        self.month_closed = Banner("", "warning", "lock")
        self.month_closed.hide()
        self.party = PartyField(tr("&With whom"), shell)
        self.day = DateField(tr("&Date"), today, past=True)
        self.prices = PriceList(shell, self, lambda: self.lines.changed.emit())
        self.lines = Lines(shell, self._party_id, self._agreed)
        self.memo = TextField(tr("&Memo (they may read it)"), placeholder=tr("What was it about?"))
        self.our_document = TextField(tr("&Our document"), placeholder=tr("our bill's number"))
        self.their_document = TextField(tr("&Their document"), placeholder=tr("their bill's number"))
        self.due = DateField(tr("D&ue"), today, placeholder=tr("+14d, 2/12"))
        self.belongs_to = DateField(tr("&Belongs to"), today)
        self.reason = TextField(tr("Wh&y it may go past the limit"))
        self.opening = button(tr("It stood there before we began"), "chip")
        self.opening.setCheckable(True)
        self.opening.setToolTip(tr("An opening: dated the day before your first day. It is no turn and no turnover."))
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self._said = label("", "muted")
        self._said.setWordWrap(True)
        self._said.setAccessibleName(tr("What will stand there"))
        self._lay_out_body()

    def source(self) -> Source:
        """Typed in, an opening, or where the draft came from."""
        if self.opening.isChecked():
            return Source.OPENING
        return Source.TYPED_IN if self.came_from is Source.OPENING else self.came_from

    def plain_fields(self) -> dict[str, LineField]:
        """The lines of text that are kept as they were typed."""
        return {
            "day": self.day,
            "memo": self.memo,
            "our_document": self.our_document,
            "their_document": self.their_document,
            "due_day": self.due,
            "belongs_to": self.belongs_to,
            "reason": self.reason,
        }

    def fields(self) -> dict[str, Field]:
        """All fields by the names that problems use, in the form's order."""
        plain = self.plain_fields()
        first: dict[str, Field] = {"party": self.party, "day": plain.pop("day")}
        return {**first, **self.lines.fields(), **plain}

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Say what will stand there."""
        self._said.setText(
            "\n".join(sentences) or tr("Say what was given or received. A favour counts without a price.")
        )
        theme.set_property(self._said, "role", "muted" if sentences else "faint")

    def _agreed(self, line: LineDraft) -> LineDraft:
        """The line with the agreed value of its day where nobody said one."""
        try:
            day = self.day.value()
        except Refused:
            day = None
        return self.prices.filled(line, day or self.shell.session.clock.today())

    def _party_id(self) -> int | None:
        who = self.party.who()
        return who.party if who else None

    def _lay_out_body(self) -> None:
        self.body.addWidget(self.correcting)
        self.body.addWidget(self.bar)
        top = _row((self.party, 1), (self.day, 0), (self.belongs_to, 0))
        self.day.setFixedWidth(theme.px(230))
        self.belongs_to.setFixedWidth(theme.px(230))
        self.body.addLayout(top)
        self.body.addWidget(self.month_closed)
        self.body.addWidget(self.general)
        self.body.addWidget(self.lines)
        self.body.addWidget(hline())
        self.body.addLayout(_row((self.memo, 3), (self.our_document, 1), (self.their_document, 1), (self.due, 0)))
        self.due.setFixedWidth(theme.px(210))
        self.body.addWidget(self.reason)
        frame, column = card(12, 8, 12, 8)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(self.opening, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.body.addWidget(frame)


def _row(*fields: tuple[Field, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    for field, stretch in fields:
        column = QVBoxLayout()
        column.addWidget(field)
        column.addStretch()
        row.addLayout(column, stretch)
    return row
