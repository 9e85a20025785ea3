"""The forms of gift cards: sell one, use it, give back to it, make it void."""

from __future__ import annotations

from partnercrm.domain.errors import Refused
from partnercrm.domain.gift_card import PURPOSE_WORDS, GiftCardDraft, GiftCardRow, Purpose, shown
from partnercrm.domain.sale import PAYMENT_WORDS, PaymentKind
from partnercrm.services import gift_card
from ui.common.choices import Option, Segment
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import money, say, tr

PAID_BY = (PaymentKind.CASH, PaymentKind.CARD, PaymentKind.TRANSFER)


class SellForm(FieldsSheet):
    """What it is worth and who bought it; a fresh code unless a printed one is typed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Sell a gift card"), tr("Sell"))
        today = shell.session.clock.today
        self.value = MoneyField(tr("What is &on it"))
        self.code = TextField(tr("Its &code"), placeholder=tr("a fresh one"))
        self.buyer = PartyField(tr("Who &bought it, if you know"), shell)
        self.day = DateField(tr("Sold o&n"), today, past=True)
        self.until = DateField(tr("Good &until"), today, placeholder=tr("for ever"))
        self.payment: ChoiceField[PaymentKind] = ChoiceField(
            tr("&Paid by"), [(kind, say(PAYMENT_WORDS[kind])) for kind in PAID_BY]
        )
        self.receipt = TextField(tr("&Receipt"))
        self.purpose = Segment(
            tr("What it is good for"),
            [
                Option(Purpose.MULTI.value, tr("Anything we sell")),
                Option(Purpose.SINGLE.value, tr("One kind of thing")),
            ],
        )
        self.rows(
            ((self.value, 1), (self.code, 1)),
            ((self.buyer, 1),),
            ((self.day, 1), (self.until, 1)),
            ((self.payment, 1), (self.receipt, 1)),
        )
        self.body.addWidget(label(tr("What it is good for"), "label"))
        self.body.addWidget(self.purpose)
        self.purpose.setToolTip(", ".join(say(words) for words in PURPOSE_WORDS.values()))

    def start(self) -> None:
        """Open it with the cursor in the value."""
        self.day.set_value(self.shell.session.clock.today())
        self.open(self.value.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "value": self.value,
            "code": self.code,
            "buyer": self.buyer,
            "day": self.day,
            "until_day": self.until,
            "payment": self.payment,
            "receipt": self.receipt,
        }

    def save(self) -> None:
        self.buyer.settle(self._save_settled)

    def _save_settled(self) -> None:
        who = self.buyer.who()
        try:
            draft = GiftCardDraft(
                value=read(self.value) or 0,
                day=read(self.day),
                purpose=Purpose(self.purpose.value()),
                buyer=who.party if who else None,
                until_day=read(self.until),
                code=self.code.value(),
                receipt=self.receipt.value(),
                payment=self.payment.value(),
            )
        except Refused:
            return
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: gift_card.sell(store, ctx, draft))


class UseForm(FieldsSheet):
    """How much of a card is used; its code may be read in."""

    def __init__(self, shell: Shell, row: GiftCardRow | None) -> None:
        super().__init__(shell, tr("Use a gift card"), tr("Use"), width=460)
        self._row = row
        self.code = TextField(tr("Its &code"), placeholder=tr("as it stands on the card"))
        self.value = MoneyField(tr("How &much is used"))
        self.who = PartyField(tr("&Who used it, if you know"), shell)
        self.day = DateField(tr("Used o&n"), shell.session.clock.today, past=True)
        self.rows(((self.code, 1), (self.value, 1)), ((self.who, 1), (self.day, 1)))

    def start(self) -> None:
        """Open it; what is left on the card stands there where the card is known."""
        self.day.set_value(self.shell.session.clock.today())
        if self._row is not None:
            self.code.set_value(shown(self._row.code))
            self.value.set_value(self._row.balance)
        self.open(self.code.edit if self._row is None else self.value.edit)

    def fields(self) -> dict[str, Field]:
        return {"code": self.code, "amount": self.value, "party": self.who, "day": self.day}

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        who = self.who.who()
        party = who.party if who else None
        try:
            value, day = read(self.value) or 0, read(self.day)
        except Refused:
            return
        store, ctx, code = self.shell.session.store, self.ctx, self.code.value()
        self.write(lambda: gift_card.use(store, ctx, code, value, day, party=party))


class GiveBackForm(FieldsSheet):
    """What came back of something that the card paid."""

    def __init__(self, shell: Shell, row: GiftCardRow) -> None:
        super().__init__(shell, tr("Give back to {code}", code=shown(row.code)), tr("Give back"), width=460)
        self._row = row
        self.value = MoneyField(tr("How &much goes back to it"))
        self.reason = TextField(tr("Wh&y"), placeholder=tr("a cake came back"))
        self.rows(((self.value, 1),), ((self.reason, 1),))

    def start(self) -> None:
        """Open it with the cursor in the value."""
        self.open(self.value.edit)

    def fields(self) -> dict[str, Field]:
        return {"amount": self.value, "reason": self.reason}

    def save(self) -> None:
        store, ctx, code = self.shell.session.store, self.ctx, self._row.code
        value, reason = read(self.value) or 0, self.reason.value()
        self.write(lambda: gift_card.give_back(store, ctx, code, value, reason=reason))


class VoidForm(FieldsSheet):
    """What is left on it is gone, with a reason."""

    def __init__(self, shell: Shell, row: GiftCardRow) -> None:
        super().__init__(shell, tr("Make {code} void", code=shown(row.code)), tr("Make it void"), width=460)
        self._row = row
        self.reason = TextField(tr("Wh&y"), placeholder=tr("lost, a new one was given out"))
        self.rows(((self.reason, 1),))
        self.general.setText(tr("{amount} are left on it and would be gone.", amount=money(row.balance)))
        self.general.setVisible(row.balance > 0)

    def start(self) -> None:
        """Open it with the cursor in the reason."""
        self.open(self.reason.edit)

    def fields(self) -> dict[str, Field]:
        return {"reason": self.reason}

    def save(self) -> None:
        store, ctx, code, reason = self.shell.session.store, self.ctx, self._row.code, self.reason.value()
        self.write(lambda: gift_card.void(store, ctx, code, reason))
