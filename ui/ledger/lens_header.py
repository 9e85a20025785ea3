"""How we stand with the one party that the register shows: To pay, Favours and Turns side by side, never one sum."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from partnercrm.domain.ledger_rows import PartyBalance
from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyPage
from partnercrm.domain.record import dataclass
from partnercrm.services import balance
from partnercrm.services import party as parties
from ui.common.party_words import balance_lines
from ui.common.tab import Shell
from ui.common.widgets import button, label, vline
from ui.session import Session
from ui.words import tr

Said = tuple[str, str]
"""Words and their tone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A party's page and how we stand with it."""

    page: PartyPage
    balance: PartyBalance


def read_standing(session: Session, party: int) -> Standing:
    """Runs on the reader."""
    ctx = session.ctx()
    return Standing(
        parties.page(session.store, ctx, party), balance.party_balance(session.store, party, session.clock.today())
    )


class LensHeader(QFrame):
    """Shown while the register is of one party."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("card")
        self._shell = shell
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 10, 12, 10)
        self._row.setSpacing(20)
        self.hide()

    def show_standing(self, standing: Standing | None) -> None:
        """Show it, or nothing."""
        while self._row.count():
            item = self._row.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.setVisible(standing is not None)
        if standing is not None:
            self._fill(standing)

    def _fill(self, standing: Standing) -> None:
        page = standing.page
        employee = any(role.role is Role.EMPLOYEE and role.current for role in page.roles)
        lines = balance_lines(standing.balance, page.mode, employee=employee, today=self._shell.session.clock.today())
        for at, (lens, said) in enumerate(by_lens(lines)):
            if at:
                self._row.addWidget(vline())
            self._row.addWidget(_Lens(lens, said))
        self._row.addStretch(1)
        statement = button(tr("Statement"), small=True)
        statement.clicked.connect(lambda: self._shell.run("statement", party=page.id))
        self._row.addWidget(statement, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(". ".join(f"{lens} {words}".strip() for lens, words, _tone in lines))


def by_lens(lines: Sequence[tuple[str, str, str]]) -> list[tuple[str, list[Said]]]:
    """Lens, words and tone of each line as one group a lens; a line without a lens goes on with the one before."""
    groups: list[tuple[str, list[Said]]] = []
    for lens, words, tone in lines:
        if lens or not groups:
            groups.append((lens, []))
        groups[-1][1].append((words, tone))
    return groups


class _Lens(QFrame):
    """A lens and its one to three lines."""

    def __init__(self, lens: str, said: Sequence[Said]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(label(lens, "label"))
        for words, tone in said:
            column.addWidget(label(words, "", tone))
        column.addStretch()
