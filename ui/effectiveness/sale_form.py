"""The form of a sale that did not come from the till: who, what, how much was paid. What is not paid goes to To pay."""

from __future__ import annotations

from dataclasses import replace

from partnercrm.domain.errors import Refused
from partnercrm.domain.sale import PAYMENT_WORDS, PaymentKind, SaleDraft
from partnercrm.domain.sale_item import items_total, typed_items
from partnercrm.domain.words import msg
from partnercrm.services import sale, sale_item
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, NotesField, TextField
from ui.common.fields_sheet import FieldsSheet, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.words import currency, locale, say, tr


def open_form(shell: Shell, party: int | None = None) -> None:
    """A sale, to somebody who is known perhaps."""
    SaleForm(shell).start(party)


class SaleForm(FieldsSheet):
    """Where nothing is said, the price is what the items cost, and all of it was paid."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Record a sale"), tr("Save the sale"), width=560)
        self.who = PartyField(tr("&Who bought"), shell, placeholder=tr("nobody we know"))
        self.day = DateField(tr("&Day"), shell.session.clock.today, past=True)
        self.items = NotesField(tr("What was &bought, a line each"), placeholder=tr("2 Flat white = 6.80"), lines=4)
        self.price = MoneyField(tr("&Price"))
        self.reduction = MoneyField(tr("&Reduction"))
        self.paid = MoneyField(tr("P&aid"))
        kinds = [(kind, say(words)) for kind, words in PAYMENT_WORDS.items() if kind is not PaymentKind.GIFT_CARD]
        self.payment: ChoiceField[PaymentKind] = ChoiceField(tr("&How it was paid"), kinds)
        self.receipt = TextField(tr("Receip&t number"))
        self.rows(
            ((self.who, 1), (self.day, 1)),
            ((self.items, 1),),
            ((self.price, 1), (self.reduction, 1), (self.paid, 1)),
            ((self.payment, 1), (self.receipt, 1)),
        )

    def start(self, party: int | None) -> None:
        """Open it."""
        self.day.set_value(self.shell.session.clock.today())
        if party is not None:
            self.who.take_party(party)
        self.open(self.who.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "day": self.day,
            "items": self.items,
            "amount": self.price,
            "reduction": self.reduction,
            "paid": self.paid,
            "payment": self.payment,
            "receipt": self.receipt,
        }

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        try:
            draft, price, paid = self._draft(), read(self.price), read(self.paid)
        except Refused:
            return
        store, ctx = self.shell.session.store, self.ctx

        def work() -> sale.Recorded:
            lines = sale_item.priced(store, draft.items)
            amount = price if price is not None else items_total(lines)
            if amount is None:
                if paid is None:
                    raise Refused(msg("Say what it cost, or what was paid."), "amount")
                amount = paid + draft.reduction
            due = 0 if draft.payment is PaymentKind.ON_ACCOUNT else amount - draft.reduction
            whole = replace(draft, amount=amount, paid=due if paid is None else paid, items=lines)
            return sale.record(store, ctx, whole)

        self.write(work)

    def _draft(self) -> SaleDraft:
        who = self.who.who()
        try:
            items = typed_items(self.items.value(), currency(), locale())
        except Refused as refused:
            self.refused(refused)
            raise
        return SaleDraft(
            day=read(self.day),
            amount=0,
            paid=0,
            party=who.party if who else None,
            reduction=read(self.reduction) or 0,
            payment=self.payment.value(),
            receipt=self.receipt.value(),
            items=items,
        )
