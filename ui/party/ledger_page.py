"""The sub-tab Ledger of a party's page: what is open, and the latest entries with what stood to pay after each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger_rows import EntryFilter, EntrySort, OpenItem, OpenSide, StatementPage, StatementRow
from partnercrm.domain.party import Mode, Role
from partnercrm.domain.party_rows import PartyPage
from partnercrm.domain.record import dataclass
from partnercrm.services import entry, open_item, statement
from ui.common.party_words import keeps_no_score
from ui.common.tab import Shell
from ui.common.widgets import ElidedLabel, button, hline, label
from ui.words import locale, money, say, tr, trn

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Passed:
    """What the page shows: open items, the latest entries, and what each was about by its number."""

    open: list[OpenItem]
    latest: StatementPage
    what: Mapping[str, str]


class LedgerPage(QWidget):
    """Built anew for each party."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._party: int | None = None
        self._content: QWidget | None = None
        self.pay = button(tr("Record a payment"), icon="coins", small=True)
        self.pay.clicked.connect(lambda: shell.run("settle", party=self._party))
        self.pay.setEnabled(not shell.session.read_only)
        self.statement = button(tr("Statement"), icon="file-text", small=True)
        self.statement.clicked.connect(lambda: shell.run("statement", party=self._party))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.pay)
        row.addWidget(self.statement)
        row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 10, 6, 12)
        self._column.setSpacing(4)
        self._column.addLayout(row)
        self._column.addStretch(1)

    def show_page(self, page: PartyPage) -> None:
        """Read and show what passed between us and a party."""
        self._party = page.id
        session, party = self._shell.session, page.id
        today = session.clock.today()

        def read() -> Passed:
            found = open_item.items(session.store, today, party=party)
            numbers = entry.ids(session.store, EntryFilter(party=party), today, EntrySort.DAY, ascending=False)
            what = {row.number: row.said for row in entry.page_rows(session.store, numbers[: 2 * SHOWN])}
            return Passed(found, statement.latest(session.store, party, SHOWN), what)

        self._shell.tasks.run_read(
            read, lambda passed: self._show(page, passed), owner=self, latest_key=f"party ledger {id(self)}"
        )

    def _show(self, page: PartyPage, passed: Passed) -> None:
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = self._build(page, passed)
        self._column.insertWidget(1, self._content)
        employee = any(role.role is Role.EMPLOYEE and role.current for role in page.roles)
        self.pay.setVisible(not employee)

    def _build(self, page: PartyPage, passed: Passed) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        today = self._shell.session.clock.today()
        if passed.open:
            column.addWidget(label(tr("Still open"), "group"))
            for item in passed.open:
                column.addWidget(_OpenLine(item, today))
        if passed.latest.rows:
            column.addWidget(label(tr("Latest give and take"), "group"))
        for place, row in enumerate(passed.latest.rows):
            if place:
                column.addWidget(hline())
            column.addWidget(EntryLine(row, page.mode, passed.what.get(row.number, "")))
        if not passed.latest.rows:
            column.addWidget(self._nothing(page))
        if passed.latest.below is not None:
            more = button(tr("All in the ledger"), "link")
            more.clicked.connect(lambda: self._shell.go("ledger", party=page.id))
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return content

    def _nothing(self, page: PartyPage) -> QWidget:
        words = label(
            tr("Nothing passed between you yet. Write down what you gave or got: a favour counts too."), "muted"
        )
        words.setWordWrap(True)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(words)
        first = button(tr("Record give and take"), icon="arrow-left-right", small=True)
        first.clicked.connect(lambda: self._shell.run("give_and_take", party=page.id))
        first.setEnabled(not self._shell.session.read_only)
        column.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
        return box


_OWED = {OpenSide.RECEIVABLE: "they owe {amount}", OpenSide.PAYABLE: "we owe {amount}"}
_HELD = {OpenSide.RECEIVABLE: "we hold {amount} of theirs", OpenSide.PAYABLE: "they hold {amount} of ours"}


class _OpenLine(QWidget):
    """An open item: who owes how much, until when, and for what."""

    def __init__(self, item: OpenItem, today: dt.date) -> None:
        super().__init__()
        theirs = item.side is OpenSide.RECEIVABLE
        words = (_HELD if item.open < 0 else _OWED)[item.side]
        said = tr(words, amount=money(abs(item.open)))
        due = "" if item.open < 0 else say(due_words(item.due, today))
        late = item.open > 0 and item.due < today
        what = item.memo or (item.our_document if theirs else item.their_document)
        _fill(self, (f"{said}, {due}" if due else said, "danger" if late else ""), "", what, item.number)


class EntryLine(QWidget):
    """An entry: what it was about, its amounts, and what stood to pay after it."""

    def __init__(self, row: StatementRow, mode: Mode, what: str) -> None:
        super().__init__()
        amounts = _amounts(row, mode)
        title = row.memo or what or row.our_document or row.their_document or tr("Entry {number}", number=row.number)
        moved = row.given or row.received
        below = ", ".join([f"{locale().short_day(row.day)} {row.day.year}", *amounts])
        after = tr("to pay {amount}", amount=money(row.balance, sign=True)) if moved else ""
        _fill(self, (title, ""), money(row.given - row.received, sign=True) if moved else "", below, after)
        self.setToolTip(tr("Entry {number}", number=row.number))


def _amounts(row: StatementRow, mode: Mode) -> list[str]:
    """What passed beside money to pay: favours in words, without a sum of both sides."""
    found = []
    if row.takes_back:
        found.append(tr("takes back {number}", number=row.takes_back))
    if keeps_no_score(mode):
        sides = (
            (row.favours_given or row.unpriced_given, tr("we gave")),
            (row.favours_received or row.unpriced_received, tr("they gave")),
        )
        return found + [words for there, words in sides if there]
    if row.favours_given:
        found.append(tr("we gave about {amount}", amount=money(row.favours_given)))
    if row.unpriced_given:
        found.append(trn("we gave {count} favour", "we gave {count} favours", row.unpriced_given))
    if row.favours_received:
        found.append(tr("they gave about {amount}", amount=money(row.favours_received)))
    if row.unpriced_received:
        found.append(trn("they gave {count} favour", "they gave {count} favours", row.unpriced_received))
    return found


def _fill(widget: QWidget, title: tuple[str, str], amount: str, below: str, after: str) -> None:
    """Two lines: a title with its tone and an amount at the right, and two faint texts under them."""
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 6, 0, 6)
    column.setSpacing(1)
    for left, right, role in ((title[0], amount, ""), (below, after, "faint")):
        row = QHBoxLayout()
        row.setSpacing(8)
        words = ElidedLabel(left, role)
        if not role and title[1]:
            words.setProperty("tone", title[1])
        row.addWidget(words, 1)
        if right:
            row.addWidget(label(right, role))
        column.addLayout(row)
    widget.setAccessibleName(". ".join(filter(None, (title[0], amount, below, after))))
