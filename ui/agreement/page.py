"""An agreement's page: both sides beside one another, how far each promise is kept, and the documents."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from partnercrm.columns.agreement import SIDE_WORDS
from partnercrm.domain.agreement import AGREEMENT_WORDS, AgreementState
from partnercrm.domain.agreement_rows import AgreementRow, ClauseRow, DocumentRow
from partnercrm.domain.clause import ClauseState, Fulfilment
from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger import Direction
from partnercrm.services import agreement as agreements
from ui import messages
from ui.agreement import cells, deeds
from ui.common.tab import Shell
from ui.common.widgets import Badge, ElidedLabel, button, card, hline, icon_button, label
from ui.words import currency, locale, say, tr, trn

KILO = 1024


class AgreementPage(QScrollArea):
    """Built anew for each agreement; `back` shows the list again."""

    def __init__(self, shell: Shell, back: Callable[[], object]) -> None:
        super().__init__()
        self._shell, self._back = shell, back
        self._row: AgreementRow | None = None
        self.back_button: QToolButton | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def agreement(self) -> int | None:
        """The row id of the agreement that is shown."""
        return self._row.id if self._row else None

    def show_row(self, row: AgreementRow) -> None:
        """Show an agreement."""
        place = self.verticalScrollBar().value() if self._row and self._row.id == row.id else 0
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self._row = row
        self.setAccessibleName(tr("Agreement {title}", title=row.title))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 2, 6, 12)
        column.setSpacing(12)
        column.addLayout(self._head(row))
        column.addLayout(self._sides(row))
        column.addWidget(self._documents(row))
        column.addStretch(1)
        self.setWidget(content)
        self.verticalScrollBar().setValue(place)
        if inside and self.back_button is not None:
            self.back_button.setFocus()

    # Parts

    def _head(self, row: AgreementRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        back = icon_button("arrow-left", tr("Back to the list"), tip=tr("Back to the list  (Esc)"))
        back.clicked.connect(lambda: self._back())
        title = ElidedLabel(row.title, "section")
        self.back_button = back
        first.addWidget(back)
        first.addWidget(title, 1)
        badge = cells.state_badge(row)
        first.addWidget(Badge(badge.text, badge.tone, dot=badge.dot))
        for each in self._deeds(row):
            first.addWidget(each)
        column.addLayout(first)
        about = tr("{about} with {names}", about=say(AGREEMENT_WORDS[row.kind]), names=row.names)
        lines = [about, cells.term_line(row), cells.signed_line(row)]
        lines += [tr("Why it ended: {reason}", reason=row.end_reason)] if row.end_reason else []
        lines += [row.note] if row.note else []
        for line in lines:
            words = label(line, "muted")
            words.setWordWrap(True)
            column.addWidget(words)
        return column

    def _deeds(self, row: AgreementRow) -> list[QWidget]:
        if self._shell.session.read_only:
            return []
        made = []
        if row.signed_on is None:
            sign = button(tr("Sign"), small=True)
            sign.clicked.connect(lambda: deeds.open_sign(self._shell, row))
            made.append(sign)
        change = button(tr("Change"), small=True)
        change.clicked.connect(lambda: deeds.open_form(self._shell, agreement=row.id))
        made.append(change)
        if row.state is not AgreementState.ENDED:
            end = button(tr("End early"), small=True)
            end.clicked.connect(lambda: deeds.open_end(self._shell, row))
            made.append(end)
        return [*made]

    def _sides(self, row: AgreementRow) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(12)
        for side in Direction:
            frame, column = card()
            frame.setAccessibleName(say(SIDE_WORDS[side]))
            head = QHBoxLayout()
            head.addWidget(label(say(SIDE_WORDS[side]), "heading"))
            head.addStretch(1)
            head.addWidget(label(cells.kept_line(row, side), "small"))
            column.addLayout(head)
            clauses = row.of(side)
            for place, clause in enumerate(clauses):
                if place:
                    column.addWidget(hline())
                column.addLayout(self._clause(row, clause))
            if not clauses:
                column.addWidget(label(tr("Nothing is promised on this side."), "muted"))
            column.addStretch(1)
            line.addWidget(frame, 1)
        return line

    def _clause(self, row: AgreementRow, clause: ClauseRow) -> QVBoxLayout:
        """One promise: its words, how far it is kept now, and how it was before."""
        column = QVBoxLayout()
        column.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        words = label(say(clause.words(currency())), "strong")
        words.setWordWrap(True)
        first.addWidget(words, 1)
        column.addLayout(first)
        now = clause.now
        if now is not None:
            badge = cells.clause_badge(now)
            first.addWidget(Badge(badge.text, badge.tone), 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(self._now(row, clause, now))
        before = clause.instances[:-1]
        if before:
            kept = sum(each.state is ClauseState.FULFILLED for each in before)
            times = trn("{count} time", "{count} times", len(before))
            column.addWidget(label(tr("Before: kept {kept} of {times}", kept=kept, times=times), "faint"))
        if clause.party is not None and len(row.parties) > 1:
            column.addWidget(label(tr("with {name}", name=clause.party.name), "faint"))
        return column

    def _now(self, row: AgreementRow, clause: ClauseRow, now: Fulfilment) -> QHBoxLayout:
        """How far it is kept, and the way to the entries behind it."""
        said = cells.progress(clause, now)
        if now.state is not ClauseState.FULFILLED and now.due is not None and now.due >= row.today:
            said = tr("{said}, {due}", said=said, due=say(due_words(now.due, row.today)))
        line = QHBoxLayout()
        line.addWidget(label(said, "muted"))
        line.addStretch(1)
        if now.done:
            show = button(tr("Show the entries"), "link", small=True)
            show.setAccessibleName(tr("Show the entries: {what}", what=cells.named(clause)))
            show.clicked.connect(lambda: self._show_entries(row.id, clause.id))
            line.addWidget(show)
        return line

    def _show_entries(self, agreement: int, clause: int) -> None:
        session = self._shell.session

        def show(found: list[int]) -> None:
            if found:
                self._shell.go("ledger", exchanges=found)
            else:
                messages.toast(tr("These were vouchers; their entries come with the month."))

        self._shell.tasks.run_read(
            lambda: agreements.entries(session.store, session.ctx(), agreement, clause), show, owner=self
        )

    def _documents(self, row: AgreementRow) -> QWidget:
        frame, column = card()
        head = QHBoxLayout()
        head.addWidget(label(tr("Documents"), "heading"))
        head.addStretch(1)
        if not self._shell.session.read_only:
            attach = button(tr("Attach a document"), icon="paperclip", small=True)
            attach.clicked.connect(lambda: deeds.ask_document(self._shell, self, row))
            head.addWidget(attach)
        column.addLayout(head)
        for document in row.documents:
            column.addLayout(self._document(document))
        if not row.documents:
            column.addWidget(label(tr("The signed paper can be kept here, inside the shop file."), "muted"))
        return frame

    def _document(self, document: DocumentRow) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(ElidedLabel(document.name), 1)
        line.addWidget(label(_size(document.size), "faint"))
        parts = [
            ("external-link", tr("Open {name}", name=document.name), deeds.open_document),
            ("download", tr("Save {name}", name=document.name), deeds.save_document),
        ]
        if not self._shell.session.read_only:
            parts.append(("x", tr("Take {name} off", name=document.name), deeds.detach))
        for icon, name, run in parts:
            made = icon_button(icon, name, size=16)
            made.clicked.connect(lambda _on=False, run=run: run(self._shell, self, document))
            line.addWidget(made)
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)


def _size(count: int) -> str:
    if count < KILO:
        return trn("{count} byte", "{count} bytes", count)
    if count < KILO * KILO:
        return tr("{number} kB", number=locale().number(round(count / KILO)))
    return tr("{number} MB", number=locale().number(Decimal(count * 10 // KILO // KILO) / 10))
