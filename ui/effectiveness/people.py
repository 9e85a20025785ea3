"""People as a list to call, to mail or to print: who bought, how to reach them where they did not refuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.columns.customer import MEMBERS
from partnercrm.domain.segment import Member
from ui.common import paper_cards
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.widgets import button, icon_button, label
from ui.effectiveness import people_sheets
from ui.words import date, money, number, tr, trn


class PeoplePage(QWidget):
    """A heading, what can be done with all of them, and the list. Esc goes back."""

    def __init__(self, shell: Shell, back: Callable[[], object]) -> None:
        super().__init__()
        self._shell, self._back = shell, back
        self._title = ""
        self._people: Sequence[Member] = ()
        self.back_button = icon_button("arrow-left", tr("Back to the list"))
        self.title = label("", "heading")
        self.call_button = button(tr("Plan calls"), "", "phone")
        self.mail_button = button(tr("Write to them"), "", "mail")
        self.print_button = button(tr("Print"), "", "printer")
        self.list = RowsTable(
            shell,
            tr("People"),
            MEMBERS,
            stretch="name",
            memory="people",
            yielding=("address", "purchases", "email"),
            row_id=lambda row: row.party,
        )
        self._lay_out()
        self.back_button.clicked.connect(lambda: self._back())
        self.call_button.clicked.connect(lambda: people_sheets.plan_calls(shell, self._title, self._chosen()))
        self.mail_button.clicked.connect(lambda: people_sheets.write_to(shell, self._title, self._chosen()))
        self.print_button.clicked.connect(self.print_list)
        self.list.table.opened.connect(lambda party: shell.go("directory", party=party))

    def show_people(self, title: str, people: Sequence[Member]) -> None:
        """Show these people under a heading."""
        self._title, self._people = title, people
        said = trn("{count} person", "{count} people", len(people))
        self.title.setText(tr("{title}: {said}", title=title, said=said))
        self.call_button.setEnabled(bool(people) and not self._shell.session.read_only)
        self.mail_button.setEnabled(bool(people))
        self.print_button.setEnabled(bool(people))
        self.list.show_rows(people)
        self.back_button.setFocus()

    def _chosen(self) -> Sequence[Member]:
        """Those who are selected where they are several, else everybody."""
        numbers = set(self.list.table.selected_ids())
        chosen = [person for person in self._people if person.party in numbers]
        return chosen if len(chosen) > 1 else self._people

    def print_list(self) -> None:
        """The list on paper."""
        paper_cards.ask_pdf(self, self.title.text(), self.save_pdf)

    def save_pdf(self, path: Path) -> bool:
        """Write the list as PDF; False where that place cannot be written, which is said then."""
        writer = QPdfWriter(str(path))
        writer.setTitle(self.title.text())
        writer.setPageLayout(paper_cards.page_layout())
        page = QTextDocument()
        page.setHtml(_html(self.title.text(), self._people))
        page.print_(writer)
        return paper_cards.told(path)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.back_button)
        head.addWidget(self.title, 1)
        head.addWidget(self.call_button)
        head.addWidget(self.mail_button)
        head.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)


def _html(title: str, people: Sequence[Member]) -> str:
    heads = (tr("Customer"), tr("Phone"), tr("E-mail"), tr("Address"), tr("Last purchase"), tr("Purchases"), tr("For"))
    rows = [
        (
            person.name,
            person.phone,
            person.email,
            person.address,
            date(person.last_day),
            number(person.purchases),
            money(person.amount),
        )
        for person in people
    ]
    body = "".join(f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f"<th align='left'>{_safe(cell)}</th>" for cell in heads)
    return f"<h2>{_safe(title)}</h2><table cellspacing='0' cellpadding='4'><tr>{head}</tr>{body}</table>"


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
