"""The form of a sale that did not come from the till: who, what, how it was paid. What is not paid goes to To pay."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from partnercrm.domain.errors import Refused
from partnercrm.domain.sale import PAYMENT_WORDS, PaymentKind, SaleDraft
from partnercrm.domain.sale_item import typed_items, with_one_more
from partnercrm.services import sale, sale_item
from partnercrm.services.store import Store
from ui.common.fields import ChoiceField, DateField, Field, LineField, MoneyField, NotesField, TextField, problem_of
from ui.common.fields_sheet import may_write, read
from ui.common.kept_sheet import KeptSheet
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.effectiveness.sale_more import More, TimeField
from ui.effectiveness.usual_items import UsualItems
from ui.words import currency, locale, money, say, tr

TYPING_MS = 200


def open_form(shell: Shell, party: int | None = None) -> None:
    """A sale, to somebody who is known perhaps."""
    if may_write(shell):
        SaleForm(shell).start(party)


class SaleForm(KeptSheet):
    """Where nothing is said, the price is what the items cost, and all of it was paid."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Record a sale"), tr("Save the sale"), width=620)
        today = shell.session.clock.today
        self.who = PartyField(tr("&Who bought"), shell, placeholder=tr("nobody we know"))
        self.day = DateField(tr("&Day"), today, past=True)
        self.items = NotesField(tr("What was &bought, a line each"), placeholder=tr("2 Flat white = 6.80"), lines=4)
        self.usual = UsualItems()
        self.usual.picked.connect(self._add_one)
        self.price = MoneyField(tr("&Price"))
        self.reduction = MoneyField(tr("&Reduction"))
        self.paid = MoneyField(tr("P&aid"))
        kinds = [(kind, say(words)) for kind, words in PAYMENT_WORDS.items() if kind is not PaymentKind.GIFT_CARD]
        self.payment: ChoiceField[PaymentKind] = ChoiceField(tr("&How it was paid"), kinds)
        self.receipt = TextField(tr("Receip&t number"))
        self.comes_to = label("", "strong")
        self.comes_to.setWordWrap(True)
        self.more = More(today)
        self.next = self._make_next()
        self._another = False
        self._arrange()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._work_out)
        for field in self.fields().values():
            field.edited.connect(self._typing.start)

    def start(self, party: int | None) -> None:
        """Open it."""
        self.day.set_value(self.shell.session.clock.today())
        if party is not None:
            self.who.take_party(party)
        self.open(self.who.edit if party is None else self.items.edit)
        self.keep_as("sale" if party is None else f"sale-{party}")
        store, today = self.shell.session.store, self.shell.session.clock.today()
        self.shell.tasks.run_read(lambda: sale_item.best_sellers(store, today), self.usual.show_names, owner=self)

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
            **self.more.fields(),
        }

    def given_back(self) -> None:
        if any(isinstance(field, LineField) and field.text() for field in self.more.fields().values()):
            self.more.unfold(True)
        self._typing.start()

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def saved(self, done: sale.Recorded) -> None:
        """Close, or wait for the next one of that day."""
        if not self._another:
            super().saved(done)
            return
        if self.keeper is not None:
            self.keeper.forget()
        self.bar.hide()
        self.shell.saved(done.changes)
        self.ctx = self.shell.session.ctx()
        for field in self.fields().values():
            field.set_error(None)
            _empty(field)
        self.comes_to.setText("")
        self.who.take_focus()
        if self.keeper is not None:
            self.keeper.start()

    def refused(self, error: Refused) -> None:
        """Show what is wrong beside the fields; those behind More come forward."""
        if any(problem.field in self.more.fields() for problem in problem_of(error)):
            self.more.unfold(True)
        super().refused(error)

    # Inside

    def _make_next(self) -> QPushButton:
        """The button that waits for the next sale stands before the usual one."""
        made = self.add_button(tr("&Save and next"), lambda: self._press(another=True))
        self._footer.removeWidget(made)
        self._footer.insertWidget(self._footer.count() - 1, made)
        made.setToolTip(tr("Ctrl+Shift+Enter"))
        return made

    def _arrange(self) -> None:
        self.rows(
            ((self.who, 2), (self.day, 1)),
            ((self.items, 1),),
            ((self.usual, 1),),
            ((self.price, 1), (self.reduction, 1), (self.paid, 1)),
            ((self.payment, 1), (self.receipt, 1)),
        )
        self.body.addWidget(self.more)
        self.body.addWidget(self.comes_to)
        self.add_key("Ctrl+Shift+Return", lambda: self._press(another=True))

    def _add_one(self, name: str) -> None:
        self.items.set_value(with_one_more(self.items.value(), name))
        self._typing.start()

    def _press(self, *, another: bool = False) -> None:
        self._another = another
        super()._press()

    def _save_settled(self) -> None:
        try:
            draft, price, paid = self._draft(), read(self.price), read(self.paid)
        except Refused:
            return
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: sale.record(store, ctx, whole(store, draft, price, paid)))

    def _draft(self) -> SaleDraft:
        who = self.who.who()
        try:
            items = typed_items(self.items.value(), currency(), locale())
        except Refused as refused:
            self.refused(refused)
            raise
        draft = SaleDraft(
            day=read(self.day),
            amount=0,
            paid=0,
            party=who.party if who else None,
            reduction=read(self.reduction) or 0,
            payment=self.payment.value(),
            receipt=self.receipt.value(),
            items=items,
        )
        return self.more.take(draft)

    def _work_out(self) -> None:
        """Say what it comes to while it is typed; nothing where that cannot be told yet."""
        store = self.shell.session.store
        try:
            items = typed_items(self.items.value(), currency(), locale())
            sums = [field.value() for field in (self.price, self.paid, self.reduction)]
            rounding, by_card = self.more.rounding.value(), self.more.gift_card_amount.value()
        except Refused:
            self.comes_to.setText("")
            return
        price, paid, reduction = sums
        draft = SaleDraft(
            day=None,
            amount=0,
            paid=0,
            reduction=reduction or 0,
            rounding=rounding or 0,
            gift_card_amount=by_card or 0,
            payment=self.payment.value(),
            items=items,
        )
        self.shell.tasks.run_read(
            lambda: whole(store, draft, price, paid),
            lambda found: self.comes_to.setText(comes_to(found)),
            lambda _refused: self.comes_to.setText(""),
            owner=self,
            latest_key=f"sale form {id(self)}",
        )


def whole(store: Store, draft: SaleDraft, price: int | None, paid: int | None) -> SaleDraft:
    """The sale with what was left out: the items' own prices, the price, what was paid."""
    return replace(draft, items=sale_item.priced(store, draft.items)).completed(price, paid)


def comes_to(draft: SaleDraft) -> str:
    """`It comes to 9.40, all paid.`, or what of it is not."""
    if draft.rest > 0:
        return tr(
            "It comes to {price}; {rest} is not paid and goes to To pay.",
            price=money(draft.price),
            rest=money(draft.rest),
        )
    return tr("It comes to {price}, all of it paid.", price=money(draft.price))


def _empty(field: Field) -> None:
    """Empty a field for the next sale; the day and how it was paid stay."""
    if isinstance(field, PartyField):
        field.set_who(None)
        field.edit.clear()
    elif isinstance(field, MoneyField):
        field.set_value(None)
    elif isinstance(field, TextField | NotesField):
        field.set_value("")
    elif isinstance(field, TimeField):
        field.edit.clear()
