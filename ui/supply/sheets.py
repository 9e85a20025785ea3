"""An order and a delivery to read: what was ordered and came, line by line, its bills, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partnercrm.domain.dates import due_words
from partnercrm.domain.supply import DOCUMENT_WORDS, ORDER_WORDS, OrderState
from partnercrm.domain.supply_rows import (
    DeliveryFilter,
    DeliveryLineRow,
    DeliveryRow,
    DocumentRow,
    OrderLineRow,
    OrderRow,
)
from partnercrm.services import delivery
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.supply import deeds
from ui.supply.words import amount, at_price
from ui.words import date, locale, money, say, tr

WIDTH = 640


class OrderSheet(RecordSheet):
    """What was ordered, what of it came, and when."""

    def __init__(self, shell: Shell, owner: QWidget, row: OrderRow) -> None:
        title = tr("Order {number}", number=row.number) if row.number else tr("An order")
        super().__init__(shell, tr("{order}: {name}", order=title, name=row.party_name), width=WIDTH)
        self._owner, self._row = owner, row
        self.sentence(self._ordered())
        self.sentence(self._state(), "strong")
        self.sentence(row.note)
        for text, run in deeds.of_order(shell, owner, row):
            self.deed(text, run)
        for line in row.lines:
            self.line(self._what(line), self._came(line))

    def start(self) -> None:
        """Open it, and read what came of it."""
        super().start()
        store, wanted = self.shell.session.store, DeliveryFilter(order=self._row.id)
        self.shell.tasks.run_read(lambda: delivery.listed(store, wanted), self._show_deliveries, owner=self)

    def _show_deliveries(self, found: list[DeliveryRow]) -> None:
        for row in found:
            said = tr("Came on {day}", day=date(row.day))
            bill = ", ".join(each.number for each in row.documents)
            act = (tr("Open"), self._opener(row))
            self.line(said, bill, row.entry.number if row.entry else "", act)
        self.place()

    def _opener(self, row: DeliveryRow) -> Callable[[], object]:
        return lambda: deeds.show_delivery(self.shell, self._owner, row.id)

    def _ordered(self) -> str:
        row = self._row
        said = tr("Ordered on {day}", day=locale().long_date(row.day))
        if row.value is None:
            return tr("{said}.", said=said)
        return tr("{said} for {value}.", said=said, value=money(row.value))

    def _state(self) -> str:
        row, today = self._row, self.shell.session.clock.today()
        state = say(ORDER_WORDS[row.state])
        if row.state is OrderState.CLOSED and row.closed is not None:
            said = tr("Closed on {day}", day=date(row.closed))
            return tr("{said}: {why}", said=said, why=row.why_closed) if row.why_closed else said
        if row.expected is None or row.state is OrderState.COMPLETE:
            return state
        return tr("{state}: {when}", state=state, when=say(due_words(row.expected, today)))

    def _what(self, line: OrderLineRow) -> str:
        return tr("{item}: {what}", item=line.item_name, what=at_price(line.quantity, line.unit, line.price))

    def _came(self, line: OrderLineRow) -> str:
        if not line.received:
            return tr("none of it came yet")
        said = tr(
            "{came} came, {good} good", came=amount(line.received, line.unit), good=locale().number(line.accepted)
        )
        missing = line.quantity - line.accepted
        return tr("{said}, {missing} missing", said=said, missing=locale().number(missing)) if missing > 0 else said


class DeliverySheet(RecordSheet):
    """What came, what of it was good, what its bill says and what is still to be paid."""

    def __init__(self, shell: Shell, owner: QWidget, row: DeliveryRow) -> None:
        super().__init__(shell, tr("{name}, {day}", name=row.party_name, day=date(row.day)), width=WIDTH)
        self._owner, self._row = owner, row
        self.sentence(self._ledger(), "strong")
        self.sentence(self._bill())
        self.sentence(row.note)
        for text, run in deeds.of_delivery(shell, owner, row):
            self.deed(text, run)
        for line in row.lines:
            self.line(*self._line(line))
        for document in row.documents:
            self._document(document)
        if row.entry is not None:
            self.line(tr("In the ledger: {value}", value=money(row.posted)), "", row.entry.number)
        if row.order is not None:
            number = row.order
            said = tr("For order {number}", number=row.order_number) if row.order_number else tr("For an order")
            self.line(said, act=(tr("Open"), lambda: deeds.show_order(shell, owner, number)))

    def _ledger(self) -> str:
        row = self._row
        if row.in_the_books:
            return tr("It is in the books already and counts here only.")
        if row.entry is None:
            if row.value is None:
                return tr("Not in the ledger: a price is missing.")
            return tr("Not in the ledger yet.")
        if not row.open:
            return tr("Paid.")
        if row.due is None and not any(each.due for each in row.documents):
            return tr("We owe {amount}.", amount=money(row.open))
        due = row.due or next(each.due for each in row.documents if each.due)
        return tr("We owe {amount}, due {day}.", amount=money(row.open), day=locale().short_day(due))

    def _bill(self) -> str:
        row = self._row
        if row.billed is None:
            return "" if row.in_the_books else tr("No bill yet.")
        if row.difference is None:
            return ""
        if not row.difference:
            return tr("The bill asks for what was good.")
        if row.difference > 0:
            return tr("The bill asks {more} more than was good.", more=money(row.difference))
        return tr("The bill asks {less} less than was good.", less=money(-row.difference))

    def _line(self, line: DeliveryLineRow) -> tuple[str, str]:
        what = tr("{item}: {what}", item=line.item_name, what=at_price(line.accepted, line.unit, line.price))
        if line.value is not None:
            what = tr("{what} is {value}", what=what, value=money(line.value))
        if line.accepted >= line.received:
            return what, ""
        bad = amount(line.received - line.accepted, line.unit)
        said = tr("{count} not good", count=bad)
        return what, tr("{said}: {why}", said=said, why=line.why_refused) if line.why_refused else said

    def _document(self, document: DocumentRow) -> None:
        kind = say(DOCUMENT_WORDS[document.kind])
        said = tr("{kind} {number}: {amount}", kind=kind, number=document.number, amount=money(document.amount))
        detail = date(document.day)
        if document.due is not None:
            detail = tr("{day}, due {due}", day=detail, due=date(document.due))
        shell, owner, row = self.shell, self._owner, self._row
        if document.file_name:
            detail = tr("{detail}, {file}", detail=detail, file=document.file_name)
            self.line(said, detail, act=(tr("Open"), lambda: deeds.open_file(shell, owner, document)))
            return
        self.line(said, detail, act=(tr("Take off"), lambda: deeds.detach(shell, owner, row, document)))
