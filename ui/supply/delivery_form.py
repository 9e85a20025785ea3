"""The form of what came: how much of each item, what of it was good, and its bill where that came along."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from partnercrm.domain.errors import Refused
from partnercrm.domain.supply import DeliveryDraft, DocumentDraft, DocumentKind
from partnercrm.domain.supply_rows import DeliveryRow, OrderRow
from partnercrm.services import delivery
from ui.common.fields import DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import check_box, read
from ui.common.form_keeper import Content
from ui.common.kept_sheet import KeptSheet
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.supply.item_field import Known
from ui.supply.line_fields import DeliveryLineFields, LineList
from ui.words import tr


class DeliveryForm(KeptSheet):
    """Something that came: without an order, for one that is known, or to be changed. What was good counts, once."""

    def __init__(self, shell: Shell, order: OrderRow | None = None, row: DeliveryRow | None = None) -> None:
        title = tr("Something came") if row is None else tr("Change what came")
        super().__init__(shell, title, tr("Save"), width=760)
        self._order, self._row = order, row
        today = shell.session.clock.today
        self.known = Known(shell)
        self.who = PartyField(tr("From &whom"), shell)
        self.day = DateField(tr("&Came on"), today, past=True)
        self.number = TextField(tr("Delivery note n&umber"))
        self.lines: LineList[DeliveryLineFields] = LineList(lambda: DeliveryLineFields(shell, self.known))
        self.bill = TextField(tr("&Bill number"), placeholder=tr("if it came along"))
        self.billed = MoneyField(tr("Bill &asks"), placeholder=tr("what was good"))
        self.due = DateField(tr("&Pay by"), today, placeholder=tr("+2w, 30/11"))
        self.wait = check_box(tr("Count it only once its bill &is here"))
        self.books = check_box(tr("It is in the books &already"))
        self.note = TextField(tr("No&te"))
        self.rows(((self.who, 3), (self.day, 2), (self.number, 2)))
        self.body.addWidget(self.lines)
        self.rows(((self.bill, 1), (self.billed, 1), (self.due, 1)), ((self.note, 1),))
        self.rows(((self.wait, 1), (self.books, 1)))
        self.who.changed.connect(self._on_who)

    def start(self, party: int | None = None) -> None:
        """Read the items, then open it with what is known."""
        self.known.read(self, lambda: self._start(party))

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "day": self.day,
            "number": self.number,
            **self.lines.fields(),
            "lines": self.lines.lines[0].item,
            "bill.number": self.bill,
            "bill.amount": self.billed,
            "bill.due": self.due,
            "due": self.due,
            "note": self.note,
        }

    def kept_fields(self) -> dict[str, Field]:
        alone = {key: field for key, field in self.fields().items() if not key.startswith("lines")}
        return {**alone, **self.lines.every()}

    def kept_boxes(self) -> dict[str, QCheckBox]:
        return {"wait": self.wait, "books": self.books}

    def make_room(self, content: Content) -> None:
        self.lines.make_room(content)

    def given_back(self) -> None:
        self.lines.tell()

    def save(self) -> None:
        self.who.settle(self._save_settled)

    # Inside

    def _start(self, party: int | None) -> None:
        order, row = self._order, self._row
        if row is not None:
            self._fill(delivery.draft_of(row), Who(row.party, row.party_name))
        elif order is not None:
            today = self.shell.session.clock.today()
            draft = DeliveryDraft(order.party, today, delivery.lacking(order), order.id)
            self._fill(draft, Who(order.party, order.party_name))
        else:
            self.day.set_value(self.shell.session.clock.today())
            self.lines.add()
            if party is not None:
                self.who.take_party(party)
        for each in (self.bill, self.billed, self.wait):
            each.setVisible(row is None)
        first = self.lines.lines[0]
        known = order is not None or row is not None
        self.open(first.received.edit if known else self.who.edit if party is None else first.item.edit)
        if row is None:
            of = f"-of-{order.id}" if order is not None else "" if party is None else f"-{party}"
            self.keep_as(f"delivery{of}")

    def _fill(self, draft: DeliveryDraft, who: Who) -> None:
        self.who.set_who(who)
        if draft.order is not None:
            self.who.setEnabled(False)
        self.day.set_value(draft.day)
        self.number.set_value(draft.number)
        self.due.set_value(draft.due)
        self.note.set_value(draft.note)
        self.books.setChecked(draft.in_the_books)
        for line in draft.lines:
            self.lines.add().show_line(line)
        if not self.lines.lines:
            self.lines.add()

    def _on_who(self) -> None:
        who = self.who.who()
        if who is None:
            self.known.offers = {}
        else:
            self.known.read_offers(self, who.party, self.lines.propose)

    def _save_settled(self) -> None:
        if self.who.has_error():
            return
        try:
            draft = self._draft()
        except Refused:
            return
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: delivery.deliver(store, ctx, draft))
        else:
            self.write(lambda: delivery.change(store, ctx, row.id, draft))

    def _draft(self) -> DeliveryDraft:
        who, day, due = self.who.who(), read(self.day), read(self.due)
        number, asks = self.bill.value(), read(self.billed)
        kept = self._order.id if self._order else self._row.order if self._row else None
        bill = None
        if number or asks is not None:
            bill = DocumentDraft(DocumentKind.BILL, number, day, asks, due)
        return DeliveryDraft(
            party=who.party if who else None,
            day=day,
            lines=tuple(line.line() for line in self.lines.said() if not (line.is_empty() and line.item.text())),
            order=kept,
            number=self.number.value(),
            due=due,
            bill=bill,
            note=self.note.value(),
            in_the_books=self.books.isChecked(),
            wait_for_bill=self.wait.isChecked(),
        )
