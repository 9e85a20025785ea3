"""The forms of an order: what we order of whom, when it comes, and that we expect no more of it."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain.errors import Refused
from partnercrm.domain.supply import OrderDraft
from partnercrm.domain.supply_rows import OrderRow
from partnercrm.services import purchase
from ui.common.fields import DateField, Field, TextField
from ui.common.fields_sheet import FieldsSheet, read
from ui.common.form_keeper import Content
from ui.common.kept_sheet import KeptSheet
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.supply.item_field import Known
from ui.supply.line_fields import LineList, OrderLineFields
from ui.words import tr


class OrderForm(KeptSheet):
    """An order, new or to be changed. What the supplier is known to bring proposes prices and the day."""

    def __init__(self, shell: Shell, row: OrderRow | None = None) -> None:
        title = tr("Order something") if row is None else tr("Change an order")
        super().__init__(shell, title, tr("Save the order"), width=680)
        self._row = row
        self._proposed: dt.date | None = None
        today = shell.session.clock.today
        self.known = Known(shell)
        self.who = PartyField(tr("&Of whom"), shell)
        self.day = DateField(tr("Or&dered on"), today, past=True)
        self.promised = DateField(tr("&Promised for"), today, placeholder=tr("fri, +2w"))
        self.requested = DateField(tr("We &want it by"), today, placeholder=tr("fri, +2w"))
        self.number = TextField(tr("N&umber"))
        self.note = TextField(tr("No&te"))
        self.lines: LineList[OrderLineFields] = LineList(self._line)
        self.rows(((self.who, 3), (self.day, 2)))
        self.body.addWidget(self.lines)
        self.rows(((self.requested, 1), (self.promised, 1), (self.number, 1)), ((self.note, 1),))
        self.who.changed.connect(self._on_who)

    def start(self, party: int | None = None) -> None:
        """Read the items, then open it with what is known."""
        self.known.read(self, lambda: self._start(party))

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "day": self.day,
            **self.lines.fields(),
            "lines": self.lines.lines[0].item,
            "requested": self.requested,
            "promised": self.promised,
            "number": self.number,
            "note": self.note,
        }

    def kept_fields(self) -> dict[str, Field]:
        alone = {key: field for key, field in self.fields().items() if not key.startswith("lines")}
        return {**alone, **self.lines.every()}

    def make_room(self, content: Content) -> None:
        self.lines.make_room(content)

    def given_back(self) -> None:
        self.lines.tell()

    def save(self) -> None:
        self.who.settle(self._save_settled)

    # Inside

    def _line(self) -> OrderLineFields:
        made = OrderLineFields(self.shell, self.known)
        made.item.changed.connect(self._propose_day)
        return made

    def _start(self, party: int | None) -> None:
        row = self._row
        if row is None:
            self.day.set_value(self.shell.session.clock.today())
            self.lines.add()
            if party is not None:
                self.who.take_party(party)
        else:
            draft = purchase.draft_of(row)
            self.who.set_who(Who(row.party, row.party_name))
            self.day.set_value(draft.day)
            self.requested.set_value(draft.requested)
            self.promised.set_value(draft.promised)
            self.number.set_value(draft.number)
            self.note.set_value(draft.note)
            for line in draft.lines:
                self.lines.add().show_line(line)
        self.open(self.who.edit if party is None and row is None else self.lines.lines[0].item.edit)
        if row is None:
            self.keep_as("order" if party is None else f"order-{party}")

    def _on_who(self) -> None:
        who = self.who.who()
        if who is None:
            self.known.offers = {}
            return
        self.known.read_offers(self, who.party, self._on_offers)

    def _on_offers(self) -> None:
        self.lines.propose()
        self._propose_day()

    def _propose_day(self) -> None:
        """Ordered plus how long they take, the longest of what is on the list, until somebody types another day."""
        try:
            day, typed = self.day.value(), self.promised.value()
        except Refused:
            return
        items = (line.item.item() for line in self.lines.lines)
        offers = (self.known.offers.get(row.id) for row in items if row is not None)
        leads = [offer.lead_days for offer in offers if offer is not None and offer.lead_days is not None]
        if day is None or not leads or typed not in (None, self._proposed):
            return
        self._proposed = day + dt.timedelta(days=max(leads))
        self.promised.set_value(self._proposed)

    def _save_settled(self) -> None:
        if self.who.has_error():
            return
        who = self.who.who()
        try:
            draft = OrderDraft(
                who.party if who else None,
                read(self.day),
                tuple(line.line() for line in self.lines.said()),
                read(self.requested),
                read(self.promised),
                self.number.value(),
                self.note.value(),
            )
        except Refused:
            return
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: purchase.order(store, ctx, draft))
        else:
            self.write(lambda: purchase.change(store, ctx, row.id, draft))


class PromiseForm(FieldsSheet):
    """When they say they bring it, and when we want it."""

    def __init__(self, shell: Shell, row: OrderRow) -> None:
        super().__init__(shell, tr("When {name} brings it", name=row.party_name), tr("Save"), width=480)
        self._row = row
        today = shell.session.clock.today
        self.promised = DateField(tr("&Promised for"), today, placeholder=tr("fri, +2w"))
        self.requested = DateField(tr("We &want it by"), today, placeholder=tr("fri, +2w"))
        self.rows(((self.promised, 1), (self.requested, 1)))

    def start(self) -> None:
        """Open it with what was said."""
        self.promised.set_value(self._row.promised)
        self.requested.set_value(self._row.requested)
        self.open(self.promised.edit)

    def fields(self) -> dict[str, Field]:
        return {"promised": self.promised, "requested": self.requested}

    def save(self) -> None:
        store, ctx, number = self.shell.session.store, self.ctx, self._row.id
        promised, requested = read(self.promised), read(self.requested)
        self.write(lambda: purchase.promise(store, ctx, number, promised, requested))


class CloseForm(FieldsSheet):
    """What has not come is not expected any more."""

    def __init__(self, shell: Shell, row: OrderRow) -> None:
        title = tr("Expect no more from {name}", name=row.party_name)
        super().__init__(shell, title, tr("Expect no more"), width=480)
        self._row = row
        self.why = TextField(tr("Wh&y"), placeholder=tr("They cannot get it any more"))
        self.rows(((self.why, 1),))

    def start(self) -> None:
        """Open it empty."""
        self.open(self.why.edit)

    def fields(self) -> dict[str, Field]:
        return {"why": self.why}

    def save(self) -> None:
        store, ctx, number, why = self.shell.session.store, self.ctx, self._row.id, self.why.value()
        self.write(lambda: purchase.close(store, ctx, number, why))
