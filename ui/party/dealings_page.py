"""The sub-tab Dealings of a party's page: agreements, cards, vouchers, referrals, loans; each opens its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.party_rows import PartyPage
from partnercrm.domain.words import Message
from partnercrm.services import dealing
from ui.common.tab import Shell
from ui.common.widgets import ElidedLabel, hline, label
from ui.words import say, tr


class DealingsPage(QWidget):
    """Built anew for each party."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 10, 6, 12)
        self._column.addStretch(1)

    def show_page(self, page: PartyPage) -> None:
        """Read and show what runs between us and a party."""
        session = self._shell.session
        self._shell.tasks.run_read(
            lambda: dealing.dealings(session.store, session.ctx(), page.id),
            self._show,
            owner=self,
            latest_key=f"party dealings {id(self)}",
        )

    def _show(self, found: list[Dealings]) -> None:
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = self._build(found)
        self._column.insertWidget(0, self._content)

    def _build(self, found: list[Dealings]) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for subject in found:
            column.addWidget(label(say(subject.heading), "group"))
            for place, row in enumerate(subject.rows):
                if place:
                    column.addWidget(hline())
                column.addWidget(DealingLine(self._shell, row))
        if not found:
            words = label(tr("No agreement, card, voucher, referral or loan with them yet."), "muted")
            words.setWordWrap(True)
            column.addWidget(words)
        return content


class DealingLine(QWidget):
    """Two lines that open what they tell of: by the mouse, Enter or Space."""

    def __init__(self, shell: Shell, row: Dealing) -> None:
        super().__init__()
        self._shell, self._row = shell, row
        title = say(row.title) if isinstance(row.title, Message) else row.title
        detail, amount = say(row.detail), say(row.amount) if row.amount else ""
        column = QVBoxLayout(self)
        self.setObjectName("dealing")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(1)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(ElidedLabel(title), 1)
        if amount:
            first.addWidget(label(amount))
        column.addLayout(first)
        below = ElidedLabel(detail, "" if row.late else "faint")
        if row.late:
            below.setProperty("tone", "danger")
        column.addWidget(below)
        self.setAccessibleName(". ".join(filter(None, (title, amount, detail))))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))

    def open(self) -> None:
        """Go to its place."""
        wanted: dict[str, object] = {} if self._row.record is None else {"record": self._row.record}
        if self._row.part:
            wanted["part"] = self._row.part
        self._shell.go(self._row.tab, view=self._row.view, **wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.open()
