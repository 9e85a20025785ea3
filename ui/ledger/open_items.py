"""The view Open items: what either side is to pay, by party and day, with how old it is gross on each side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.ledger_rows import OpenItem, OpenSide
from partnercrm.domain.settlement import AGE_WORDS, Age
from partnercrm.domain.words import msg
from partnercrm.services import open_item
from ui.common.delegates import DueDelegate, MoneyDelegate, TextDelegate
from ui.common.paged_table_model import ROW, PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import CornerMask, EmptyState, card, label
from ui.ledger import deeds
from ui.ledger.cells import SideDelegate
from ui.tokens import ROW_REGISTER
from ui.words import money, say, tr

_TEXT, _DATE, _MONEY = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.MONEY
COLUMNS: tuple[Column[OpenItem], ...] = (
    Column("name", msg("With whom"), _TEXT, lambda item: item.name, "name", 20),
    Column("memo", msg("What"), _TEXT, lambda item: item.memo or document_of(item), "memo", 24),
    Column("number", msg("Entry"), _TEXT, lambda item: item.number, "number", 10),
    Column("day", msg("Date"), _DATE, lambda item: item.day, "day", 11),
    Column("due", msg("Due"), _DATE, lambda item: item.due, "due", 15),
    Column("value", msg("Whole"), _MONEY, lambda item: item.value, "value", 11),
    Column("open", msg("Still open"), _MONEY, lambda item: item.open, "open", 20),
    Column("document", msg("Document"), _TEXT, lambda item: document_of(item), "", 12, hidden=True),
)
_SORTS: dict[str, Callable[[OpenItem], object]] = {
    "name": lambda item: (item.name.casefold(), item.due),
    "memo": lambda item: (item.memo or document_of(item)).casefold(),
    "number": lambda item: item.number,
    "day": lambda item: item.day,
    "due": lambda item: item.due,
    "value": lambda item: item.value,
    "open": lambda item: item.open if item.side is OpenSide.RECEIVABLE else -item.open,
}


def document_of(item: OpenItem) -> str:
    """The document that whoever is to pay knows it by."""
    return item.our_document if item.side is OpenSide.RECEIVABLE else item.their_document


def owed_words(item: OpenItem) -> str:
    """`they owe 120.00`, `we owe 231.12`, `we hold 50.00 of theirs`."""
    amount, theirs = money(abs(item.open)), item.side is OpenSide.RECEIVABLE
    if item.open < 0:
        held = "we hold {amount} of theirs" if theirs else "they hold {amount} of ours"
        return tr(held, amount=amount)
    return tr("they owe {amount}", amount=amount) if theirs else tr("we owe {amount}", amount=amount)


class OpenItems(QWidget):
    """`shown` comes with how many items are shown."""

    shown = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._items: dict[int, OpenItem] = {}
        self.model = PagedTableModel(COLUMNS, self._rows, row_id=lambda item: item.line)
        self.table = Table(tr("Open items"), self.model, row_height=ROW_REGISTER, stretch="memo")
        self.sums = _Sums()
        self._pages = QStackedWidget()
        self._delegate()
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Read all open items."""
        session, today = self._shell.session, self._shell.session.clock.today()
        self._shell.tasks.run_read(
            lambda: open_item.items(session.store, today), self._show, owner=self, latest_key=f"open {id(self)}"
        )

    def current(self) -> OpenItem | None:
        """The item that the keyboard is on."""
        index = self.table.currentIndex()
        row = index.data(ROW) if index.isValid() else None
        return row if isinstance(row, OpenItem) else None

    def pay(self) -> None:
        """Record a payment of the item that the keyboard is on."""
        item = self.current()
        if item is not None:
            self._shell.run("settle", party=item.party, number=item.number)

    # Inside

    def _rows(self, lines: list[int]) -> Sequence[OpenItem]:
        return [self._items[line] for line in lines if line in self._items]

    def _show(self, items: list[OpenItem]) -> None:
        self._items = {item.line: item for item in items}
        self.sums.show_items(items)
        self._sort()
        self._pages.setCurrentIndex(0 if items else 1)
        self.shown.emit(len(items))

    def _sort(self) -> None:
        order = _SORTS.get(self.model.sort_key, _SORTS["due"])
        found = sorted(self._items.values(), key=order, reverse=not self.model.ascending)  # type: ignore[arg-type]
        self.model.set_ids([item.line for item in found])

    def _tone(self, item: OpenItem) -> str:
        return "danger" if item.open > 0 and item.days_late > 0 else "text"

    def _delegate(self) -> None:
        today = self._shell.session.clock.today
        self.table.set_delegates(
            {
                "number": TextDelegate(self.table, tone="text2"),
                "value": MoneyDelegate(self.table, "text2"),
                "due": DueDelegate(self.table, _due, today),
                "open": SideDelegate(self.table, lambda item: [(owed_words(item), self._tone(item))]),
            }
        )

    def _on_current(self, _line: int | None) -> None:
        item = self.current()
        if item is not None and item.party != self._shell.party_in_sight():
            self._shell.show_party(item.party)

    def _open(self, line: int) -> None:
        deeds.show_entry(self._shell, self._items[line].number)

    def _fill_menu(self, menu: QMenu, _lines: list[int]) -> None:
        item = self.current()
        if item is None:
            return
        if not self._shell.session.read_only:
            menu.addAction(tr("Record a payment")).triggered.connect(self.pay)
        menu.addAction(tr("Show entry {number}", number=item.number)).triggered.connect(
            lambda: deeds.show_entry(self._shell, item.number)
        )

    def _connect(self) -> None:
        self.table.show_sorting("due")
        self.model.sort_requested.connect(lambda *_: self._sort())
        self.table.remember(self._shell.settings, "open-items")
        self.table.fill_menu = self._fill_menu
        self.table.current_id_changed.connect(self._on_current)
        self.table.opened.connect(self._open)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.sums)
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        self._pages.addWidget(frame)
        self._pages.addWidget(
            EmptyState(
                "circle-check",
                tr("Nothing is open"),
                tr("Nobody owes you anything, and you owe nobody. A bill that waits for its money shows up here."),
            )
        )
        column.addWidget(self._pages, 1)


def _due(item: OpenItem) -> dt.date | None:
    return item.due if item.open > 0 else None


class _Sums(QWidget):
    """Two cards: what they owe us and what we owe, by age, gross on each side and never netted."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._columns: list[tuple[QVBoxLayout, QWidget]] = []
        for _side in OpenSide:
            frame, column = card(16, 10, 16, 10)
            column.setSpacing(2)
            row.addWidget(frame, 1)
            self._columns.append((column, frame))

    def show_items(self, items: Sequence[OpenItem]) -> None:
        """Add them up by age."""
        found = open_item.ageing(items)
        for (column, frame), title, ages in zip(
            self._columns, (tr("They owe us"), tr("We owe")), (found.receivable, found.payable), strict=True
        ):
            while column.count():
                item = column.takeAt(0)
                gone = item.widget() if item is not None else None
                if gone is not None:
                    gone.hide()
                    gone.deleteLater()
            total = money(sum(ages.values()))
            said = [(age, f"{say(AGE_WORDS[age])} {money(ages[age])}") for age in Age if ages[age]]
            column.addWidget(label(title, "label"))
            column.addWidget(label(total, "section"))
            column.addWidget(_by_age(said))
            frame.setAccessibleName(f"{title}: {total}. {', '.join(words for _age, words in said)}")


def _by_age(said: Sequence[tuple[Age, str]]) -> QWidget:
    """What is open by age; only what is late is red."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    not_due = [words for age, words in said if age is Age.NOT_DUE]
    late = label(", ".join(words for age, words in said if age is not Age.NOT_DUE), "small", "danger")
    late.setWordWrap(True)
    if not_due or not said:
        row.addWidget(label(not_due[0] if not_due else tr("nothing open"), "small", "muted"))
    row.addWidget(late, 1)
    return made
